/// What a verifier takes before it refuses a token unread.
public struct TokenLimits: Sendable, Hashable {
    /// The longest token, in characters.
    public var tokenSize: Int
    /// The deepest nesting of arrays and objects in header and claims.
    public var depth: Int
    /// How many keys are tried when a token names none.
    public var candidateKeys: Int
    /// How many signatures a JWS in JSON may have.
    public var signatures: Int

    /// Limits for a verifier.
    ///
    /// - Parameters:
    ///   - tokenSize: the longest token, in characters.
    ///   - depth: the deepest nesting in header and claims.
    ///   - candidateKeys: how many keys are tried when a token names none.
    ///   - signatures: how many signatures a JWS in JSON may have.
    public init(
        tokenSize: Int = 16 * 1024,
        depth: Int = 32,
        candidateKeys: Int = 8,
        signatures: Int = 8
    ) {
        self.tokenSize = tokenSize
        self.depth = depth
        self.candidateKeys = candidateKeys
        self.signatures = signatures
    }

    /// 16 KiB, 32 levels, 8 keys, 8 signatures.
    public static let `default` = TokenLimits()

    var json: JSONLimits { JSONLimits(size: tokenSize, depth: depth) }
}
