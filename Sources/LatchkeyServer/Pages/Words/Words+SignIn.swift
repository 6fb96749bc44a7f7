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
        "mail": Phrase("Sign in by mail", "通过邮件登录", "透過電子郵件登入"),
        "new": Phrase("New here?", "还没有账号？", "還沒有帳號？"),
        "signUp": Phrase("Create an account", "注册", "註冊"),
    ]

    static let signUp: Catalogue = [
        "title": Phrase("Create an account", "注册账号", "註冊帳號"),
        "submit": Phrase("Create account", "注册", "註冊"),
        "known": Phrase("Already have an account?", "已有账号？", "已有帳號？"),
        "signIn": Phrase("Sign in", "登录", "登入"),
    ]

    static let secondFactor: Catalogue = [
        "document": Phrase("Second factor", "双重验证", "雙重驗證"),
        "title": Phrase("One more step", "还差一步", "還差一步"),
        "submit": Phrase("Sign in", "登录", "登入"),
        "other": Phrase("Sign in as somebody else", "使用其他账号登录", "使用其他帳號登入"),
    ]

    static let ask: Catalogue = ["back": Phrase("Back to sign in", "返回登录", "返回登入")]
}
