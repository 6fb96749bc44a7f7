import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

extension Pages {
    var minimumPasswordLength: Int {
        PasswordPolicy(minimumLength: services.configuration.minimumPasswordLength).minimumLength
    }

    /// The sign-up form; who is signed in goes on at once.
    @Sendable func showSignUp(_ visit: PageVisit) async throws -> PageAnswer {
        let path = destination(in: visit.query)
        if try await person(of: visit) != nil { return .redirect(to: path?.text ?? links.account) }
        return try answer(
            SignUpView(minimumPasswordLength: minimumPasswordLength, goingTo: path),
            for: visit
        )
    }

    /// Makes the account and signs it in, or says beside each field what is wrong.
    @Sendable func submitSignUp(_ visit: PageVisit, _ fields: FormFields) async throws -> PageAnswer {
        let path = destination(in: fields)
        let form = SignUpForm(fields)
        do {
            guard !services.configuration.signUpVerifiesEmail else {
                try await services.signUp.begin(form.account, visit.mailRequested)
                return try answer(
                    mailOnItsWay(
                        Phrase(
                            "To finish, open the link in the mail that we sent to \(form.login).",
                            "请打开我们发送到 \(form.login) 的邮件中的链接，完成注册。",
                            "請開啟我們寄到 \(form.login) 的郵件中的連結，完成註冊。"
                        )
                    ),
                    for: visit
                )
            }
            let signIn = try await services.signUp.signUp(form.account, from: visit.client, forPages: true)
            return try await enter(signIn, replacing: visit, goingTo: path)
        } catch let error as AccountError {
            return try refusedSignUp(error, form, goingTo: path, for: visit)
        }
    }

    private func refusedSignUp(
        _ error: AccountError,
        _ form: SignUpForm,
        goingTo path: LocalPath?,
        for visit: PageVisit
    ) throws -> PageAnswer {
        let length = minimumPasswordLength
        func page(_ faults: SignUpFaults = SignUpFaults(), alert: Phrase? = nil) -> SignUpView {
            SignUpView(form, faults: faults, alert: alert, minimumPasswordLength: length, goingTo: path)
        }
        switch error {
        case .invalidFields(let errors):
            let faults = SignUpFaults(errors, minimumPasswordLength: length)
            return try answer(page(faults), status: .badRequest, for: visit)
        case .emailTaken:
            let fault = Phrase(
                "There is an account with this e-mail address already.",
                "该邮箱地址已注册。",
                "此電子郵件地址已註冊。"
            )
            let query = path.map { "?redirect=" + $0.queryValue } ?? ""
            let remedy = LinkView(text: Phrase("Sign in instead", "直接登录", "直接登入"), href: links.login + query)
            return try answer(page(SignUpFaults(login: fault, remedy: remedy)), status: .conflict, for: visit)
        case .usernameTaken:
            return try answer(
                page(SignUpFaults(login: Phrase("This user name is taken.", "该用户名已被占用。", "此使用者名稱已有人使用。"))),
                status: .conflict,
                for: visit
            )
        case .tooManyAttempts(let seconds):
            return try answer(
                page(alert: WaitText.tooManyAttempts(seconds)),
                status: .tooManyRequests,
                for: visit
            )
            .retrying(after: seconds)
        case .busy(let seconds):
            return try answer(page(alert: WaitText.busy(seconds)), status: .serviceUnavailable, for: visit)
                .retrying(after: seconds)
        default: throw error
        }
    }
}
