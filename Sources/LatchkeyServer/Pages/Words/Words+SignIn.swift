extension Words {
    static let layout: Catalogue = [
        // Before the title of a document with a refused form.
        "error": Phrase("Error: ", "错误：", "錯誤："),
        "language": Phrase("Language", "语言", "語言"),
        "skip": Phrase("Skip to the content", "跳到正文", "跳至主要內容"),
        "optional": Phrase("(optional)", "（选填）", "（選填）"),
    ]

    static let login: Catalogue = [
        "title": Phrase("Sign in", "登录", "登入"),
        "forgot": Phrase("Forgot your password?", "忘记密码？", "忘記密碼？"),
        "unlock": Phrase("Locked out? Get a mail that lets you in again", "无法登录？通过邮件恢复登录", "無法登入？透過郵件恢復登入"),
        "or": Phrase("or sign in by mail", "或通过邮件登录", "或透過電子郵件登入"),
        "link": Phrase("Send a link", "发送链接", "寄送連結"),
        "code": Phrase("Send a code", "发送验证码", "寄送驗證碼"),
        "new": Phrase("New here?", "还没有账号？", "還沒有帳號？"),
        "signUp": Phrase("Create an account", "注册", "註冊"),
    ]

    static let field: Catalogue = [
        "show": Phrase("Show", "显示", "顯示"),
        "hide": Phrase("Hide", "隐藏", "隱藏"),
        "caps": Phrase("Caps Lock is on.", "大写锁定已开启。", "大寫鎖定已開啟。"),
        // The script puts the number in.
        "short": Phrase("{count} more to go.", "还需要 {count} 个字符。", "還需要 {count} 個字元。"),
        "weak": Phrase("Easy to guess.", "容易被猜到。", "容易被猜到。"),
        "fair": Phrase("Good.", "不错。", "不錯。"),
        "strong": Phrase("Very good.", "非常好。", "非常好。"),
    ]

    static let loginCode: Catalogue = [
        "title": Phrase("Enter the code", "输入验证码", "輸入驗證碼"),
        "message": Phrase(
            "If there is such an account, a mail with six digits is on its way.",
            "如果该账号存在，我们已向其邮箱发送六位数验证码。",
            "如果該帳號存在，我們已向其信箱寄送六位數驗證碼。"
        ),
        "submit": Phrase("Sign in", "登录", "登入"),
        "again": Phrase("Ask for a new code", "重新获取验证码", "重新取得驗證碼"),
        "back": Phrase("Back to sign in", "返回登录", "返回登入"),
    ]

    static let signUp: Catalogue = [
        "title": Phrase("Create an account", "注册账号", "註冊帳號"),
        "submit": Phrase("Create account", "注册", "註冊"),
        "known": Phrase("Already have an account?", "已有账号？", "已有帳號？"),
        "signIn": Phrase("Sign in", "登录", "登入"),
    ]

    static let secondFactor: Catalogue = [
        "document": Phrase("Second factor", "两步验证", "兩步驟驗證"),
        "title": Phrase("One more step", "还差一步", "還差一步"),
        "submit": Phrase("Sign in", "登录", "登入"),
        "other": Phrase("Sign in as somebody else", "使用其他账号登录", "使用其他帳號登入"),
    ]

    // Of the name that stands in a form for password managers only.
    static let token: Catalogue = ["login": Phrase("Your account", "您的账号", "您的帳號")]

    static let ask: Catalogue = ["back": Phrase("Back to sign in", "返回登录", "返回登入")]
}
