/// A form that asks for a name, to send a mail to its address.
struct AskView: PageView {
    static let template = "ask"

    let title: Phrase
    let message: Phrase
    let button: Phrase
    let action: String
    var login: FieldView = .login(nil).focused()

    /// Whether the document's title begins with the bad news.
    var hasFaults = false
    /// Where to go afterwards; nowhere when the next step is in the mail.
    var redirect: String?

    /// The same form as it was filled in, with what is wrong with it.
    func refused(_ typed: String, error: Phrase) -> AskView {
        var view = self
        view.login = .login(typed, error: error).focused()
        view.hasFaults = true
        return view
    }
}
