/// A page that a link in a mail leads to: it shows what is about to happen, and a button does it.
///
/// Mail scanners follow every link, and press no button.
struct TokenView: PageView {
    static let template = "token"

    let title: Phrase
    let message: Phrase
    let button: Phrase
    let action: String
    let token: String
    /// What the person signs in with, for the password manager.
    let login: String?
    /// How the person wants to be called, where that is asked for.
    var name: FieldView?
    /// A password to be, where one is asked for.
    var password: FieldView?
    /// What to do for who cannot fill that in.
    var remedy: LinkView?

    /// Whether the document's title begins with the bad news.
    let hasFaults: Bool

    init(
        title: Phrase,
        message: Phrase,
        button: Phrase,
        action: String,
        token: String,
        login: String? = nil,
        name: FieldView? = nil,
        password: FieldView? = nil,
        remedy: LinkView? = nil
    ) {
        self.title = title
        self.message = message
        self.button = button
        self.action = action
        self.token = token
        self.login = login
        self.name = name
        self.password = password
        self.remedy = remedy
        // A template sees stored properties only.
        hasFaults = password?.error != nil || name?.error != nil
    }

    /// The link again: the address may be that of a refused form.
    var returnPath: String? { LocalPath("\(action)?token=\(token)")?.text }
}
