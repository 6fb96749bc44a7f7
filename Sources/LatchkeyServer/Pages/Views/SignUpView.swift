/// The sign-up form.
struct SignUpView: PageView {
    static let template = "signup"

    let login: FieldView
    let name: FieldView
    let password: FieldView
    /// What went wrong, and belongs to no field.
    var alert: Phrase?
    /// Whether the document's title begins with the bad news.
    let hasFaults: Bool
    /// Where to go afterwards.
    let redirect: String?
    /// The same as a query for the link to the other form.
    let carriedQuery: String

    init(
        _ typed: SignUpForm? = nil,
        faults: SignUpFaults = SignUpFaults(),
        alert: Phrase? = nil,
        minimumPasswordLength: Int,
        goingTo path: LocalPath?
    ) {
        let atLogin = faults.login != nil || (faults.name == nil && faults.password == nil)
        var login = FieldView.login(typed?.login, error: faults.login).focused(atLogin)
        login.remedy = faults.loginRemedy
        self.login = login
        name = FieldView.name(typed?.name, error: faults.name).focused(!atLogin && faults.name != nil)
        password = FieldView.newPassword(minimumLength: minimumPasswordLength, error: faults.password)
            .focused(!atLogin && faults.name == nil)
        self.alert = alert
        hasFaults = alert != nil || faults != SignUpFaults()
        redirect = path?.text
        carriedQuery = path.map { "?redirect=" + $0.queryValue } ?? ""
    }
}
