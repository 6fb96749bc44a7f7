/// What a ``JWEDecrypter`` got out of a token.
///
/// **Decrypted is not verified.** Whoever has the recipient's public key can make a token that decrypts; who did, nobody
/// knows. Only a signature inside tells: see ``NestedJWTVerifier``.
public struct DecryptedJWE: Sendable {
    /// The header of the recipient whose key it was.
    public let header: JWEHeader
    /// The content, inflated where it came compressed.
    public let plaintext: [UInt8]
    /// The octets that were authenticated together with the content; `nil` where there were none.
    public let additionalData: [UInt8]?
    /// `kid` of the key that decrypted; it may differ from what the header says where one key was given.
    public let keyID: String?
}
