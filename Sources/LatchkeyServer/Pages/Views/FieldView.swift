/// A link in the words of its page.
struct LinkView: Sendable, Equatable {
    let text: Phrase
    let href: String
}

/// A labelled field of a form, with its hint and its fault.
struct FieldView: Sendable {
    let id: String
    var label: Phrase
    var type = "text"
    let autocomplete: String
    /// What was typed before; never for a password.
    var value: String?
    var hint: Phrase?
    var error: Phrase?
    /// A link behind the fault that leads out of it.
    var remedy: LinkView?
    var minimumLength: Int?
    /// A name to sign in with: no capitals, no corrections.
    var isIdentifier = false
    /// A code of digits alone.
    var isDigits = false
    /// What nobody is to read over a shoulder.
    let isPassword: Bool
    var isOptional = false
    var hasFocus = false
    /// The elements that describe the field to a screen reader; the fault first.
    var describedBy: String?

    init(
        _ id: String,
        label: Phrase,
        type: String = "text",
        autocomplete: String,
        value: String? = nil,
        hint: Phrase? = nil,
        error: Phrase? = nil,
        minimumLength: Int? = nil,
        isIdentifier: Bool = false,
        isOptional: Bool = false
    ) {
        self.id = id
        self.label = label
        self.type = type
        isPassword = type == "password"
        self.autocomplete = autocomplete
        self.value = value
        self.hint = hint
        self.error = error
        self.minimumLength = minimumLength
        self.isIdentifier = isIdentifier
        self.isOptional = isOptional
        let ids = [error.map { _ in id + "-error" }, hint.map { _ in id + "-hint" }].compactMap(\.self)
        describedBy = ids.isEmpty ? nil : ids.joined(separator: " ")
    }

    /// The e-mail address or user name.
    static func login(_ value: String?, error: Phrase? = nil) -> FieldView {
        FieldView(
            "login",
            label: Phrase("E-mail address or user name", "邮箱地址或用户名", "電子郵件地址或使用者名稱"),
            autocomplete: "username",
            value: value,
            error: error,
            isIdentifier: true
        )
    }

    /// How the person wants to be called.
    static func name(_ value: String?, error: Phrase? = nil) -> FieldView {
        FieldView(
            "name",
            label: Phrase("Your name", "您的称呼", "您的稱呼"),
            autocomplete: "name",
            value: value,
            error: error,
            isOptional: true
        )
    }

    /// The password of an account.
    static func currentPassword(error: Phrase? = nil) -> FieldView {
        FieldView(
            "password",
            label: Phrase("Password", "密码", "密碼"),
            type: "password",
            autocomplete: "current-password",
            error: error
        )
    }

    /// The code of a second factor.
    static func code(error: Phrase? = nil) -> FieldView {
        FieldView(
            "code",
            label: Phrase("Code", "验证码", "驗證碼"),
            autocomplete: "one-time-code",
            hint: Phrase(
                "From your authenticator application, or one of your recovery codes.",
                "来自您的身份验证器应用，或您的一个恢复代码。",
                "來自您的驗證器應用程式，或您的一組復原碼。"
            ),
            error: error
        )
    }

    /// The code in a mail.
    static func mailedCode(error: Phrase? = nil) -> FieldView {
        var field = FieldView(
            "code",
            label: Phrase("Code", "验证码", "驗證碼"),
            autocomplete: "one-time-code",
            error: error
        )
        field.isDigits = true
        return field
    }

    /// A password to be.
    static func newPassword(minimumLength: Int, error: Phrase? = nil) -> FieldView {
        FieldView(
            "password",
            label: Phrase("Password", "密码", "密碼"),
            type: "password",
            autocomplete: "new-password",
            // A fault says what is asked for; only the advice is still news.
            hint: error == nil ? newPasswordRule(minimumLength) : newPasswordAdvice,
            error: error,
            minimumLength: minimumLength
        )
    }

    private static let newPasswordAdvice = Phrase(
        "A few unrelated words are easy to remember.",
        "几个互不相关的词语容易记住。",
        "幾個互不相關的詞語容易記住。"
    )

    private static func newPasswordRule(_ minimumLength: Int) -> Phrase {
        let advice = newPasswordAdvice
        return Phrase(
            "At least \(minimumLength) characters. \(advice.english)",
            "至少 \(minimumLength) 个字符。\(advice.simplifiedChinese)",
            "至少 \(minimumLength) 個字元。\(advice.traditionalChinese)"
        )
    }

    /// The same field, where typing begins.
    func focused(_ hasFocus: Bool = true) -> FieldView {
        var field = self
        field.hasFocus = hasFocus
        return field
    }
}
