import Foundation
import JWTKit
import LatchkeyJOSE

/// The claims that everybody signs and checks: seven, in a payload that makes an HS256 token 349 characters long.
enum Subject {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    static let expiry = Date(timeIntervalSince1970: 4_102_444_800)
    static let issuer = "https://identity.example.com/"
    static let audience = "https://api.example.com/"
    static let subject = "0190a5c2-7d4e-7b3f-9a610"
    static let tokenID = "0190a5c2-7d4e-7b3f-9a61-5f0c2b7d8e9f"

    static let claims = Claims(
        issuer: issuer,
        subject: subject,
        audience: [audience],
        expiresAt: expiry,
        notBefore: now,
        issuedAt: now,
        tokenID: tokenID
    )

    static func claims<Custom>(with custom: Custom) -> Claims<Custom> {
        Claims(
            issuer: issuer,
            subject: subject,
            audience: [audience],
            expiresAt: expiry,
            notBefore: now,
            issuedAt: now,
            tokenID: tokenID,
            custom: custom
        )
    }

    /// A fresh key, RSA keys of 2048 bits: what most of the world has.
    static func key(_ algorithm: SignatureAlgorithm) throws -> LatchkeyJOSE.JWK {
        algorithm.keyType == .rsa ? try .generate(algorithm, bits: 2048) : try .generate(algorithm)
    }

    static func verifier(_ key: LatchkeyJOSE.JWK, _ algorithm: SignatureAlgorithm) -> JWTVerifier {
        JWTVerifier(
            key: key.publicKey ?? key,
            algorithms: [algorithm],
            issuer: .exactly(issuer),
            audience: .exactly(audience)
        )
    }
}

/// The same claims and checks for jwt-kit.
struct Payload: JWTPayload {
    var iss: IssuerClaim
    var sub: SubjectClaim
    var aud: AudienceClaim
    var exp: ExpirationClaim
    var nbf: NotBeforeClaim
    var iat: IssuedAtClaim
    var jti: IDClaim

    static let value = Payload(
        iss: .init(value: Subject.issuer),
        sub: .init(value: Subject.subject),
        aud: .init(value: [Subject.audience]),
        exp: .init(value: Subject.expiry),
        nbf: .init(value: Subject.now),
        iat: .init(value: Subject.now),
        jti: .init(value: Subject.tokenID)
    )

    func verify(using algorithm: some JWTAlgorithm) throws {
        try exp.verifyNotExpired(currentDate: Subject.now)
        try nbf.verifyNotBefore(currentDate: Subject.now + 1)
        try aud.verifyIntendedAudience(includes: Subject.audience)
        guard iss.value == Subject.issuer else {
            throw JWTKit.JWTError.claimVerificationFailure(failedClaim: iss, reason: "another issuer")
        }
    }
}

/// Latchkey's own access token: its thirteen claims in the order that `TokenIssuer` writes, about 640 characters.
enum AccessTokenSubject {
    static let payload = Array(
        """
        {"iss":"https://identity.example.com","sub":"0190a5c2-7d4e-7b3f-9a61-5f0c2b7d8e9f",\
        "aud":"https://api.example.com","exp":4102444800,"iat":1700000000,"jti":"0190a5c2-7d4e-7b3f-9a61-1a2b3c4d5e6f",\
        "client_id":"latchkey","sid":"0190a5c2-7d4e-7b3f-9a61-aabbccddeeff","ver":3,"auth_time":1700000000,\
        "amr":["pwd","otp"],"scope":"notes:read notes:write","roles":["admin"]}
        """.utf8
    )

    static func verifier(_ key: LatchkeyJOSE.JWK, _ algorithm: SignatureAlgorithm) -> JWTVerifier {
        JWTVerifier(
            key: key.publicKey ?? key,
            algorithms: [algorithm],
            issuer: "https://identity.example.com",
            audience: "https://api.example.com",
            type: "at+jwt"
        )
    }
}
