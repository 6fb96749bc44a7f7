import LatchkeyAccounts

/// Asks somebody who is signed in to prove it again.
struct ConfirmView: PageView {
    static let template = "confirm"

    /// The name that a password manager knows the account by.
    let login: String
    var password: FieldView?
    var code: FieldView?
    /// Whether there is nothing to prove it by but to sign in again.
    let hasNothing: Bool
    /// Where to go afterwards.
    let destination: String?
    /// The switch of the language must not forget it.
    let returnPath: String?
    /// What went wrong, and belongs to no field.
    var alert: Phrase?
    /// Whether the document's title begins with the bad news.
    var hasFaults = false

    init(_ account: Account, _ needs: Reauthentication.Needs, _ links: PageLinks, goingTo path: LocalPath?) {
        login = account.login
        password = needs.password ? FieldView.currentPassword().focused() : nil
        code = needs.code ? FieldView.code().focused(!needs.password) : nil
        hasNothing = !needs.password && !needs.code
        destination = path?.text
        returnPath = links.confirm(returningTo: path)
    }

    /// Says beside each field what is missing.
    mutating func refuse(_ faults: [FieldError]) {
        hasFaults = true
        let fields = faults.map(\.field)
        let needsPassword = fields.contains("password")
        if password != nil {
            let error = needsPassword ? Phrase("Enter your password.", "请输入密码。", "請輸入密碼。") : nil
            password = .currentPassword(error: error).focused(needsPassword)
        }
        if code != nil {
            let error = fields.contains("code") ? Phrase("Enter a code.", "请输入验证码。", "請輸入驗證碼。") : nil
            code = .code(error: error).focused(!needsPassword)
        }
    }

    /// Says that it was wrong; which of two was, is not told.
    mutating func refuse() {
        hasFaults = true
        switch (password != nil, code != nil) {
        case (true, true):
            refuse(Phrase("The password or the code is not right.", "密码或验证码不正确。", "密碼或驗證碼不正確。"))
        case (true, false):
            let error = Phrase("This password is not right.", "密码不正确。", "密碼不正確。")
            password = .currentPassword(error: error).focused()
        case (false, true):
            let error = Phrase(
                "This code is not right, or was used before. Enter the one that is shown now.",
                "验证码不正确，或已被使用。请输入当前显示的验证码。",
                "驗證碼不正確，或已被使用。請輸入目前顯示的驗證碼。"
            )
            code = .code(error: error).focused()
        case (false, false): break
        }
    }

    /// Says what belongs to no field.
    mutating func refuse(_ alert: Phrase) {
        hasFaults = true
        self.alert = alert
        // Screen readers read the alert with the field that has the focus.
        if password != nil { password?.describedBy = "alert" } else { code?.describedBy = "alert" }
    }
}
