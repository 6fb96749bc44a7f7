import LatchkeyJOSE

/// What is wrong with a token's header.
enum HeaderFindings {
    static func of(_ header: JSONObject, signatureLength: Int) -> [Finding] {
        algorithm(header, signatureLength) + critical(header) + types(header) + keys(header)
    }

    /// Whether the header says that there is no signature, in any spelling that some library has fallen for.
    static func isUnsecured(_ header: JSONObject) -> Bool {
        guard case .string(let name)? = header["alg"] else { return false }
        return name.lowercased().utf8.elementsEqual("none".utf8)
    }

    private static func algorithm(_ header: JSONObject, _ signatureLength: Int) -> [Finding] {
        guard case .string(let name)? = header["alg"] else {
            return [Finding("header_invalid", "The header has no alg, or one that is not a string.")]
        }
        if isUnsecured(header) {
            return [
                Finding(
                    "algorithm_not_allowed",
                    "alg is \(name): anybody can have written it. No verifier of ours takes it."
                )
            ]
        }
        guard let algorithm = SignatureAlgorithm(name: name) else {
            return [
                Finding(
                    "algorithm_not_allowed",
                    "The algorithm \(name) is not known here\(suggestion(for: name))."
                )
            ]
        }
        return signature(algorithm, signatureLength)
    }

    private static func suggestion(for name: String) -> String {
        let folded = name.uppercased()
        let meant = SignatureAlgorithm.allCases.first { $0.name.uppercased().utf8.elementsEqual(folded.utf8) }
        return meant.map { "; the name is written \($0.name), case counts" } ?? ""
    }

    private static func signature(_ algorithm: SignatureAlgorithm, _ length: Int) -> [Finding] {
        if length == 0 {
            return [Finding("signature_invalid", "The signature is empty: anybody can have written it.")]
        }
        guard let expected = signatureLength(algorithm) else {
            guard length < 256 else { return [] }
            return [
                Finding(
                    "signature_invalid",
                    "The signature has \(length) octets, too few for \(algorithm) with a safe key."
                )
            ]
        }
        guard length != expected else { return [] }
        let der =
            algorithm.keyType == .ec && (68...72).contains(length)
            ? "; it looks like DER, JWS wants r and s" : ""
        return [
            Finding(
                "signature_invalid",
                "\(algorithm) signatures have \(expected) octets, this one has \(length)\(der)."
            )
        ]
    }

    /// The length of all signatures of an algorithm; `nil` where it depends on the key.
    private static func signatureLength(_ algorithm: SignatureAlgorithm) -> Int? {
        switch algorithm {
        case .hs256: 32
        case .hs384: 48
        case .hs512, .es256, .es256k, .ed25519: 64
        case .es384: 96
        case .ed448: 114
        case .es512: 132
        case .mldsa65: 3309
        case .mldsa87: 4627
        default: nil
        }
    }

    private static func critical(_ header: JSONObject) -> [Finding] {
        var findings: [Finding] = []
        if let critical = header["crit"] {
            findings.append(
                Finding(
                    "critical_header_unsupported",
                    "It demands extensions that are not understood: crit \(critical.json())."
                )
            )
        }
        if let encoded = header["b64"], encoded != .bool(true) {
            findings.append(
                Finding(
                    "critical_header_unsupported",
                    "b64 says that the payload is not encoded, which no JWT may do."
                )
            )
        }
        return findings
    }

    private static func types(_ header: JSONObject) -> [Finding] {
        ["typ", "cty", "kid"].compactMap { name in
            guard let value = header[name] else { return nil }
            if case .string = value { return nil }
            return Finding("header_invalid", "The header parameter \(name) must be a string.")
        }
    }

    private static func keys(_ header: JSONObject) -> [Finding] {
        ["jwk", "jku", "x5u", "x5c"].compactMap { name in
            guard header[name] != nil else { return nil }
            return .note(
                "embedded_key",
                "It brings its own key (\(name)); Latchkey never uses that, and neither should you."
            )
        }
    }
}
