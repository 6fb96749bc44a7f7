/// The curves on which two parties can agree on a secret (RFC 7518 §4.6, RFC 8037 §3.2).
@nonexhaustive
public enum KeyAgreementCurve: String, Sendable, Hashable, CaseIterable {
    /// NIST P-256.
    case p256 = "P-256"
    /// NIST P-384.
    case p384 = "P-384"
    /// NIST P-521.
    case p521 = "P-521"
    /// X25519.
    case x25519 = "X25519"

    func generate() -> KeyMaterial {
        switch self {
        case .p256: .p256(.generate())
        case .p384: .p384(.generate())
        case .p521: .p521(.generate())
        case .x25519: .x25519(.generate())
        }
    }
}
