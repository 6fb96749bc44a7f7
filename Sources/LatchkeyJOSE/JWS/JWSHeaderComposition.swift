/// The two headers of a signature: what is signed along with the payload, and what is not.
struct JWSHeaderComposition {
    typealias Members = [(name: String, value: JSONValue)]

    /// `nil` where every parameter is unprotected: the member is then left out (RFC 7515 §7.2.1).
    let protected: JSONObject?
    let unprotected: JSONObject
    let union: JSONObject

    init(
        algorithm: SignatureAlgorithm,
        type: String?,
        keyID: String?,
        header: [String: JSONValue],
        unprotected: [String: JSONValue],
        critical: [String],
        isPayloadEncoded: Bool
    ) throws(JWTError) {
        try Self.checkExtensions(header)
        try Self.checkExtensions(unprotected)
        for value in [header["alg"], unprotected["alg"]] {
            guard value == nil || value == .string(algorithm.name) else {
                throw .headerInvalid(name: "alg", expected: algorithm.name)
            }
        }
        let others = Self.sorted(unprotected)
        var members = Self.likely(algorithm, type: type, keyID: keyID, header).filter { member in
            !others.contains { $0.name.hasSameOctets(as: member.name) }
        }
        members += try Self.further(header, apartFrom: others)
        if !isPayloadEncoded { members.append(("b64", false)) }
        let critical = critical + (isPayloadEncoded ? [] : ["b64"])
        if !critical.isEmpty {
            try CriticalHeaders.check(critical, in: try Self.object(members))
            members.append(("crit", .array(critical.map(JSONValue.string))))
        }
        self.protected = members.isEmpty ? nil : try Self.object(members)
        self.unprotected = try Self.object(others)
        self.union = try Self.object(members + others)
    }

    private static func likely(
        _ algorithm: SignatureAlgorithm,
        type: String?,
        keyID: String?,
        _ header: [String: JSONValue]
    ) -> Members {
        var members: Members = [("alg", .string(algorithm.name))]
        if let type = header["typ"] ?? type.map(JSONValue.string) { members.append(("typ", type)) }
        if let keyID = header["kid"] ?? keyID.map(JSONValue.string) { members.append(("kid", keyID)) }
        return members
    }

    private static func further(
        _ header: [String: JSONValue],
        apartFrom others: Members
    ) throws(JWTError) -> Members {
        var members: Members = []
        for member in sorted(header) {
            guard !others.contains(where: { $0.name.hasSameOctets(as: member.name) }) else {
                throw .headerInvalid(name: member.name, expected: "in one of the two headers only")
            }
            if !["alg", "typ", "kid"].contains(member.name) { members.append(member) }
        }
        return members
    }

    /// `crit` and `b64` follow from what the signer is asked to do.
    private static func checkExtensions(_ header: [String: JSONValue]) throws(JWTError) {
        for name in ["crit", "b64"] where header[name] != nil {
            throw .headerInvalid(name: name, expected: "left to the signer")
        }
    }

    private static func sorted(_ header: [String: JSONValue]) -> Members {
        header.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (name: $0.key, value: $0.value) }
    }

    private static func object(_ members: Members) throws(JWTError) -> JSONObject {
        do throws(JSONError) {
            return try JSONObject(members: members)
        } catch {
            throw .headerInvalid(name: "header", expected: "a JSON object: \(error)")
        }
    }
}
