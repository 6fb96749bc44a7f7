import LatchkeyAccounts
import LatchkeyHummingbird

/// The sign-up form as it was filled in.
struct SignUpForm: Sendable {
    let login: String
    let name: String
    let password: String

    init(_ form: FormFields) {
        login = (form["login"] ?? "").trimmedName
        name = form["name"] ?? ""
        password = form["password"] ?? ""
    }

    /// One field takes either kind of name; what has an `@` is an e-mail address.
    var account: NewAccount {
        let isEmail = login.utf8.contains(UInt8(ascii: "@"))
        return NewAccount(
            email: isEmail ? login : nil,
            username: isEmail || login.isEmpty ? nil : login,
            name: name.allSatisfy(\.isWhitespace) ? nil : name,
            password: password
        )
    }
}

/// What is wrong with a sign-up, in words beside each field.
struct SignUpFaults: Sendable, Equatable {
    var login: String?
    /// A way out of the fault of the login field.
    var loginRemedy: LinkView?
    var name: String?
    var password: String?

    init(login: String? = nil, remedy: LinkView? = nil) {
        self.login = login
        loginRemedy = remedy
    }

    init(_ errors: [FieldError], minimumPasswordLength: Int) {
        for error in errors {
            switch error.field {
            case "password": password = password ?? Self.password(error.code, minimumPasswordLength)
            case "name": name = name ?? "This name is too long."
            default: login = login ?? Self.login(error)
            }
        }
    }

    private static func login(_ error: FieldError) -> String {
        switch (error.code, error.field) {
        case (.missing, _): "Enter an e-mail address or a user name."
        case (.tooLong, _): "This is too long."
        case (.notASCII, _): "Only unaccented letters, digits and signs can be used here for now."
        case (_, "username"):
            "A user name has letters, digits, dots, hyphens and underscores, and begins with a letter or digit."
        default: "This is not an e-mail address."
        }
    }

    private static func password(_ code: FieldError.Code, _ minimumLength: Int) -> String {
        switch code {
        case .tooShort: "Use at least \(minimumLength) characters."
        case .tooLong: "This password is too long."
        case .tooCommon: "This password is easy to guess. Choose another."
        default: "Choose a password."
        }
    }
}
