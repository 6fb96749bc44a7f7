/// The form for the code of a second factor.
struct SecondFactorView: PageView {
    static let template = "second-factor"

    let code: FieldView
    /// Whether the document's title begins with the bad news.
    let hasFaults: Bool
    /// Where to go afterwards.
    let redirect: String?

    init(error: Phrase? = nil, goingTo path: LocalPath?) {
        code = FieldView.code(error: error).focused()
        hasFaults = error != nil
        redirect = path?.text
    }
}
