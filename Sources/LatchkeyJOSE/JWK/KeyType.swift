/// The families of keys (RFC 7518 §6.1, RFC 8037 §2, and ML-DSA for JOSE).
@nonexhaustive
public enum KeyType: String, Sendable, Hashable, CaseIterable {
    /// A symmetric key: octets.
    case oct
    /// An RSA key.
    case rsa = "RSA"
    /// An elliptic curve key.
    case ec = "EC"
    /// An octet key pair, as Ed25519 has.
    case okp = "OKP"
    /// A key pair that its `alg` describes, as ML-DSA has.
    case akp = "AKP"
}
