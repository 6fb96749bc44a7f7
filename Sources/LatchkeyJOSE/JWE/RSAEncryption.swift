import Crypto
import CryptoExtras
import FoundationEssentials

/// An RSA key that content keys are encrypted to, with its padding.
///
/// Unchecked because swift-crypto has not marked the type: it holds what the signing key of the same name holds, which is
/// marked, and is never changed.
final class RSAEncryptionKey: @unchecked Sendable {
    private let key: _RSA.Encryption.PublicKey
    private let padding: _RSA.Encryption.Padding

    init(_ key: RSAKey, _ algorithm: KeyManagementAlgorithm) throws(JWTError) {
        do {
            self.key = try key.encryptionKey()
        } catch {
            throw .keyInvalid(reason: "the RSA key cannot encrypt")
        }
        self.padding = _RSA.Encryption.Padding(algorithm)
    }

    func encrypt(_ contentKey: SymmetricKey) throws(JWTError) -> [UInt8] {
        do {
            return Array(try key.encrypt(contentKey.octets, padding: padding))
        } catch {
            throw .encryptionFailed
        }
    }
}

/// An RSA key that decrypts content keys, with its padding.
///
/// Unchecked as ``RSAEncryptionKey`` is: swift-crypto has not marked the type, which is never changed.
final class RSADecryptionKey: @unchecked Sendable {
    private let key: _RSA.Encryption.PrivateKey
    private let padding: _RSA.Encryption.Padding

    init?(_ key: RSAKey, _ algorithm: KeyManagementAlgorithm) {
        guard let key = try? key.decryptionKey() else { return nil }
        self.key = key
        self.padding = _RSA.Encryption.Padding(algorithm)
    }

    /// The content key; `nil` for whatever reason there is none.
    func decrypt(_ encryptedKey: [UInt8]) -> SymmetricKey? {
        guard encryptedKey.count == (key.keySizeInBits + 7) / 8 else { return nil }
        return (try? key.decrypt(encryptedKey, padding: padding)).map { SymmetricKey(data: $0) }
    }
}

extension _RSA.Encryption.Padding {
    fileprivate init(_ algorithm: KeyManagementAlgorithm) {
        self = algorithm == .rsaOAEP256 ? .PKCS1_OAEP_SHA256 : .PKCS1_OAEP
    }
}

extension SymmetricKey {
    /// The octets of the key.
    var octets: [UInt8] {
        withUnsafeBytes { Array($0) }
    }
}
