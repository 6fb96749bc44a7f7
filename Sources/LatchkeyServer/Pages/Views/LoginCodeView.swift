/// The form for a code that was sent by mail.
struct LoginCodeView: PageView {
    static let template = "login-code"

    let code: FieldView
    /// Whether the document's title begins with the bad news.
    let hasFaults: Bool
    /// Where to go afterwards.
    let redirect: String?
    /// The same as a query for the links to the other forms.
    let carriedQuery: String

    init(error: Phrase? = nil, goingTo path: LocalPath?) {
        code = FieldView.mailedCode(error: error).focused()
        hasFaults = error != nil
        redirect = path?.text
        carriedQuery = path.map { "?redirect=" + $0.queryValue } ?? ""
    }
}
