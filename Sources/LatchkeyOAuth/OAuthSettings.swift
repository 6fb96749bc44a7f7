public import FoundationEssentials

/// What is configured of the OAuth side of a server.
public struct OAuthSettings: Sendable {
    /// The `iss` of every token, and the beginning of every URL.
    public let issuer: String
    /// The issuer's own audience, for clients that have none.
    public let audience: [String]
    /// The grants that are enabled.
    public let grants: Set<GrantType>
    /// The mini program; without one its grant does not exist.
    public let weChat: WeChatConfiguration?
    /// Failures a minute of one client, or of one address with codes of WeChat's.
    public let failuresPerMinute: Int
    /// Seconds of clock difference that verifiers of access tokens forgive.
    public let leeway: TimeInterval

    /// Collects the settings.
    public init(
        issuer: String,
        audience: [String],
        grants: Set<GrantType> = [.refreshToken, .clientCredentials],
        weChat: WeChatConfiguration? = nil,
        failuresPerMinute: Int = 30,
        leeway: TimeInterval = 0
    ) {
        self.issuer = issuer
        self.audience = audience
        self.grants = grants
        self.weChat = weChat
        self.failuresPerMinute = failuresPerMinute
        self.leeway = leeway
    }
}
