/// What WeChat's `code2session` answers when it does not say who it is, or why nothing came of asking it.
enum WeChatError: Error, Sendable, Equatable {
    /// An `errcode` as WeChat documents them, or one that it does not.
    case refused(Int64)
    /// No whole answer in time.
    case timedOut
    /// More octets than any answer of WeChat's has.
    case tooLarge
    /// WeChat never redirects; whoever does must not be told the AppSecret.
    case redirected(status: Int)
    /// Another status than 200.
    case unexpectedStatus(Int)
    /// Nothing that `code2session` answers.
    case unreadable
    /// No connection.
    case unreachable

    /// What the client is told.
    var oauthError: OAuthError {
        switch self {
        case .refused(let code): WeChatErrorCode.oauthError(for: code)
        case .timedOut, .tooLarge, .redirected, .unexpectedStatus, .unreadable, .unreachable:
            OAuthError(
                .temporarilyUnavailable,
                "WeChat does not answer as it should.",
                retryAfter: 5,
                cause: "WeChat: \(self)"
            )
        }
    }
}

/// The values of `errcode`.
enum WeChatErrorCode {
    static func oauthError(for code: Int64) -> OAuthError {
        let cause = "WeChat: errcode \(code)"
        switch code {
        case 40029, 41008:
            return OAuthError(
                .invalidGrant,
                "The code is not one of WeChat's, or its time is over.",
                cause: cause
            )
        case 40163:
            return OAuthError(.invalidGrant, "The code has been used before.", cause: cause)
        case 40226:
            return OAuthError(
                .invalidGrant,
                "WeChat holds this user for a risk and lets nobody in.",
                cause: cause
            )
        case 45011:
            // A user may do so 100 times a minute.
            return OAuthError(
                .temporarilyUnavailable,
                "WeChat has been asked too often.",
                retryAfter: 60,
                cause: cause
            )
        case 45009:
            return OAuthError(
                .temporarilyUnavailable,
                "WeChat has been asked too often today.",
                retryAfter: 3600,
                cause: cause
            )
        case -1:
            return OAuthError(.temporarilyUnavailable, "WeChat is busy.", retryAfter: 1, cause: cause)
        default:
            return OAuthError(
                .serverError,
                "The server's account with WeChat is not set up rightly.",
                cause: misconfigurations[code].map { "\(cause): \($0)" } ?? cause
            )
        }
    }

    /// What whoever runs the server has to put right.
    private static let misconfigurations: [Int64: String] = [
        40001: "the AppSecret is wrong",
        40013: "the AppID is wrong; set grants.wechatAppId",
        40125: "the AppSecret is wrong; set grants.wechatAppSecret",
        40164: "this server's address is not in the list that WeChat lets in",
        40243: "the AppSecret is frozen",
        41002: "the AppID is missing",
        41004: "the AppSecret is missing",
        50002: "the mini program is restricted",
    ]
}
