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
        "这样将没有任何管理员。",
        "這樣將沒有任何管理員。"
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
                "谢谢。现在请再次执行刚才的操作。",
                "謝謝。現在請再次執行剛才的操作。"
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
        case .invited: Phrase("The invitation is on its way.", "邀请已发出。", "邀請已寄出。")
        case .clientSaved: Phrase("The client is registered.", "客户端已注册。", "用戶端已註冊。")
        case .clientDeleted:
            Phrase(
                "The client is deleted, and its tokens are refused.",
                "客户端已删除，其令牌不再有效。",
                "用戶端已刪除，其權杖不再有效。"
            )
        case .keyRotated:
            Phrase(
                "There is a new key. It signs once every service had the time to fetch it.",
                "已生成新密钥。待所有服务都有时间获取后，它将开始签名。",
                "已產生新金鑰。待所有服務都有時間取得後，它將開始簽章。"
            )
        }
    }
}
