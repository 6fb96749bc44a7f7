import LatchkeyHummingbird

/// What a form before this page achieved, as a word in the query (`?done=`); a closed list, so that no link can make
/// the pages say anything else.
enum Outcome: String, Sendable, CaseIterable {
    case signedOut = "signed-out"
    case sessionEnded = "session-ended"
    case othersEnded = "others-ended"
    case alreadyEnded = "already-ended"
    case passwordSet = "password-set"
    case addressConfirmed = "address-confirmed"
    case unblocked
    case loginExpired = "login-expired"

    static let parameter = "done"

    init?(_ query: FormFields) {
        guard let word = query[Self.parameter] else { return nil }
        self.init(rawValue: word)
    }

    /// The sentence to show.
    var text: Phrase {
        switch self {
        case .signedOut: Phrase("You are signed out.", "您已退出登录。", "您已登出。")
        case .sessionEnded: Phrase("That session has ended.", "该会话已结束。", "該工作階段已結束。")
        case .othersEnded: Phrase("You are signed out everywhere else.", "您已在其他所有设备上退出登录。", "您已在其他所有裝置上登出。")
        case .passwordSet:
            Phrase("Your new password is set. Sign in with it.", "新密码已生效，请用它登录。", "新密碼已生效，請用它登入。")
        case .addressConfirmed:
            Phrase(
                "Your e-mail address is confirmed. You can sign in.",
                "您的邮箱地址已确认，现在可以登录。",
                "您的電子郵件地址已確認，現在可以登入。"
            )
        case .unblocked: Phrase("You can sign in with your password again.", "您可以重新使用密码登录了。", "您可以重新使用密碼登入了。")
        case .alreadyEnded: Phrase("That session had ended already.", "该会话此前已经结束。", "該工作階段先前已結束。")
        case .loginExpired:
            Phrase(
                "That took too long, or too many codes were wrong. Please sign in again.",
                "等待时间过长，或验证码错误次数过多。请重新登录。",
                "等待時間過長，或驗證碼錯誤次數過多。請重新登入。"
            )
        }
    }

    /// A page's path with the word.
    func appended(to path: String) -> String { "\(path)?\(Self.parameter)=\(rawValue)" }
}
