/// A WeChat mini program whose users sign in here.
public struct WeChatConfiguration: Sendable, Equatable {
    /// WeChat's own servers.
    public static let standardURL = "https://api.weixin.qq.com"

    /// The mini program's AppID.
    public let appID: String
    /// The mini program's AppSecret.
    public let appSecret: String
    /// Where WeChat's servers are, without a last slash.
    public let baseURL: String
    /// Whether somebody who comes for the first time gets an account.
    public let makesAccounts: Bool
    /// The longest WeChat may take to answer.
    public let timeout: Duration

    /// Describes a mini program.
    public init(
        appID: String,
        appSecret: String,
        baseURL: String = WeChatConfiguration.standardURL,
        makesAccounts: Bool = true,
        timeout: Duration = .seconds(5)
    ) {
        self.appID = appID
        self.appSecret = appSecret
        self.baseURL = baseURL
        self.makesAccounts = makesAccounts
        self.timeout = timeout
    }
}

extension WeChatConfiguration: CustomStringConvertible {
    /// The AppID without the AppSecret.
    public var description: String { "WeChatConfiguration(\(appID))" }
}
