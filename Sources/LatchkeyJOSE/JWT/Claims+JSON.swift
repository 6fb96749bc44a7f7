import FoundationEssentials

extension Claims {
    /// The claims as one JSON object, the registered ones first.
    func json() throws(JWTError) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        try writeRegistered(to: &writer)
        if Custom.self != NoCustomClaims.self {
            try writeCustom(to: &writer)
        }
        writer.endObject()
        return writer.octets
    }

    private func writeRegistered(to writer: inout JSONWriter) throws(JWTError) {
        if let issuer { writer.member("iss", issuer) }
        if let subject { writer.member("sub", subject) }
        if audience.count == 1 {
            writer.member("aud", audience[0])
        } else if !audience.isEmpty {
            writer.member("aud", audience)
        }
        if let expiresAt { writer.member("exp", try NumericDate.seconds(expiresAt, claim: "exp")) }
        if let notBefore { writer.member("nbf", try NumericDate.seconds(notBefore, claim: "nbf")) }
        if let issuedAt { writer.member("iat", try NumericDate.seconds(issuedAt, claim: "iat")) }
        if let tokenID { writer.member("jti", tokenID) }
    }

    private func writeCustom(to writer: inout JSONWriter) throws(JWTError) {
        for (name, value) in try ClaimsEncoder.members(of: custom) {
            guard !RegisteredClaims.names.contains(where: { $0.hasSameOctets(as: name) }) else {
                throw .claimInvalid(name: name, expected: "set as a registered claim, not as a custom one")
            }
            writer.member(escaping: name, value)
        }
        guard !writer.metNonFiniteNumber else {
            throw .claimInvalid(name: "custom", expected: "free of numbers that are not finite")
        }
    }
}
