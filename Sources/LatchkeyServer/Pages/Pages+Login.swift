import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

extension Pages {
    /// The login form; who is signed in goes on at once.
    @Sendable func showLogin(_ visit: PageVisit) async throws -> PageAnswer {
        let path = destination(in: visit.query)
        if try await person(of: visit) != nil { return .redirect(to: path?.text ?? links.account) }
        return try answer(LoginView(notice: Outcome(visit.query)?.text, goingTo: path), for: visit)
    }

    /// Signs in, or says once and for every reason that name or password is wrong.
    @Sendable func submitLogin(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let path = destination(in: form)
        let login = (form["login"] ?? "").trimmedName
        let password = form["password"] ?? ""
        guard !login.isEmpty, !password.isEmpty else {
            return try incompleteLogin(login, password, goingTo: path, for: visit)
        }
        do {
            let signIn = try await services.login.logIn(
                login,
                password: password,
                from: visit.client,
                forPages: true
            )
            return try await enter(signIn, replacing: visit, goingTo: path)
        } catch let error as AccountError {
            return try refusedLogin(error, typed: login, goingTo: path, for: visit)
        }
    }

    /// Where a form or a query wants to go afterwards; `nil` for the account page.
    func destination(in fields: FormFields) -> LocalPath? {
        destination(fields["redirect"])
    }

    /// A path that is a place to go to.
    func destination(_ text: String?) -> LocalPath? {
        guard let path = text.flatMap(LocalPath.init) else { return nil }
        let bare = path.text.prefix { $0 != "?" && $0 != "#" }
        return links.thoroughfares.contains { $0.utf8.elementsEqual(bare.utf8) } ? nil : path
    }

    private func incompleteLogin(
        _ login: String,
        _ password: String,
        goingTo path: LocalPath?,
        for visit: PageVisit
    ) throws -> PageAnswer {
        let view = LoginView(
            typed: login,
            loginError: login.isEmpty
                ? Phrase("Enter your e-mail address or user name.", "请输入邮箱地址或用户名。", "請輸入電子郵件地址或使用者名稱。") : nil,
            passwordError: password.isEmpty ? Phrase("Enter your password.", "请输入密码。", "請輸入密碼。") : nil,
            goingTo: path
        )
        return try answer(view, status: .badRequest, for: visit)
    }

    func refusedLogin(
        _ error: AccountError,
        typed login: String,
        goingTo path: LocalPath?,
        for visit: PageVisit
    ) throws -> PageAnswer {
        switch error {
        case .invalidCredentials, .invalidFields:
            let alert = Phrase("The name or the password is not right.", "用户名或密码不正确。", "使用者名稱或密碼不正確。")
            let view = LoginView(typed: login, alert: alert, goingTo: path)
            var answer = try answer(view, status: .unauthorized, for: visit)
            answer.headers[.wwwAuthenticate] = BearerChallenge.tokenMissing.description
            return answer
        case .tooManyAttempts(let seconds):
            let view = LoginView(typed: login, alert: WaitText.tooManyAttempts(seconds), goingTo: path)
            return try answer(view, status: .tooManyRequests, for: visit).retrying(after: seconds)
        case .busy(let seconds):
            let view = LoginView(typed: login, alert: WaitText.busy(seconds), goingTo: path)
            return try answer(view, status: .serviceUnavailable, for: visit).retrying(after: seconds)
        default: throw error
        }
    }
}

extension PageAnswer {
    /// The same answer with `Retry-After`.
    func retrying(after seconds: Int) -> PageAnswer {
        var answer = self
        answer.headers[.retryAfter] = String(seconds)
        return answer
    }
}
