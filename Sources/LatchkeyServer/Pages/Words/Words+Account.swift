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
