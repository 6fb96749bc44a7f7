/// Header parameters that must be understood or the token refused (RFC 7515 §4.1.11, RFC 7797).
enum CriticalHeaders {
    /// Parameters that RFC 7515, 7516 and 7518 define: whoever reads JWS knows them, so that none may be listed.
    private static let registered = [
        "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit",
        "enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
    ]

    /// Refuses every `crit`, since a JWT has no extension, and an unencoded payload with or without it.
    static func check(_ parameters: JSONObject) throws(JWTError) {
        if let critical = parameters["crit"] {
            throw refusal(critical, parameters)
        }
        // RFC 7797 §7: an unencoded payload has no place in a JWT. `true` says what is the case anyway.
        if let b64 = parameters["b64"], b64 != .bool(true) {
            throw .criticalHeaderUnsupported(name: "b64")
        }
    }

    private static func refusal(_ critical: JSONValue, _ parameters: JSONObject) -> JWTError {
        guard case .array(let elements) = critical, !elements.isEmpty else {
            return .headerInvalid(name: "crit", expected: "a list of parameter names that is not empty")
        }
        guard case .string(let name) = elements[0] else {
            return .headerInvalid(name: "crit", expected: "a list of parameter names")
        }
        return .criticalHeaderUnsupported(name: name)
    }
}

// MARK: - Beyond JWTs

extension CriticalHeaders {
    /// Refuses what a protected header demands and nobody understands, and says whether the payload is base64url.
    static func isPayloadEncoded(
        _ protected: JSONObject,
        understood: [String]
    ) throws(JWTError) -> Bool {
        let critical = try names(protected)
        for name in critical where !understood.contains(where: { $0.hasSameOctets(as: name) }) {
            throw .criticalHeaderUnsupported(name: name)
        }
        switch protected["b64"] {
        case nil, .bool(true): return true
        case .bool(false):
            // RFC 7797 §6: whoever does not know the parameter must be made to refuse the token.
            guard critical.contains(where: { $0.hasSameOctets(as: "b64") }) else {
                throw .headerInvalid(name: "crit", expected: "a list with b64")
            }
            return false
        default: throw .headerInvalid(name: "b64", expected: "true or false")
        }
    }

    /// Refuses names that must not be listed: registered, absent from the header, or there twice.
    static func check(_ names: [String], in protected: JSONObject) throws(JWTError) {
        guard !names.isEmpty else {
            throw .headerInvalid(name: "crit", expected: "a list of parameter names that is not empty")
        }
        guard Set(names.map { Array($0.utf8) }).count == names.count else {
            throw .headerInvalid(name: "crit", expected: "a list without repetition")
        }
        for name in names {
            guard !registered.contains(where: { $0.hasSameOctets(as: name) }) else {
                throw .headerInvalid(name: "crit", expected: "a list without registered parameters")
            }
            guard protected.member(name) != nil else {
                throw .headerInvalid(name: "crit", expected: "a list of parameters of the protected header")
            }
        }
    }

    /// What `crit` lists; nothing where there is none.
    private static func names(_ protected: JSONObject) throws(JWTError) -> [String] {
        guard let member = protected.member("crit" as StaticString) else { return [] }
        guard let names = protected.strings(member) else {
            throw .headerInvalid(name: "crit", expected: "a list of parameter names")
        }
        try check(names, in: protected)
        return names
    }
}
