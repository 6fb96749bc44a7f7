import Crypto
import FoundationEssentials
import LatchkeyJOSE

/// The keys that the seeds were made with, and a second opinion on signatures.
enum FuzzKeys {
    static let now = Date(timeIntervalSince1970: 1_700_000_000)
    static let secret = [UInt8](0..<64)

    /// One key for each kind of signature that is cheap to check.
    static let verification = JWKSet(
        [
            key(#"{"kty":"oct","kid":"h","alg":"HS256","k":"\#(Base64URL.encode(secret))"}"#),
            key(
                #"{"kty":"EC","kid":"e","alg":"ES256","crv":"P-256","x":"\#(p256X)","y":"\#(p256Y)"}"#
            ),
            key(#"{"kty":"OKP","kid":"o","alg":"EdDSA","crv":"Ed25519","x":"\#(ed25519X)"}"#),
        ]
        .compactMap(\.self)
    )

    // RFC 7515 A.3.1 and RFC 8037 A.2.
    private static let p256X = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    private static let p256Y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    private static let ed25519X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

    static func key(_ json: String) -> JWK? {
        try? JWK(json: json)
    }

    static func mac(_ input: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: input, using: SymmetricKey(data: secret)))
    }

    /// Whether one of the keys has signed, by the primitives alone.
    static func haveSigned(_ input: [UInt8], _ signature: [UInt8]) -> Bool {
        mac(input) == signature || isFromP256(input, signature) || isFromEd25519(input, signature)
    }

    private static func isFromP256(_ input: [UInt8], _ signature: [UInt8]) -> Bool {
        guard let x = Base64URL.decode(p256X), let y = Base64URL.decode(p256Y),
            let key = try? P256.Signing.PublicKey(x963Representation: [4] + x + y),
            let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
        else { return false }
        return key.isValidSignature(signature, for: input)
    }

    private static func isFromEd25519(_ input: [UInt8], _ signature: [UInt8]) -> Bool {
        guard let x = Base64URL.decode(ed25519X),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x)
        else { return false }
        return key.isValidSignature(signature, for: input)
    }
}
