import Crypto
import CryptoExtras
import FoundationEssentials

/// AES-CBC with HMAC (RFC 7518 §5.2): the first half of the key authenticates, the second encrypts.
struct AESCBCHMAC<Hash: HashFunction> {
    private let authenticationKey: SymmetricKey
    private let encryptionKey: SymmetricKey
    private let half: Int

    /// - Parameter key: as long as the digest of the hash.
    init(key: SymmetricKey) {
        let half = key.bitCount / 16
        self.half = half
        self.authenticationKey = key.withUnsafeBytes { SymmetricKey(data: $0[..<half]) }
        self.encryptionKey = key.withUnsafeBytes { SymmetricKey(data: $0[half...]) }
    }

    func seal(
        _ plaintext: [UInt8],
        authenticating additional: [UInt8]
    ) throws(JWTError) -> SealedContent {
        let vector = AES._CBC.IV()
        do {
            let ciphertext = Array(try AES._CBC.encrypt(plaintext, using: encryptionKey, iv: vector))
            let octets = Array(vector)
            let tag = tag(octets, ciphertext, authenticating: additional)
            return SealedContent(initializationVector: octets, ciphertext: ciphertext, tag: tag)
        } catch {
            throw .encryptionFailed
        }
    }

    /// The text; `nil` alike for a wrong tag and for wrong padding, the tag being looked at first.
    func open(_ content: SealedContent, authenticating additional: [UInt8]) -> [UInt8]? {
        guard content.initializationVector.count == 16, content.tag.count == half else { return nil }
        let expected = tag(content.initializationVector, content.ciphertext, authenticating: additional)
        guard
            expected.withUnsafeBytes({ one in
                content.tag.withUnsafeBytes { isSameInConstantTime(one, $0) }
            })
        else { return nil }
        guard let vector = try? AES._CBC.IV(ivBytes: content.initializationVector) else { return nil }
        return (try? AES._CBC.decrypt(content.ciphertext, using: encryptionKey, iv: vector)).map { Array($0) }
    }

    /// The first half of the code over additional data, vector, ciphertext and the length of the first in bits.
    func tag(
        _ vector: [UInt8],
        _ ciphertext: [UInt8],
        authenticating additional: [UInt8]
    ) -> [UInt8] {
        var code = HMAC<Hash>(key: authenticationKey)
        code.update(data: additional)
        code.update(data: vector)
        code.update(data: ciphertext)
        code.update(data: (UInt64(additional.count) * 8).bigEndianOctets)
        return Array(code.finalize().prefix(half))
    }
}

extension FixedWidthInteger {
    /// The octets of the number, the most significant first.
    var bigEndianOctets: [UInt8] {
        withUnsafeBytes(of: bigEndian) { Array($0) }
    }
}
