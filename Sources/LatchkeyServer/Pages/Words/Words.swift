/// The words that stand in templates: `{{words.login.title}}` is the phrase `title` of the template `login`.
///
/// What depends on values is made where the value is known, as a ``Phrase`` of the view.
enum Words {
    typealias Catalogue = [String: Phrase]

    /// The catalogues by the name of the template.
    static let all: [String: Catalogue] = [
        "account": account,
        "admin": administration,
        "ask": ask,
        "confirm": confirm,
        "devices": devices,
        "factor": factor,
        "factors": factors,
        "field": field,
        "layout": layout,
        "login": login,
        "login-code": loginCode,
        "personalData": personalData,
        "profile": profile,
        "recoveryCodes": recoveryCodes,
        "second-factor": secondFactor,
        "signup": signUp,
        "token": token,
    ]
}
