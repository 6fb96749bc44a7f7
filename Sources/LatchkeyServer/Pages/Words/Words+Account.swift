extension Words {
    static let confirm: Catalogue = [
        "title": Phrase("Is it you?", "确认是您本人", "確認是您本人"),
        "reason": Phrase(
            "What comes next can change who gets into your account, so we ask once more.",
            "接下来的操作可能影响谁能进入您的账号，因此我们再确认一次。",
            "接下來的操作可能影響誰能進入您的帳號，因此我們再確認一次。"
        ),
        "submit": Phrase("Continue", "继续", "繼續"),
        "nothing": Phrase(
            "Your account has no password. Sign out, and sign in again by mail; then this page is not needed.",
            "您的账号没有密码。请退出登录，然后通过邮件重新登录，届时就不再需要此页面。",
            "您的帳號沒有密碼。請登出，然後透過電子郵件重新登入，屆時就不再需要此頁面。"
        ),
        "signOut": Phrase("Sign out", "退出登录", "登出"),
        "back": Phrase("Back to your account", "返回您的账号", "返回您的帳號"),
    ]
}

extension Words {
    static let account: Catalogue = [
        "title": Phrase("Your account", "您的账号", "您的帳號"),
        "signOut": Phrase("Sign out", "退出登录", "登出"),
        // Of the name that stands in a form for password managers only.
        "login": Phrase("Your account", "您的账号", "您的帳號"),
        "joined": Phrase("Joined", "注册于", "註冊於"),
        "profile": Phrase("Profile", "个人资料", "個人資料"),
        "profileHint": Phrase("Your name, user name and e-mail address", "称呼、用户名和邮箱地址", "稱呼、使用者名稱和電子郵件地址"),
        "unverified": Phrase("Your e-mail address is not confirmed yet", "您的邮箱地址尚未确认", "您的電子郵件地址尚未確認"),
        "password": Phrase("Password", "密码", "密碼"),
        "passwordHint": Phrase("Set a new one", "设置新密码", "設定新密碼"),
        "factors": Phrase("Second factors", "两步验证", "兩步驟驗證"),
        "devices": Phrase("Devices", "设备", "裝置"),
        "data": Phrase("Your data", "您的数据", "您的資料"),
        "dataHint": Phrase("Download it, or delete your account", "下载数据，或删除账号", "下載資料，或刪除帳號"),
    ]

    static let profile: Catalogue = [
        "save": Phrase("Save", "保存", "儲存"),
        "email": Phrase("E-mail address", "邮箱地址", "電子郵件地址"),
        "none": Phrase("Your account has none.", "您的账号没有邮箱地址。", "您的帳號沒有電子郵件地址。"),
        "verified": Phrase("Confirmed", "已确认", "已確認"),
        "unverified": Phrase("Not confirmed", "未确认", "未確認"),
        "verify": Phrase("Send the link again", "重新发送链接", "重新寄送連結"),
        "change": Phrase("Change", "更改", "變更"),
        "add": Phrase("Add one", "添加", "新增"),
    ]

    static let devices: Catalogue = [
        "title": Phrase("Where you are signed in", "您的登录会话", "您的登入工作階段"),
        "hint": Phrase(
            "End a session that you do not recognise; it stops working at once.",
            "如有您不认识的会话，请将其结束，它会立即失效。",
            "如有您不認識的工作階段，請將其結束，它會立即失效。"
        ),
        "current": Phrase("This device", "此设备", "此裝置"),
        "active": Phrase("active", "活动于", "活動於"),
        "signedIn": Phrase("signed in", "登录于", "登入於"),
        "end": Phrase("End", "结束", "結束"),
        "endSession": Phrase("End session: ", "结束会话：", "結束工作階段："),
        "endOthers": Phrase("Sign out everywhere else", "在其他所有设备上退出登录", "在其他所有裝置上登出"),
        "endAll": Phrase("Sign out everywhere", "在所有设备上退出登录", "在所有裝置上登出"),
    ]

    static let factors: Catalogue = [
        "hint": Phrase(
            "An authenticator application shows a code that signing in asks for besides your password.",
            "身份验证器应用会显示验证码，登录时除密码外还需要输入它。",
            "驗證器應用程式會顯示驗證碼，登入時除密碼外還需要輸入它。"
        ),
        "added": Phrase("added", "添加于", "新增於"),
        "used": Phrase("last used", "上次使用于", "上次使用於"),
        "add": Phrase("Add an authenticator", "添加身份验证器", "新增驗證器"),
        "remove": Phrase("Remove", "移除", "移除"),
        "removeOne": Phrase("Remove: ", "移除：", "移除："),
        "recovery": Phrase("Recovery codes", "恢复代码", "復原碼"),
        "recoveryHint": Phrase(
            "Each opens your account once, for the day when your authenticator is lost.",
            "验证器丢失时，每个恢复代码可用于登录一次。",
            "驗證器遺失時，每組復原碼可用於登入一次。"
        ),
        "replace": Phrase("Make new ones", "生成新代码", "產生新的復原碼"),
    ]

    static let factor: Catalogue = [
        "title": Phrase("Set up your authenticator", "设置身份验证器", "設定驗證器"),
        "scan": Phrase(
            "Scan this code with the application.",
            "请用验证器应用扫描此二维码。",
            "請用驗證器應用程式掃描此 QR 碼。"
        ),
        "image": Phrase("QR code with the secret below", "包含下方密钥的二维码", "包含下方金鑰的 QR 碼"),
        "open": Phrase("Open it in an application on this device", "在此设备上的应用中打开", "在此裝置上的應用程式中開啟"),
        "type": Phrase("Or type this secret into it:", "或在应用中输入此密钥：", "或在應用程式中輸入此金鑰："),
        "enter": Phrase("Enter the code that it shows.", "请输入应用显示的验证码。", "請輸入應用程式顯示的驗證碼。"),
        "submit": Phrase("Confirm", "确认", "確認"),
    ]

    static let recoveryCodes: Catalogue = [
        "title": Phrase("Your recovery codes", "您的恢复代码", "您的復原碼"),
        "hint": Phrase(
            "When your authenticator is lost, each of these opens your account once, together with your password.",
            "验证器丢失时，每个代码可与密码一起用于登录一次。",
            "驗證器遺失時，每組復原碼可與密碼一起用於登入一次。"
        ),
        "once": Phrase(
            "They are not shown again. Print this page, or write them down.",
            "恢复代码仅显示这一次。请打印此页或抄写下来。",
            "復原碼僅顯示這一次。請列印此頁或抄寫下來。"
        ),
        "done": Phrase("I have kept them", "我已保存", "我已保存"),
    ]

    static let personalData: Catalogue = [
        "hint": Phrase(
            "Everything that is kept about you, as one JSON file.",
            "我们保存的有关您的全部数据，以一个 JSON 文件提供。",
            "我們保存的有關您的全部資料，以一個 JSON 檔案提供。"
        ),
        "download": Phrase("Download", "下载", "下載"),
        "delete": Phrase("Delete your account", "删除账号", "刪除帳號"),
        "deleteHint": Phrase("It cannot be undone.", "此操作无法撤销。", "此操作無法復原。"),
        "deleteLink": Phrase("Delete …", "删除…", "刪除…"),
    ]
}
