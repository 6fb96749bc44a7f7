/// What a decrypter takes before it refuses a token unread.
public struct JWELimits: Sendable, Hashable {
    /// The longest token, in characters.
    public var tokenSize: Int
    /// The longest header, in octets.
    public var headerSize: Int
    /// The deepest nesting of arrays and objects in headers and in the JSON form.
    public var depth: Int
    /// How many keys are tried when a token names none.
    public var candidateKeys: Int
    /// The most recipients of one token, and the most tries for all of them together unless ``candidateKeys`` is more.
    public var recipients: Int
    /// The fewest rounds of PBKDF2 that a token may ask for (RFC 7518 §4.8.1.2), and the most that all tries for one
    /// token may add up to: whoever sends a token decides how long its reader counts.
    public var passwordIterations: ClosedRange<Int>

    /// Limits for a decrypter.
    ///
    /// - Parameters:
    ///   - tokenSize: the longest token, in characters.
    ///   - headerSize: the longest header, in octets.
    ///   - depth: the deepest nesting in headers and in the JSON form.
    ///   - candidateKeys: how many keys are tried when a token names none.
    ///   - recipients: the most recipients of one token.
    ///   - passwordIterations: how many rounds of PBKDF2 a token may ask for.
    public init(
        tokenSize: Int = 64 * 1024,
        headerSize: Int = 8 * 1024,
        depth: Int = 32,
        candidateKeys: Int = 8,
        recipients: Int = 16,
        passwordIterations: ClosedRange<Int> = 1000...1_200_000
    ) {
        self.tokenSize = tokenSize
        self.headerSize = headerSize
        self.depth = depth
        self.candidateKeys = candidateKeys
        self.recipients = recipients
        self.passwordIterations = passwordIterations
    }

    /// 64 KiB, headers of 8 KiB, 32 levels, 8 keys, 16 recipients, 1,000 to 1,200,000 rounds.
    public static let `default` = JWELimits()

    var header: JSONLimits { JSONLimits(size: headerSize, depth: depth) }
    var json: JSONLimits { JSONLimits(size: tokenSize, depth: depth) }
}
