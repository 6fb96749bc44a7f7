import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    /// A button that verifies the address, and a field for the password where nothing else shows whose account it is;
    /// the link stays good until both are right.
    @Sendable func showVerify(_ visit: PageVisit) async throws -> PageAnswer {
        let token = visit.query["token"] ?? ""
        do {
            return try answer(verifyView(token, try await pending(token, visit)), for: visit)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.login, for: visit)
        }
    }

    /// Verifies the address, or finishes a sign-up; whoever gave the password is signed in.
    @Sendable func submitVerify(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let token = form["token"] ?? ""
        do {
            let pending = try await pending(token, visit)
            do {
                return try await verify(token, pending, password: form["password"], visit)
            } catch let error as AccountError {
                return try refusedVerification(error, token, pending, for: visit)
            }
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.login, for: visit)
        }
    }

    private func pending(_ token: String, _ visit: PageVisit) async throws -> EmailVerification.Pending {
        let holder = try await person(of: visit)?.account.id
        return try await services.oneTime.emailVerification.check(
            token,
            signedInAs: holder,
            from: visit.client
        )
    }

    private func verify(
        _ token: String,
        _ pending: EmailVerification.Pending,
        password: String?,
        _ visit: PageVisit
    ) async throws -> PageAnswer {
        let holder = try await person(of: visit)?.account.id
        _ = try await services.oneTime.emailVerification.confirm(
            token,
            password: password,
            signedInAs: holder,
            from: visit.client
        )
        guard pending.needsPassword, let password else {
            return .redirect(to: Outcome.addressConfirmed.appended(to: links.login))
        }
        let signIn = try await services.login.logIn(
            pending.login,
            password: password,
            from: visit.client,
            forPages: true
        )
        return try await enter(signIn, replacing: visit, goingTo: nil)
    }

    private func refusedVerification(
        _ error: AccountError,
        _ token: String,
        _ pending: EmailVerification.Pending,
        for visit: PageVisit
    ) throws -> PageAnswer {
        switch error {
        case .emailTaken: try answer(somebodyWasQuicker(.email), status: .conflict, for: visit)
        case .usernameTaken: try answer(somebodyWasQuicker(.username), status: .conflict, for: visit)
        default: try refusedPassword(error, for: visit) { verifyView(token, pending, error: $0) }
        }
    }

    private func verifyView(
        _ token: String,
        _ pending: EmailVerification.Pending,
        error: Phrase? = nil
    ) -> TokenView {
        TokenView(
            title: Phrase("Confirm your e-mail address", "确认邮箱地址", "確認電子郵件地址"),
            message: pending.needsPassword
                ? Phrase(
                    "Enter the password that you chose when you signed up, so that nobody else's account "
                        + "gets your address.",
                    "请输入您注册时设置的密码，以免他人的账号占用您的邮箱地址。",
                    "請輸入您註冊時設定的密碼，以免他人的帳號占用您的電子郵件地址。"
                )
                : Phrase("One click, and your address is confirmed.", "点击一下，即可确认您的地址。", "按一下，即可確認您的地址。"),
            button: Phrase("Confirm address", "确认地址", "確認地址"),
            action: links.verify,
            token: token,
            login: pending.needsPassword ? pending.login : nil,
            password: pending.needsPassword ? .currentPassword(error: error).focused() : nil,
            remedy: remedy(for: pending)
        )
    }

    /// The way out for who cannot give the password.
    private func remedy(for pending: EmailVerification.Pending) -> LinkView? {
        guard pending.needsPassword else { return nil }
        guard pending.isWaiting else {
            return LinkView(
                text: Phrase(
                    "You do not know it, or did not sign up yourself? Choose a new password",
                    "不知道密码，或并非您本人注册？请设置新密码",
                    "不知道密碼，或並非您本人註冊？請設定新密碼"
                ),
                href: links.forgot
            )
        }
        return LinkView(
            text: Phrase(
                "You do not know it, or did not sign up yourself? Sign up with a password of your own",
                "不知道密码，或并非您本人注册？请用您自己的密码重新注册",
                "不知道密碼，或並非您本人註冊？請用您自己的密碼重新註冊"
            ),
            href: links.signUp
        )
    }

    private enum Name {
        case email, username
    }

    private func somebodyWasQuicker(_ name: Name) -> NoticeView {
        NoticeView(
            title: Phrase("Somebody was quicker", "有人抢先了一步", "有人搶先了一步"),
            message: name == .email
                ? Phrase(
                    "There is an account with this e-mail address by now.",
                    "该邮箱地址现已注册。",
                    "此電子郵件地址現已註冊。"
                )
                : Phrase(
                    "The user name has been taken by now. Sign up again with another.",
                    "该用户名现已被占用，请换一个重新注册。",
                    "此使用者名稱現已有人使用，請換一個重新註冊。"
                ),
            link: name == .email ? links.login : links.signUp,
            linkText: name == .email
                ? Phrase("Sign in", "登录", "登入") : Phrase("Sign up again", "重新注册", "重新註冊")
        )
    }
}
