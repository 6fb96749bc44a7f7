/// Whether content that was compressed before it was encrypted is taken (`zip`, RFC 7516 §4.1.3).
///
/// A decrypter refuses it unless told otherwise: a token of one kilobyte can inflate to a gigabyte, and the length of what
/// was compressed tells about the text. This library never compresses.
public enum JWECompression: Sendable, Hashable {
    /// Tokens with `zip` are refused.
    case refused
    /// `DEF` is inflated, up to so many octets.
    case deflate(maximumSize: Int = 250 * 1024)
}
