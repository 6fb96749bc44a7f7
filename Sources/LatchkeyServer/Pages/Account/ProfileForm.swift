import LatchkeyAccounts
import LatchkeyHummingbird

/// The form of the profile as it was filled in.
struct ProfileForm: Sendable {
    let name: String?
    let username: String?

    init(_ form: FormFields) {
        name = form["name"]
        username = form["username"]?.trimmedName
    }

    /// An empty field takes the name away; a form without the field leaves it alone.
    var changes: AccountChanges {
        AccountChanges(
            name: name.map { $0.allSatisfy(\.isWhitespace) ? nil : $0 },
            username: username.map { $0.isEmpty ? nil : $0 }
        )
    }
}

/// What is wrong with a profile, in words beside each field.
struct ProfileFaults: Sendable {
    var name: Phrase?
    var username: Phrase?

    static let usernameTaken = ProfileFaults(username: SignUpFaults.usernameTaken)

    private init(username: Phrase?) { self.username = username }

    init(_ errors: [FieldError]) {
        for error in errors {
            if error.field == "name" {
                name = name ?? SignUpFaults.name(error.code)
            } else if error.code == .missing {
                username = Phrase(
                    "Without an e-mail address the account needs a user name.",
                    "没有邮箱地址的账号必须有用户名。",
                    "沒有電子郵件地址的帳號必須有使用者名稱。"
                )
            } else {
                username = username ?? SignUpFaults.login(error)
            }
        }
    }
}
