/// The login form.
struct LoginView: PageView {
    static let template = "login"

    let login: FieldView
    let password: FieldView
    /// What went well before.
    var notice: String?
    /// What went wrong, and belongs to no field.
    var alert: String?
    /// Where to go afterwards.
    let redirect: String?
    /// The same as a query for the link to the other form.
    let carriedQuery: String

    init(
        typed: String? = nil,
        loginError: String? = nil,
        passwordError: String? = nil,
        notice: String? = nil,
        alert: String? = nil,
        goingTo path: LocalPath?
    ) {
        let needsLogin = (typed ?? "").isEmpty
        login = FieldView.login(typed, error: loginError).focused(needsLogin)
        password = FieldView.currentPassword(error: passwordError).focused(!needsLogin)
        self.notice = notice
        self.alert = alert
        redirect = path?.text
        carriedQuery = path.map { "?redirect=" + $0.queryValue } ?? ""
    }
}
