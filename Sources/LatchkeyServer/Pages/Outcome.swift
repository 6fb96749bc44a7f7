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
    case allEnded = "all-ended"
    case profileSaved = "profile-saved"
    case emailAsked = "email-asked"
    case emailAskedTwice = "email-asked-twice"
    case verificationSent = "verification-sent"
    case passwordChanged = "password-changed"
    case factorAdded = "factor-added"
    case factorRemoved = "factor-removed"
    case factorGone = "factor-gone"
    case accountDeleted = "account-deleted"

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
        default: accountText
        }
    }

    /// What the account pages have to say.
    private var accountText: Phrase {
        switch self {
        case .allEnded: Phrase("You are signed out everywhere.", "您已在所有设备上退出登录。", "您已在所有裝置上登出。")
        case .profileSaved: Phrase("Your profile is saved.", "个人资料已保存。", "個人資料已儲存。")
        case .emailAsked:
            Phrase(
                "A link is on its way to the new address. The change happens when you open it.",
                "我们已向新地址发送链接。打开链接后，更改才会生效。",
                "我們已向新地址寄送連結。開啟連結後，變更才會生效。"
            )
        case .emailAskedTwice:
            Phrase(
                "Links are on their way to both addresses. The change happens when you have opened both.",
                "我们已向两个地址发送链接。两个链接都打开后，更改才会生效。",
                "我們已向兩個地址寄送連結。兩個連結都開啟後，變更才會生效。"
            )
        case .verificationSent:
            Phrase("A link to confirm your address is on its way.", "确认地址的链接已发送。", "確認地址的連結已寄出。")
        case .passwordChanged:
            Phrase(
                "Your new password is set, and you are signed out everywhere else.",
                "新密码已生效，您已在其他所有设备上退出登录。",
                "新密碼已生效，您已在其他所有裝置上登出。"
            )
        case .factorAdded:
            Phrase(
                "Your authenticator is set up. Signing in asks for a code from now on.",
                "身份验证器已设置完成，此后登录时需要输入验证码。",
                "驗證器已設定完成，此後登入時需要輸入驗證碼。"
            )
        case .factorRemoved: Phrase("The authenticator is removed.", "身份验证器已移除。", "驗證器已移除。")
        case .factorGone:
            Phrase(
                "That took too long, or was finished already. Please begin again if it is not in the list.",
                "等待时间过长，或已经完成。如果列表中没有，请重新开始。",
                "等待時間過長，或已經完成。如果清單中沒有，請重新開始。"
            )
        case .accountDeleted: Phrase("Your account is deleted.", "您的账号已删除。", "您的帳號已刪除。")
        default: Phrase(verbatim: "")
        }
    }

    /// A page's path with the word.
    func appended(to path: String) -> String { "\(path)?\(Self.parameter)=\(rawValue)" }
}
