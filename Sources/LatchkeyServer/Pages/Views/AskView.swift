/// A form that asks for a name, to send a mail to its address.
struct AskView: PageView {
    static let template = "ask"

    let title: Phrase
    let message: Phrase
    let button: Phrase
    let action: String
    var login: FieldView = .login(nil).focused()
    /// What went wrong, and belongs to no field.
    var alert: Phrase?

    /// Whether the document's title begins with the bad news.
    var hasFaults: Bool { alert != nil || login.error != nil }
    /// Nowhere: the next step is in the mail.
    var redirect: String? { nil }

    /// The same form as it was filled in, with what is wrong with it.
    func refused(_ typed: String, error: Phrase) -> AskView {
        var view = self
        view.login = .login(typed, error: error).focused()
        return view
    }
}
