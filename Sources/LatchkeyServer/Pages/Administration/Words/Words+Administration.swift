extension Words {
    /// The words of the pages of administrators.
    static let administration: Catalogue =
        administrationFrame
        .merging(administrationAccounts) { one, _ in one }
        .merging(administrationMachines) { one, _ in one }

    private static let administrationFrame: Catalogue = [
        "sections": Phrase("Administration", "管理", "管理"),
        "sectionsHint": Phrase(
            "Accounts, API clients, signing keys, audit log",
            "账号、API 客户端、签名密钥、审计日志",
            "帳號、API 用戶端、簽章金鑰、稽核記錄"
        ),
        "ownAccount": Phrase("Your account", "您的账号", "您的帳號"),
        "signOut": Phrase("Sign out", "退出登录", "登出"),
        "pages": Phrase("Pages of the list", "列表分页", "清單分頁"),
        "firstPage": Phrase("First page", "第一页", "第一頁"),
        "nextPage": Phrase("Next page", "下一页", "下一頁"),
        "figures": Phrase("The last hour", "过去一小时", "過去一小時"),
        "live": Phrase("Renew every 10 seconds", "每 10 秒刷新", "每 10 秒更新"),
        "pause": Phrase("Stop renewing", "停止刷新", "停止更新"),
        "now": Phrase("now", "现在", "現在"),
        "table": Phrase("The same as a table", "以表格显示", "以表格顯示"),
        "figuresNote": Phrase(
            "Sign-ins are those of every process; the others are of this one, since it started.",
            "登录数据来自所有进程；其余数据来自本进程启动以来。",
            "登入資料來自所有處理程序；其餘資料來自本處理程序啟動以來。"
        ),
        "kind": Phrase("What happened", "事件类型", "事件類型"),
        "everyKind": Phrase("Everything", "全部", "全部"),
        "account": Phrase("Whose account", "所属账号", "所屬帳號"),
        "show": Phrase("Show", "显示", "顯示"),
        "audit": Phrase("Audit log", "审计日志", "稽核記錄"),
        "noEvents": Phrase("Nothing of this kind has happened.", "没有符合条件的记录。", "沒有符合條件的記錄。"),
        "by": Phrase("by", "操作人：", "操作人："),
    ]

    private static let administrationAccounts: Catalogue = [
        "accounts": Phrase("Accounts", "账号", "帳號"),
        "invite": Phrase("Invite somebody", "邀请他人", "邀請他人"),
        "inviteNote": Phrase(
            "A mail with a link goes there; the link is good for a week.",
            "将发送一封含有链接的邮件，链接一周内有效。",
            "將寄送一封含有連結的郵件，連結一週內有效。"
        ),
        "invitations": Phrase("Open invitations", "待接受的邀请", "待接受的邀請"),
        "noInvitations": Phrase("There are no open invitations.", "没有待接受的邀请。", "沒有待接受的邀請。"),
        "invitedBy": Phrase("from", "邀请人：", "邀請人："),
        "goodUntil": Phrase("good until", "有效期至", "有效期至"),
        "withdraw": Phrase("Withdraw", "撤回", "撤回"),
        "withdrawInvitation": Phrase("Withdraw the invitation", "撤回邀请", "撤回邀請"),
        "newAccount": Phrase("New account", "新建账号", "新增帳號"),
        "newAccountNote": Phrase(
            "With an address or a user name. Without a password its owner sets one by a link, which you can send next.",
            "请填写邮箱地址或用户名。不设密码时，账号所有者可通过链接自行设置，您可在下一步发送该链接。",
            "請填寫電子郵件地址或使用者名稱。不設密碼時，帳號擁有者可透過連結自行設定，您可在下一步寄送該連結。"
        ),
        "makeAccount": Phrase("Make the account", "创建账号", "建立帳號"),
        "sendInvitation": Phrase("Send the invitation", "发送邀请", "寄送邀請"),
        "backToAccounts": Phrase("Back to the accounts", "返回账号列表", "返回帳號清單"),
        "search": Phrase("A piece of a name or address", "名称或地址的一部分", "名稱或地址的一部分"),
        "find": Phrase("Search", "搜索", "搜尋"),
        "noAccounts": Phrase("No account fits.", "没有匹配的账号。", "沒有符合的帳號。"),
        "locked": Phrase("Locked", "已锁定", "已鎖定"),
        "you": Phrase("You", "您", "您"),
        "made": Phrase("Made", "创建于", "建立於"),
        "lockedSince": Phrase("Locked since", "锁定于", "鎖定於"),
        "identifier": Phrase("Identifier", "标识符", "識別碼"),
        "address": Phrase("E-mail address", "邮箱地址", "電子郵件地址"),
        "verified": Phrase("verified", "已验证", "已驗證"),
        "unverified": Phrase("not verified", "未验证", "未驗證"),
        "itsEvents": Phrase("What happened to this account", "查看此账号的审计记录", "檢視此帳號的稽核記錄"),
        "profile": Phrase("Profile", "资料", "資料"),
        "save": Phrase("Save the profile", "保存资料", "儲存資料"),
        "roles": Phrase("Rights", "权限", "權限"),
        "setRoles": Phrase("Set the roles", "设置角色", "設定角色"),
        "sessions": Phrase("Where it is signed in", "已登录的设备", "已登入的裝置"),
        "noSessions": Phrase("Nowhere at the moment.", "目前未在任何设备上登录。", "目前未在任何裝置上登入。"),
        "lastSeen": Phrase("last seen", "最后活动", "最後活動"),
        "signedIn": Phrase("signed in", "登录于", "登入於"),
        "end": Phrase("End", "结束", "結束"),
        "endSession": Phrase("End session", "结束会话", "結束工作階段"),
        "endSessions": Phrase("Sign out everywhere", "在所有设备上退出登录", "在所有裝置上登出"),
        "moreSessions": Phrase(
            "Only the youngest sessions are shown.",
            "仅显示最近的会话。",
            "僅顯示最近的工作階段。"
        ),
        "more": Phrase("More", "更多操作", "更多操作"),
        "sendReset": Phrase("Send a link to set a new password", "发送设置新密码的链接", "寄送設定新密碼的連結"),
        "export": Phrase("Download the personal data", "下载个人数据", "下載個人資料"),
        "lock": Phrase("Lock the account", "锁定账号", "鎖定帳號"),
        "unlock": Phrase("Unlock the account", "解锁账号", "解除鎖定帳號"),
        "deletion": Phrase("Deletion", "删除", "刪除"),
        "deletionNote": Phrase(
            "Everything that belongs to the account goes with it. This cannot be undone.",
            "与此账号相关的所有内容将一并删除，且无法恢复。",
            "與此帳號相關的所有內容將一併刪除，且無法復原。"
        ),
        "deleteAccount": Phrase("Delete the account", "删除账号", "刪除帳號"),
    ]

    private static let administrationMachines: Catalogue = [
        "clients": Phrase("API clients", "API 客户端", "API 用戶端"),
        "client": Phrase("Client", "客户端", "用戶端"),
        "newClient": Phrase("Register a client", "注册客户端", "註冊用戶端"),
        "editClient": Phrase("Change the client", "编辑客户端", "編輯用戶端"),
        "saveClient": Phrase("Save the client", "保存客户端", "儲存用戶端"),
        "backToClient": Phrase("Back to the client", "返回客户端", "返回用戶端"),
        "register": Phrase("Register", "注册", "註冊"),
        "noClients": Phrase("No client is registered.", "尚未注册客户端。", "尚未註冊用戶端。"),
        "backToClients": Phrase("Back to the clients", "返回客户端列表", "返回用戶端清單"),
        "authentication": Phrase("How it authenticates", "验证方式", "驗證方式"),
        "grants": Phrase("How it gets tokens", "获取令牌的方式", "取得權杖的方式"),
        "scope": Phrase("Scope", "权限范围", "權限範圍"),
        "audience": Phrase("Audience", "受众", "受眾"),
        "ownAudience": Phrase("this server's own", "本服务器自身", "本伺服器自身"),
        "lastUsed": Phrase("Last used", "最近使用", "最近使用"),
        "neverUsed": Phrase("never used", "从未使用", "從未使用"),
        "previousSecret": Phrase("Secret before good until", "旧密钥有效至", "舊密鑰有效至"),
        "publicKeys": Phrase("Its public keys", "公钥", "公開金鑰"),
        "publicKeysNote": Phrase(
            "A JWK Set, for a client that signs.",
            "JWK Set，供使用签名的客户端。",
            "JWK Set，供使用簽章的用戶端。"
        ),
        "newSecret": Phrase("A new secret", "新密钥", "新密鑰"),
        "overlap": Phrase("The present one is good", "当前密钥", "目前的密鑰"),
        "makeSecret": Phrase("Make a new secret", "生成新密钥", "產生新密鑰"),
        "theSecret": Phrase("The new secret", "新密钥", "新密鑰"),
        "secretNote": Phrase(
            "Copy it now: nobody will see it again.",
            "请立即复制：此后将无法再次查看。",
            "請立即複製：此後將無法再次檢視。"
        ),
        "secretKept": Phrase("I have copied it", "我已复制", "我已複製"),
        "clientDeletionNote": Phrase(
            "Its tokens, and those of everybody who signed in through it, are refused at once.",
            "它的令牌以及通过它登录的所有人的令牌将立即失效。",
            "它的權杖以及透過它登入的所有人的權杖將立即失效。"
        ),
        "deleteClient": Phrase("Delete the client", "删除客户端", "刪除用戶端"),
        "keys": Phrase("Signing keys", "签名密钥", "簽章金鑰"),
        "signsFrom": Phrase("signs from", "开始签名：", "開始簽章："),
        "verifiesUntil": Phrase("verifies until", "可验证至", "可驗證至"),
        "nextRotation": Phrase("The next key is made", "下次轮换时间：", "下次輪替時間："),
        "successorWaits": Phrase(
            "A new key waits, and signs in a moment.",
            "新密钥已就绪，即将开始签名。",
            "新金鑰已就緒，即將開始簽章。"
        ),
        "rotation": Phrase("A new key now", "立即更换密钥", "立即更換金鑰"),
        "rotationNote": Phrase(
            "Tokens that were signed before stay good until they expire.",
            "此前签名的令牌在过期前仍然有效。",
            "先前簽章的權杖在到期前仍然有效。"
        ),
        "algorithm": Phrase("Algorithm", "算法", "演算法"),
        "rotate": Phrase("Make a new key", "生成新密钥", "產生新金鑰"),
    ]
}
