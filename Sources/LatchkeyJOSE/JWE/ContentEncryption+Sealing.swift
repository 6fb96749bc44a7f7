import Crypto
import FoundationEssentials

/// What content encryption makes of a text, and takes to give it back.
struct SealedContent {
    var initializationVector: [UInt8]
    var ciphertext: [UInt8]
    var tag: [UInt8]
}

extension ContentEncryption {
    /// A new random key of the right length.
    func randomKey() -> SymmetricKey {
        SymmetricKey(size: SymmetricKeySize(bitCount: keyLength * 8))
    }

    /// Encrypts a text under a fresh initialization vector and authenticates it together with `additional`.
    func seal(
        _ plaintext: [UInt8],
        key: SymmetricKey,
        authenticating additional: [UInt8]
    ) throws(JWTError) -> SealedContent {
        switch self {
        case .a128GCM, .a192GCM, .a256GCM:
            try AESGCM.seal(plaintext, key: key, authenticating: additional)
        case .a128CBCHS256: try AESCBCHMAC<SHA256>(key: key).seal(plaintext, authenticating: additional)
        case .a192CBCHS384: try AESCBCHMAC<SHA384>(key: key).seal(plaintext, authenticating: additional)
        case .a256CBCHS512: try AESCBCHMAC<SHA512>(key: key).seal(plaintext, authenticating: additional)
        }
    }

    /// The text, where key, content, tag and `additional` belong together; `nil` for whatever reason they do not.
    func open(
        _ content: SealedContent,
        key: SymmetricKey,
        authenticating additional: [UInt8]
    ) -> [UInt8]? {
        guard key.bitCount == keyLength * 8 else { return nil }
        return switch self {
        case .a128GCM, .a192GCM, .a256GCM:
            AESGCM.open(content, key: key, authenticating: additional)
        case .a128CBCHS256: AESCBCHMAC<SHA256>(key: key).open(content, authenticating: additional)
        case .a192CBCHS384: AESCBCHMAC<SHA384>(key: key).open(content, authenticating: additional)
        case .a256CBCHS512: AESCBCHMAC<SHA512>(key: key).open(content, authenticating: additional)
        }
    }
}
