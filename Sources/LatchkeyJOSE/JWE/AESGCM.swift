import Crypto
import FoundationEssentials

/// AES-GCM as JOSE uses it, for content and for keys: 96 bits of initialization vector, 128 bits of tag, no others
/// (RFC 7518 §4.7, §5.3).
enum AESGCM {
    static func seal(
        _ plaintext: [UInt8],
        key: SymmetricKey,
        authenticating additional: [UInt8]
    ) throws(JWTError) -> SealedContent {
        do {
            let box = try AES.GCM.seal(plaintext, using: key, authenticating: additional)
            return SealedContent(
                initializationVector: Array(box.nonce),
                ciphertext: Array(box.ciphertext),
                tag: Array(box.tag)
            )
        } catch {
            throw .encryptionFailed
        }
    }

    static func open(
        _ content: SealedContent,
        key: SymmetricKey,
        authenticating additional: [UInt8]
    ) -> [UInt8]? {
        // The primitive itself takes longer nonces.
        guard content.initializationVector.count == 12, content.tag.count == 16 else { return nil }
        do {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: content.initializationVector),
                ciphertext: content.ciphertext,
                tag: content.tag
            )
            return Array(try AES.GCM.open(box, using: key, authenticating: additional))
        } catch {
            return nil
        }
    }
}
