import Crypto
import CryptoExtras

/// The members of a key that everybody who holds it knows, in base64url (RFC 7518 §6, RFC 8037 §2).
enum KeyParameters {
    case oct(k: String)
    case rsa(n: String, e: String)
    case ec(curve: String, x: String, y: String)
    case okp(curve: String, x: String)
}

extension KeyMaterial {
    var parameters: KeyParameters {
        switch self {
        case .oct(let secret): .oct(k: Base64URL.encode(secret))
        case .rsaPublic(let key): rsaParameters(key)
        case .rsaPrivate(let key): rsaParameters(key.publicKey)
        case .p256Public(let key): p256Parameters(key)
        case .p256Private(let key): p256Parameters(key.publicKey)
        case .ed25519Public(let key): .okp(curve: "Ed25519", x: Base64URL.encode(key.rawRepresentation))
        case .ed25519Private(let key):
            .okp(curve: "Ed25519", x: Base64URL.encode(key.publicKey.rawRepresentation))
        }
    }

    private func rsaParameters(_ key: _RSA.Signing.PublicKey) -> KeyParameters {
        let numbers = RSANumbers(publicKey: key)
        return .rsa(n: Base64URL.encode(numbers.n), e: Base64URL.encode(numbers.e))
    }

    private func p256Parameters(_ key: P256.Signing.PublicKey) -> KeyParameters {
        let point = Array(key.rawRepresentation)
        return .ec(curve: "P-256", x: Base64URL.encode(point[..<32]), y: Base64URL.encode(point[32...]))
    }
}
