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
    var login: Phrase?
    /// A way out of the fault of the login field.
    var loginRemedy: LinkView?
    var name: Phrase?
    var password: Phrase?

    init(login: Phrase? = nil, remedy: LinkView? = nil) {
        self.login = login
        loginRemedy = remedy
    }

    init(_ errors: [FieldError], minimumPasswordLength: Int) {
        for error in errors {
            switch error.field {
            case "password": password = password ?? Self.password(error.code, minimumPasswordLength)
            case "name": name = name ?? Self.name(error.code)
            default: login = login ?? Self.login(error)
            }
        }
    }

    static let usernameTaken = Phrase("This user name is taken.", "该用户名已被使用。", "此使用者名稱已被使用。")

    static func name(_ code: FieldError.Code) -> Phrase {
        code == .tooLong
            ? Phrase("This name is too long.", "名称过长。", "名稱過長。")
            : Phrase("This name has signs that cannot be shown.", "名称中含有无法显示的字符。", "名稱中含有無法顯示的字元。")
    }

    static func email(_ error: FieldError) -> Phrase {
        error.code == .missing
            ? Phrase("Enter an e-mail address.", "请输入邮箱地址。", "請輸入電子郵件地址。") : login(error)
    }

    static func login(_ error: FieldError) -> Phrase {
        switch (error.code, error.field) {
        case (.missing, _):
            Phrase("Enter an e-mail address or a user name.", "请输入邮箱地址或用户名。", "請輸入電子郵件地址或使用者名稱。")
        case (.tooLong, _): Phrase("This is too long.", "内容过长。", "內容過長。")
        case (.notASCII, _):
            Phrase(
                "Only unaccented letters, digits and signs can be used here for now.",
                "这里暂时只能使用英文字母、数字和符号。",
                "這裡暫時只能使用英文字母、數字和符號。"
            )
        case (_, "username"):
            Phrase(
                "A user name has letters, digits, dots, hyphens and underscores, and begins with a letter or digit.",
                "用户名由字母、数字、点、连字符和下划线组成，并以字母或数字开头。",
                "使用者名稱由字母、數字、點、連字號和底線組成，並以字母或數字開頭。"
            )
        default: Phrase("This is not an e-mail address.", "这不是邮箱地址。", "這不是電子郵件地址。")
        }
    }

    static func password(_ code: FieldError.Code, _ minimumLength: Int) -> Phrase {
        switch code {
        case .tooShort:
            Phrase(
                "Use at least \(minimumLength) characters.",
                "请至少使用 \(minimumLength) 个字符。",
                "請至少使用 \(minimumLength) 個字元。"
            )
        case .tooLong: Phrase("This password is too long.", "密码过长。", "密碼過長。")
        case .tooCommon:
            Phrase("This password is easy to guess. Choose another.", "这个密码容易被猜到，请换一个。", "這個密碼容易被猜到，請換一個。")
        default: Phrase("Choose a password.", "请设置密码。", "請設定密碼。")
        }
    }
}
