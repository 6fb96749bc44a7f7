/// What an administrator is told in place of what was asked for.
extension Phrase {
    static let emailTaken = Phrase(
        "There is an account with this e-mail address already.",
        "已有账号使用此邮箱地址。",
        "已有帳號使用此電子郵件地址。"
    )
    static let usernameTaken = Phrase("This user name is taken.", "此用户名已被占用。", "此使用者名稱已被使用。")
    static let ownAccount = Phrase(
        "You cannot do this to your own account.",
        "您不能对自己的账号执行此操作。",
        "您不能對自己的帳號執行此操作。"
    )
    static let lastAdministrator = Phrase(
        "Nobody would be left who may administer.",
        "此操作会导致系统没有任何管理员。",
        "此操作會導致系統沒有任何管理員。"
    )
    static let busy = Phrase(
        "The server is busy. Please try again in a moment.",
        "服务器繁忙，请稍后再试。",
        "伺服器忙碌中，請稍後再試。"
    )
    static let tooManyMails = Phrase(
        "Too many mails were sent there. Please try again later.",
        "发送的邮件过多，请稍后再试。",
        "寄送的郵件過多，請稍後再試。"
    )
}

extension AdminOutcome {
    /// The sentence to show.
    var text: Phrase {
        switch self {
        case .again:
            Phrase(
                "Thank you. Now do once more what you were about to do.",
                "验证成功，请重新执行刚才的操作。",
                "驗證成功，請重新執行剛才的操作。"
            )
        case .saved: Phrase("The profile is saved.", "资料已保存。", "資料已儲存。")
        case .rolesSet: Phrase("The roles are set.", "角色已设置。", "角色已設定。")
        case .locked:
            Phrase(
                "The account is locked, and signed out everywhere.",
                "账号已锁定，并已在所有设备上退出登录。",
                "帳號已鎖定，並已在所有裝置上登出。"
            )
        case .unlocked: Phrase("The account is open again.", "账号已重新开放。", "帳號已重新開放。")
        case .sessionEnded: Phrase("That session has ended.", "该会话已结束。", "該工作階段已結束。")
        case .alreadyEnded: Phrase("That session had ended already.", "该会话此前已经结束。", "該工作階段先前已結束。")
        case .sessionsEnded:
            Phrase(
                "The account is signed out everywhere.",
                "账号已在所有设备上退出登录。",
                "帳號已在所有裝置上登出。"
            )
        case .mailSent: Phrase("A mail with a link is on its way.", "含有链接的邮件已发出。", "含有連結的郵件已寄出。")
        case .accountDeleted: Phrase("The account is deleted.", "账号已删除。", "帳號已刪除。")
        case .accountMade: Phrase("The account is made.", "账号已创建。", "帳號已建立。")
        case .invited, .withdrawn, .alreadyWithdrawn: invitationText
        case .clientSaved, .clientChanged, .clientDeleted, .keyRotated: machineText
        }
    }

    private var invitationText: Phrase {
        switch self {
        case .withdrawn:
            Phrase(
                "The invitation is withdrawn: its link is good for nothing any more.",
                "邀请已撤回，其中的链接不再有效。",
                "邀請已撤回，其中的連結不再有效。"
            )
        case .alreadyWithdrawn:
            Phrase(
                "That invitation was over already: accepted, expired or withdrawn.",
                "该邀请此前已被接受、过期或撤回。",
                "該邀請先前已被接受、過期或撤回。"
            )
        default: Phrase("The invitation is on its way.", "邀请已发出。", "邀請已寄出。")
        }
    }

    private var machineText: Phrase {
        switch self {
        case .clientSaved: Phrase("The client is registered.", "客户端已注册。", "用戶端已註冊。")
        case .clientChanged: Phrase("The client is saved.", "客户端已保存。", "用戶端已儲存。")
        case .clientDeleted:
            Phrase(
                "The client is deleted, and its tokens are refused.",
                "客户端已删除，其令牌不再有效。",
                "用戶端已刪除，其權杖不再有效。"
            )
        default:
            Phrase(
                "There is a new key. It signs once every service had the time to fetch it.",
                "已生成新密钥。待各服务获取后即开始用于签名。",
                "已產生新金鑰。待各服務取得後即開始用於簽章。"
            )
        }
    }
}
