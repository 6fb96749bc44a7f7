import ArgumentParser
import LatchkeyJOSE

/// What a new key is for: to sign, or to encrypt content keys.
enum NewKeyAlgorithm: ExpressibleByArgument {
    case signature(SignatureAlgorithm)
    case keyManagement(KeyManagementAlgorithm)

    /// Reads a JOSE name such as `ES256` or `RSA-OAEP-256`, case-sensitive as in a token.
    init?(argument: String) {
        if let algorithm = SignatureAlgorithm(name: argument) {
            self = .signature(algorithm)
        } else if let algorithm = KeyManagementAlgorithm(name: argument) {
            self = .keyManagement(algorithm)
        } else {
            return nil
        }
    }

    /// The names for help and for completion; those that take a password have no keys to be made.
    static var allValueStrings: [String] {
        SignatureAlgorithm.allValueStrings
            + KeyManagementAlgorithm.allValueStrings.filter { !$0.hasPrefix("PBES2-") }
    }

    /// The name.
    var defaultValueDescription: String {
        switch self {
        case .signature(let algorithm): algorithm.name
        case .keyManagement(let algorithm): algorithm.name
        }
    }

    /// Whether the key is a shared secret.
    var isShared: Bool {
        switch self {
        case .signature(let algorithm): algorithm.keyType == .oct
        case .keyManagement(let algorithm): algorithm == .direct || algorithm.name.hasPrefix("A")
        }
    }
}
