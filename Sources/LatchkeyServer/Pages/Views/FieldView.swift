/// A link in the words of its page.
struct LinkView: Sendable, Equatable {
    let text: String
    let href: String
}

/// A labelled field of a form, with its hint and its fault.
struct FieldView: Sendable {
    let id: String
    let label: String
    var type = "text"
    let autocomplete: String
    /// What was typed before; never for a password.
    var value: String?
    var hint: String?
    var error: String?
    /// A link behind the fault that leads out of it.
    var remedy: LinkView?
    var minimumLength: Int?
    /// A name to sign in with: no capitals, no corrections.
    var isIdentifier = false
    var isOptional = false
    var hasFocus = false
    /// The elements that describe the field to a screen reader; the fault first.
    var describedBy: String?

    init(
        _ id: String,
        label: String,
        type: String = "text",
        autocomplete: String,
        value: String? = nil,
        hint: String? = nil,
        error: String? = nil,
        minimumLength: Int? = nil,
        isIdentifier: Bool = false,
        isOptional: Bool = false
    ) {
        self.id = id
        self.label = label
        self.type = type
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
    static func login(_ value: String?, error: String? = nil) -> FieldView {
        FieldView(
            "login",
            label: "E-mail address or user name",
            autocomplete: "username",
            value: value,
            error: error,
            isIdentifier: true
        )
    }

    /// How the person wants to be called.
    static func name(_ value: String?, error: String? = nil) -> FieldView {
        FieldView(
            "name",
            label: "Your name",
            autocomplete: "name",
            value: value,
            error: error,
            isOptional: true
        )
    }

    /// The password of an account.
    static func currentPassword(error: String? = nil) -> FieldView {
        FieldView(
            "password",
            label: "Password",
            type: "password",
            autocomplete: "current-password",
            error: error
        )
    }

    /// The code of a second factor.
    static func code(error: String? = nil) -> FieldView {
        FieldView(
            "code",
            label: "Code",
            autocomplete: "one-time-code",
            hint: "From your authenticator application, or one of your recovery codes.",
            error: error
        )
    }

    /// A password to be.
    static func newPassword(minimumLength: Int, error: String? = nil) -> FieldView {
        FieldView(
            "password",
            label: "Password",
            type: "password",
            autocomplete: "new-password",
            // A fault says what is asked for; only the advice is still news.
            hint: (error == nil ? "At least \(minimumLength) characters. " : "")
                + "A few unrelated words are easy to remember.",
            error: error,
            minimumLength: minimumLength
        )
    }

    /// The same field, where typing begins.
    func focused(_ hasFocus: Bool = true) -> FieldView {
        var field = self
        field.hasFocus = hasFocus
        return field
    }
}
