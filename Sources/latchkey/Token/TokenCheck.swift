import FoundationEssentials
import LatchkeyJOSE

/// What is asked of a token: nothing but a good signature, unless it is set here.
struct TokenCheck {
    /// How much of the token is looked at.
    enum Layer: String, CaseIterable {
        /// Signature and claims.
        case jwt
        /// The signature alone; the payload may be anything.
        case jws
    }

    var layer = Layer.jwt
    var issuer: String?
    /// Any one of these will do; without them a token that is meant for somebody is refused.
    var audience: [String]?
    var type: String?
    var required: [String] = []
    var leeway: Double = 0

    /// Verifies a token.
    func verify(
        _ token: String,
        with keys: KeyFile,
        algorithms: Set<SignatureAlgorithm>,
        at now: Date
    ) throws(JWTError) -> VerifiedToken {
        let verifier = verifier(keys, algorithms)
        switch layer {
        case .jws:
            let jws = try verifier.verifySignature(token)
            return VerifiedToken(header: jws.header, payload: jws.payload, claims: nil, keyID: jws.keyID)
        case .jwt:
            let jwt = try verifier.verify(token, at: now)
            return VerifiedToken(header: jwt.header, payload: [], claims: jwt.payload, keyID: jwt.keyID)
        }
    }

    private func verifier(_ keys: KeyFile, _ algorithms: Set<SignatureAlgorithm>) -> JWTVerifier {
        let issuer = issuer.map(ClaimExpectation.exactly) ?? .unchecked
        let audience = audience.map(ClaimExpectation.anyOf) ?? .absent
        // Type belongs to the header, yet whoever asks for the signature alone asks for nothing else.
        let type = layer == .jws ? .unchecked : self.type.map(TypeExpectation.exactly) ?? .unchecked
        return switch keys {
        case .key(let key):
            JWTVerifier(
                key: key,
                algorithms: algorithms,
                issuer: issuer,
                audience: audience,
                type: type,
                required: required,
                expiry: .ifPresent,
                leeway: leeway
            )
        case .openSSLKey(let key):
            JWTVerifier(
                verifier: key,
                algorithms: algorithms,
                issuer: issuer,
                audience: audience,
                type: type,
                required: required,
                expiry: .ifPresent,
                leeway: leeway
            )
        case .set, .mixedSet:
            JWTVerifier(
                verifiers: keys.openSSLKeys,
                keys: JWKSet(keys.keys),
                algorithms: algorithms,
                issuer: issuer,
                audience: audience,
                type: type,
                required: required,
                expiry: .ifPresent,
                leeway: leeway
            )
        }
    }
}

/// A token that has passed a ``TokenCheck``.
struct VerifiedToken {
    let header: JWSHeader
    /// What was signed, where only the signature was checked.
    let payload: [UInt8]
    /// The claims, where they were checked.
    let claims: JSONObject?
    let keyID: String?
}
