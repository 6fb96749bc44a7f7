/// The members of a key that everybody who holds it knows, in base64url (RFC 7518 §6, RFC 8037 §2, ML-DSA for JOSE).
enum KeyParameters {
    case oct(k: String)
    case rsa(n: String, e: String)
    case ec(curve: String, x: String, y: String)
    case okp(curve: String, x: String)
    case akp(algorithm: String, publicKey: String)
}

extension KeyMaterial {
    var parameters: KeyParameters {
        switch self {
        case .oct(let secret): .oct(k: Base64URL.encode(secret))
        default: asymmetric?.parameters ?? .oct(k: "")
        }
    }
}
