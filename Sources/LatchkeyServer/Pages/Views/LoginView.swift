/// The login form.
struct LoginView: PageView {
    static let template = "login"

    let login: FieldView
    let password: FieldView
    /// What went well before.
    var notice: Phrase?
    /// What went wrong, and belongs to no field.
    var alert: Phrase?
    /// Whether the document's title begins with the bad news.
    let hasFaults: Bool
    /// Where to go afterwards.
    let redirect: String?
    /// The same as a query for the link to the other form.
    let carriedQuery: String

    init(
        typed: String? = nil,
        loginError: Phrase? = nil,
        passwordError: Phrase? = nil,
        notice: Phrase? = nil,
        alert: Phrase? = nil,
        goingTo path: LocalPath?
    ) {
        let needsLogin = (typed ?? "").isEmpty
        login = FieldView.login(typed, error: loginError).focused(needsLogin)
        var password = FieldView.currentPassword(error: passwordError).focused(!needsLogin)
        // Screen readers read the alert with the field that has the focus.
        if alert != nil { password.describedBy = "alert" }
        self.password = password
        self.notice = notice
        self.alert = alert
        hasFaults = alert != nil || loginError != nil || passwordError != nil
        redirect = path?.text
        carriedQuery = path.map { "?redirect=" + $0.queryValue } ?? ""
    }
}
