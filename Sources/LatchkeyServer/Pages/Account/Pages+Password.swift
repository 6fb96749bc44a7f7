import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

/// Sets a new password; every other session ends, this one goes on under a new cookie.
extension Pages {
    @Sendable func showPassword(_ visit: PageVisit) async throws -> PageAnswer {
        let (account, session) = try await freshlySignedIn(visit, at: links.password)
        let hasPassword = try await hasPassword(account, session)
        return try answer(passwordView(account, hasPassword: hasPassword), for: visit)
    }

    @Sendable func submitPassword(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, session) = try await freshlySignedIn(visit, at: links.password)
        do {
            let signIn = try await services.ownAccount.passwordChange.change(
                of: account.id,
                in: session.id,
                from: form["current_password"],
                to: form["password"] ?? "",
                by: visit.client,
                forPages: true
            )
            var answer = PageAnswer.redirect(to: Outcome.passwordChanged.appended(to: links.account))
            if let token = signIn.browserToken {
                answer.setCookies.append(cookies.session(token, of: signIn.session))
            }
            return answer
        } catch AccountError.sessionNotFound {
            throw signInFirst(at: links.password)
        } catch let error as AccountError {
            let hasPassword = try await hasPassword(account, session)
            return try refusedPassword(error, account, hasPassword: hasPassword, for: visit)
        }
    }

    private func refusedPassword(
        _ error: AccountError,
        _ account: Account,
        hasPassword: Bool,
        for visit: PageVisit
    ) throws -> PageAnswer {
        func view(_ faults: PasswordFaults) -> AccountFormView {
            passwordView(account, hasPassword: hasPassword, faults)
        }
        switch error {
        case .invalidFields(let errors):
            let faults = PasswordFaults(errors, minimumLength: minimumPasswordLength)
            return try answer(view(faults), status: .badRequest, for: visit)
        case .invalidCredentials:
            return try answer(view(.wrong), status: .forbidden, for: visit)
        case .tooManyAttempts(let seconds):
            let faults = PasswordFaults(current: WaitText.tooManyAttempts(seconds))
            return try answer(view(faults), status: .tooManyRequests, for: visit).retrying(after: seconds)
        case .busy(let seconds):
            let faults = PasswordFaults(current: WaitText.busy(seconds))
            return try answer(view(faults), status: .serviceUnavailable, for: visit).retrying(after: seconds)
        default: throw error
        }
    }

    private func hasPassword(_ account: Account, _ session: Session) async throws -> Bool {
        try await services.ownAccount.reauthentication.needs(of: account.id, in: session.id).password
    }

    private func passwordView(
        _ account: Account,
        hasPassword: Bool,
        _ faults: PasswordFaults = PasswordFaults()
    ) -> AccountFormView {
        let atCurrent = hasPassword && (faults.current != nil || faults.new == nil)
        let current = FieldView.presentPassword(error: faults.current).focused(atCurrent)
        let new = FieldView.newPassword(minimumLength: minimumPasswordLength, error: faults.new)
            .named(Phrase("New password", "新密码", "新密碼")).focused(!atCurrent)
        return AccountFormView(
            title: hasPassword
                ? Phrase("Change your password", "更改密码", "變更密碼") : Phrase("Set a password", "设置密码", "設定密碼"),
            messages: [
                Phrase(
                    "You stay signed in here, and are signed out everywhere else.",
                    "您在此设备上保持登录，在其他所有设备上将退出登录。",
                    "您在此裝置上保持登入，在其他所有裝置上將會登出。"
                )
            ],
            action: links.password,
            button: Phrase("Set the password", "设置密码", "設定密碼"),
            back: LinkView.account(links),
            login: account.login,
            fields: hasPassword ? [current, new] : [new],
            hasFaults: faults.current != nil || faults.new != nil
        )
    }
}

/// What is wrong with a change of password, in words beside each field.
struct PasswordFaults: Sendable {
    var current: Phrase?
    var new: Phrase?

    static let wrong = PasswordFaults(
        current: Phrase("This password is not right.", "密码不正确。", "密碼不正確。")
    )

    init(current: Phrase? = nil) { self.current = current }

    init(_ errors: [FieldError], minimumLength: Int) {
        for error in errors {
            if error.field == "new_password" {
                new = new ?? SignUpFaults.password(error.code, minimumLength)
            } else if error.code == .missing {
                current = Phrase("Enter your password.", "请输入密码。", "請輸入密碼。")
            } else {
                current = SignUpFaults.password(.tooLong, minimumLength)
            }
        }
    }
}
