import ArgumentParser
import FoundationEssentials
import LatchkeyJOSE

/// How a key is written.
enum KeyFileFormat: String, ExpressibleByArgument, CaseIterable {
    /// JSON (RFC 7517).
    case jwk
    /// A JWK Set.
    case jwks
    /// PKCS#8 for a private key, SPKI for a public one, as text.
    case pem
    /// The same in octets.
    case der
    case pkcs1
    case pkcs8
    case sec1
    case spki
    /// As ssh-keygen writes it.
    case openssh
    /// The octets of a shared secret.
    case raw

    /// What the library calls it.
    func format(for key: JWK, asDER: Bool = false) -> KeyFormat {
        let wrapped = { (structure: KeyFormat.Structure) -> KeyFormat in
            asDER || self == .der ? .der(structure) : .pem(structure)
        }
        return switch self {
        case .jwk: .jwk
        case .jwks: .jwkSet
        case .pem, .der: wrapped(key.commonStructure)
        case .pkcs1: wrapped(.pkcs1)
        case .pkcs8: wrapped(.pkcs8)
        case .sec1: wrapped(.sec1)
        case .spki: wrapped(.spki)
        case .openssh: .openSSH
        case .raw: .secret
        }
    }

    /// Whether `--der` makes a difference.
    var isStructure: Bool { [.pem, .pkcs1, .pkcs8, .sec1, .spki].contains(self) }

    /// The key with everything it has, its private part included, as a file.
    func file(of key: JWK, asJSON: Bool, asDER: Bool = false, passphrase: String? = nil) throws -> [UInt8] {
        let octets = try key.write(as: format(for: key, asDER: asDER), passphrase: passphrase)
        // A JWK is JSON as it is; everything else is wrapped, octets in base64.
        guard asJSON, self != .jwk, self != .jwks else { return octets }
        let isText = !asDER && self != .der && self != .raw
        let text = isText ? String(decoding: octets, as: UTF8.self) : Data(octets).base64EncodedString()
        return Array((JSONObject.unique([(rawValue, .string(text))]).json() + "\n").utf8)
    }
}
