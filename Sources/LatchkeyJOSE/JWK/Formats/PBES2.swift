import Crypto
import CryptoExtras
import FoundationEssentials
import SwiftASN1

/// The encryption of PKCS#8 by a passphrase (RFC 8018 §6.2): a key derivation and AES in CBC mode.
struct PBES2: DERParseable, DERSerializable {
    let derivation: PassphraseKeyDerivation
    let cipher: Cipher
    let iv: [UInt8]

    /// AES-CBC by the length of its key in octets (RFC 8018 B.2.5).
    enum Cipher: Int, CaseIterable {
        case aes128 = 16
        case aes192 = 24
        case aes256 = 32

        var identifier: ASN1ObjectIdentifier {
            switch self {
            case .aes128: [2, 16, 840, 1, 101, 3, 4, 1, 2]
            case .aes192: [2, 16, 840, 1, 101, 3, 4, 1, 22]
            case .aes256: [2, 16, 840, 1, 101, 3, 4, 1, 42]
            }
        }
    }

    private static let identifier: ASN1ObjectIdentifier = [1, 2, 840, 113549, 1, 5, 13]

    /// What a new file gets.
    static func new() -> PBES2 {
        PBES2(derivation: .new(), cipher: .aes256, iv: Array(AES._CBC.IV()))
    }

    private init(derivation: PassphraseKeyDerivation, cipher: Cipher, iv: [UInt8]) {
        self.derivation = derivation
        self.cipher = cipher
        self.iv = iv
    }

    // MARK: DER

    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            let scheme = try ASN1ObjectIdentifier(derEncoded: &nodes)
            guard scheme == Self.identifier else { throw Self.refusal(scheme) }
            return try DER.sequence(in: &nodes) { nodes in
                let derivation = try PassphraseKeyDerivation(derEncoded: &nodes)
                let (cipher, iv) = try DER.sequence(in: &nodes) { nodes in
                    let identifier = try ASN1ObjectIdentifier(derEncoded: &nodes)
                    guard let cipher = Cipher.allCases.first(where: { $0.identifier == identifier }) else {
                        throw Self.refusal(identifier)
                    }
                    return (cipher, Array(try ASN1OctetString(derEncoded: &nodes).bytes))
                }
                return PBES2(derivation: derivation, cipher: cipher, iv: iv)
            }
        }
        guard iv.count == 16, derivation.keyLength ?? cipher.rawValue == cipher.rawValue else {
            throw JWTError.keyInvalid(reason: "its encryption has lengths that AES has not")
        }
    }

    func serialize(into coder: inout DER.Serializer) throws {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(Self.identifier)
            try coder.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize(derivation)
                try coder.appendConstructedNode(identifier: .sequence) { coder in
                    try coder.serialize(cipher.identifier)
                    try coder.serialize(ASN1OctetString(contentBytes: iv[...]))
                }
            }
        }
    }

    // MARK: Encryption

    func encrypt(_ content: [UInt8], _ passphrase: Passphrase) throws(JWTError) -> [UInt8] {
        let key = try derivation.key(passphrase, count: cipher.rawValue)
        do {
            return Array(try AES._CBC.encrypt(content, using: key, iv: AES._CBC.IV(ivBytes: iv)))
        } catch {
            throw .keyInvalid(reason: "it cannot be encrypted")
        }
    }

    func decrypt(_ content: [UInt8], _ passphrase: Passphrase) throws(JWTError) -> [UInt8] {
        guard !content.isEmpty, content.count % 16 == 0 else {
            throw .keyInvalid(reason: "its encrypted part is cut off")
        }
        let key = try derivation.key(passphrase, count: cipher.rawValue)
        do {
            return Array(try AES._CBC.decrypt(content, using: key, iv: AES._CBC.IV(ivBytes: iv)))
        } catch {
            throw .passphraseWrong
        }
    }

    // MARK: What is refused

    /// Old schemes by their names: they are broken, and `openssl` can rewrite their files.
    private static func refusal(_ identifier: ASN1ObjectIdentifier) -> JWTError {
        let old: [ASN1ObjectIdentifier: String] = [
            [1, 2, 840, 113549, 1, 5, 1]: "PBES1 with MD2 and DES",
            [1, 2, 840, 113549, 1, 5, 3]: "PBES1 with MD5 and DES",
            [1, 2, 840, 113549, 1, 5, 4]: "PBES1 with MD2 and RC2",
            [1, 2, 840, 113549, 1, 5, 6]: "PBES1 with MD5 and RC2",
            [1, 2, 840, 113549, 1, 5, 10]: "PBES1 with SHA-1 and DES",
            [1, 2, 840, 113549, 1, 5, 11]: "PBES1 with SHA-1 and RC2",
            [1, 2, 840, 113549, 1, 12, 1, 1]: "PKCS#12 PBE with RC4",
            [1, 2, 840, 113549, 1, 12, 1, 2]: "PKCS#12 PBE with RC4",
            [1, 2, 840, 113549, 1, 12, 1, 3]: "PKCS#12 PBE with triple DES",
            [1, 2, 840, 113549, 1, 12, 1, 4]: "PKCS#12 PBE with triple DES",
            [1, 2, 840, 113549, 1, 12, 1, 5]: "PKCS#12 PBE with RC2",
            [1, 2, 840, 113549, 1, 12, 1, 6]: "PKCS#12 PBE with RC2",
            [1, 3, 14, 3, 2, 7]: "PBES2 with DES", [1, 2, 840, 113549, 3, 7]: "PBES2 with triple DES",
            [1, 2, 840, 113549, 3, 2]: "PBES2 with RC2",
        ]
        let name = old[identifier].map { "by \($0), which is not safe" } ?? "in a way that is not supported"
        return .keyInvalid(
            reason: "it is encrypted \(name); rewrite it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE"
        )
    }
}
