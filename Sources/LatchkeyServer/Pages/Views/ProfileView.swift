import LatchkeyAccounts

/// The names of an account, and its e-mail address.
struct ProfileView: PageView {
    static let template = "profile"

    let name: FieldView
    let username: FieldView
    let email: String?
    let isVerified: Bool
    /// What went well before.
    var notice: Phrase?
    /// Whether the document's title begins with the bad news.
    let hasFaults: Bool

    init(_ account: Account, _ typed: ProfileForm? = nil, faults: ProfileFaults? = nil) {
        let atUsername = faults?.username != nil && faults?.name == nil
        name = FieldView.name(typed?.name ?? account.name, error: faults?.name)
            .focused(faults?.name != nil)
        username = FieldView.username(typed?.username ?? account.username, error: faults?.username)
            .focused(atUsername)
        email = account.email
        isVerified = account.emailVerified
        hasFaults = faults != nil
    }
}
