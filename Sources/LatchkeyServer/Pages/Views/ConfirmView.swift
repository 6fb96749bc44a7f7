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
    /// What went wrong, and belongs to no field.
    var alert: String?
    /// Whether the document's title begins with the bad news.
    var hasFaults = false

    init(_ account: Account, _ needs: Reauthentication.Needs, goingTo path: LocalPath?) {
        login = account.login
        password = needs.password ? FieldView.currentPassword().focused() : nil
        code = needs.code ? FieldView.code().focused(!needs.password) : nil
        hasNothing = !needs.password && !needs.code
        destination = path?.text
    }

    /// Says beside each field what is missing.
    mutating func refuse(_ faults: [FieldError]) {
        hasFaults = true
        let fields = faults.map(\.field)
        let needsPassword = fields.contains("password")
        if password != nil {
            let error = needsPassword ? "Enter your password." : nil
            password = .currentPassword(error: error).focused(needsPassword)
        }
        if code != nil {
            let error = fields.contains("code") ? "Enter a code." : nil
            code = .code(error: error).focused(!needsPassword)
        }
    }

    /// Says that it was wrong; which of two was, is not told.
    mutating func refuse() {
        hasFaults = true
        let wrongCode = "This code is not right, or was used before. Enter the one that is shown now."
        switch (password != nil, code != nil) {
        case (true, true): refuse("The password or the code is not right.")
        case (true, false): password = .currentPassword(error: "This password is not right.").focused()
        case (false, true): code = .code(error: wrongCode).focused()
        case (false, false): break
        }
    }

    /// Says what belongs to no field.
    mutating func refuse(_ alert: String) {
        hasFaults = true
        self.alert = alert
        // Screen readers read the alert with the field that has the focus.
        if password != nil { password?.describedBy = "alert" } else { code?.describedBy = "alert" }
    }
}
