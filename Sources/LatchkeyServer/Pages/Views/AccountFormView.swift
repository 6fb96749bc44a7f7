/// A form that changes one thing about an account.
struct AccountFormView: PageView {
    static let template = "account-form"

    let title: Phrase
    let messages: [Phrase]
    let action: String
    let button: Phrase
    /// Whether something is gone for good afterwards.
    var isDangerous = false
    /// The way out of it.
    let back: LinkView
    /// The name that a password manager is to know a new password by.
    var login: String?
    var fields: [FieldView] = []
    /// What went wrong, and belongs to no field.
    var alert: Phrase?
    /// Whether the document's title begins with the bad news.
    var hasFaults = false
    /// The form stands on a page of the same path.
    var returnPath: String? { action }
}

extension LinkView {
    static func account(_ links: PageLinks) -> LinkView {
        LinkView(text: Phrase("Your account", "您的账号", "您的帳號"), href: links.account)
    }

    static func profile(_ links: PageLinks) -> LinkView {
        LinkView(text: Phrase("Profile", "个人资料", "個人資料"), href: links.profile)
    }

    static func factors(_ links: PageLinks) -> LinkView {
        LinkView(text: Phrase("Second factors", "两步验证", "兩步驟驗證"), href: links.factors)
    }

    static func personalData(_ links: PageLinks) -> LinkView {
        LinkView(text: Phrase("Your data", "您的数据", "您的資料"), href: links.personalData)
    }
}
