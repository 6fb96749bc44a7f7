import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// An issuer with fixed keys at a fixed time.
enum TestTokens {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let issuer = "https://id.example"
    static let audience = "https://notes.example"
    static let subject = accountID.description
    static let accountID = UUIDv7(high: 0x0199_a1b2_c3d4_7e5f, low: 0x8a6b_7c8d_9e0f_1a2b)
    static let sessionID = UUIDv7(high: 0x0199_a1b2_c3d4_7000, low: 0x8000_0000_0000_0001)
    static let tokenID = UUIDv7(high: 0x0199_a1b2_c3d4_7000, low: 0x8000_0000_0000_00aa)

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
        kinds: Set<TokenKind> = [.access],
        revocations: RevocationList? = nil
    ) throws -> TokenVerifier {
        TokenVerifier(
            keys: try keys ?? FixedKeys(publicKeys(signingKey)),
            issuer: issuer,
            audience: audience,
            kinds: kinds,
            revocations: revocations
        )
    }

    static func publicKeys(_ keys: String...) throws -> JWKSet {
        try JWKSet(keys.map { try JWK(json: $0) }).publicKeys
    }

    /// A token that is good for 15 minutes; `claims` are added or replaced, those of `absent` left out.
    static func sign(
        _ claims: [String: JSONValue] = [:],
        without absent: [String] = [],
        key: String = signingKey,
        type: String? = "at+jwt"
    ) throws -> String {
        let time = Int64(now.timeIntervalSince1970)
        var all: [String: JSONValue] = [
            "iss": .string(issuer), "sub": .string(subject), "aud": .string(audience),
            "exp": .integer(time + 900), "iat": .integer(time), "jti": .string(tokenID.description),
            "client_id": "latchkey", "sid": .string(sessionID.description), "ver": 0,
            "auth_time": .integer(time), "amr": ["pwd"], "scope": "notes:read", "roles": [],
        ]
        all.merge(claims) { $1 }
        for name in absent { all[name] = nil }
        let members = all.map { (name: $0.key, value: $0.value) }
        return try JWTSigner(key: JWK(json: key), type: type).sign(payload: JSONObject(members: members))
    }
}
