/// The ways to a token that this server knows (`grant_type`).
public enum GrantType: String, Sendable, CaseIterable, Hashable {
    /// An e-mail address or user name with its password; off unless configured (RFC 6749 §4.3).
    case password
    /// A refresh token (RFC 6749 §6).
    case refreshToken = "refresh_token"
    /// The client itself, without anybody signed in (RFC 6749 §4.4).
    case clientCredentials = "client_credentials"
    /// The code that a WeChat mini program gets from `wx.login`.
    case weChatMiniProgram = "wechat_mini_program"

    /// The short name under which mini programs know that grant.
    static let weChatAlias = "wxapp"

    /// Reads the parameter of a request.
    init?(parameter: String) {
        if parameter.utf8.elementsEqual(Self.weChatAlias.utf8) {
            self = .weChatMiniProgram
            return
        }
        guard let type = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(parameter.utf8) }) else {
            return nil
        }
        self = type
    }
}
