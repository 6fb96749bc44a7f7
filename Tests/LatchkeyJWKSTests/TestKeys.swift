import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// Fixed keys, and tokens signed with them at a fixed time.
enum TestKeys {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let audience = "https://notes.example"
    static let subject = "0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"

    /// The key of RFC 7515 appendix A.3.
    static let es256 = """
        {"kty":"EC","crv":"P-256","kid":"a3","alg":"ES256",
         "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
         "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}
        """
    /// The key of RFC 8037 appendix A.1.
    static let ed25519 = """
        {"kty":"OKP","crv":"Ed25519","kid":"a1","alg":"EdDSA",
         "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
        """

    static func publicKeys(_ keys: [String]) throws -> JWKSet {
        try JWKSet(keys.map { try JWK(json: $0) }).publicKeys
    }

    /// An access token of `issuer`, good for 15 minutes.
    static func sign(key: String = es256, issuer: String, roles: [JSONValue] = []) throws -> String {
        let time = Int64(now.timeIntervalSince1970)
        return try JWTSigner(key: JWK(json: key), type: "at+jwt").sign(
            payload: JSONObject(members: [
                ("iss", .string(issuer)), ("sub", .string(subject)), ("aud", .string(audience)),
                ("exp", .integer(time + 900)), ("iat", .integer(time)), ("jti", "1"),
                ("client_id", "latchkey"),
                ("roles", .array(roles)),
            ])
        )
    }
}

extension TestKeys {
    /// A published set with the ES256 key under another name.
    static func es256Set(keyID: String) -> String {
        #"{"keys":[\#(es256PublicMembers),"kid":"\#(keyID)"}]}"#
    }

    private static let es256PublicMembers = """
        {"kty":"EC","crv":"P-256","alg":"ES256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
         "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        """
}
