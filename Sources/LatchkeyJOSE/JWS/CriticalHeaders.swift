/// Header parameters that must be understood or the token refused (RFC 7515 §4.1.11, RFC 7797).
enum CriticalHeaders {
    /// Refuses every `crit`, since no extension is understood, and an unencoded payload with or without it.
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
