public import LatchkeyTokens

/// That somebody has shown who they are, and how.
///
/// Whoever makes one answers for it: the password was right, the one-time token was redeemed, the provider vouched.
public struct SignInProof: Sendable {
    /// Who it is.
    public let account: UUIDv7
    /// The account's epoch when the proof was begun; a proof does not outlive a change of password or a lock.
    public let epoch: Int64
    /// How they showed it, in the words of RFC 8176 (`pwd`, `otp`, …); `mfa` when more than one factor was shown.
    public let methods: [String]
    /// Who asks.
    public let client: ClientContext
    /// Whether to make the opaque token of the page cookie as well.
    public let forPages: Bool

    /// Whether more than one factor has been shown.
    public var holdsSecondFactor: Bool { methods.contains("mfa") }

    /// States a proof.
    public init(
        account: UUIDv7,
        epoch: Int64,
        methods: [String],
        client: ClientContext,
        forPages: Bool = false
    ) {
        self.account = account
        self.epoch = epoch
        self.methods = methods
        self.client = client
        self.forPages = forPages
    }
}
