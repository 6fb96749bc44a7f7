import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// An issuer with fixed keys at a fixed time.
enum TestTokens {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let issuer = "https://id.example"
    static let audience = "https://notes.example"
    static let subject = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"
    static let session = "0199a1b2-c3d4-7000-8000-000000000001"

    /// The key of RFC 7515 appendix A.3.
    static let signingKey = """
        {"kty":"EC","crv":"P-256","kid":"a3","alg":"ES256",
         "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
         "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}
        """
    /// The key of RFC 8037 appendix A.1.
    static let otherKey = """
        {"kty":"OKP","crv":"Ed25519","kid":"a1","alg":"EdDSA",
         "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        """

    static func verifier(
        keys: (any KeySource)? = nil,
        revocations: RevocationList? = nil
    ) throws -> TokenVerifier {
        TokenVerifier(
            keys: try keys ?? FixedKeys(publicKeys(signingKey)),
            issuer: issuer,
            audience: audience,
            revocations: revocations
        )
    }

    static func publicKeys(_ keys: String...) throws -> JWKSet {
        try JWKSet(keys.map { try JWK(json: $0) }).publicKeys
    }

    /// A token that is good for 15 minutes; `claims` replace or add, a `nil` removes.
    static func sign(
        _ claims: [String: JSONValue?] = [:],
        key: String = signingKey,
        type: String? = "at+jwt"
    ) throws -> String {
        let time = Int64(now.timeIntervalSince1970)
        var all: [String: JSONValue?] = [
            "iss": .string(issuer), "sub": .string(subject), "aud": .string(audience),
            "exp": .integer(time + 900), "iat": .integer(time), "jti": "0199a1b2-c3d4-7000-8000-0000000000aa",
            "client_id": "latchkey", "sid": .string(session), "ver": 0,
            "auth_time": .integer(time), "amr": ["pwd"], "scope": "notes:read", "roles": [],
        ]
        all.merge(claims) { $1 }
        let members = all.compactMap { name, value in value.map { (name: name, value: $0) } }
        return try JWTSigner(key: JWK(json: key), type: type).sign(payload: JSONObject(members: members))
    }
}
