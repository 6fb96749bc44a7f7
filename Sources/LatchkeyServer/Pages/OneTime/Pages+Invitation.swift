import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    /// The form that accepts an invitation; the link stays good.
    @Sendable func showInvitation(_ visit: PageVisit) async throws -> PageAnswer {
        let token = visit.query["token"] ?? ""
        do {
            let email = try await services.oneTime.invitations.check(token)
            return try answer(invitationView(token, for: email), for: visit)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.login, for: visit)
        }
    }

    /// Makes the account and signs it in.
    @Sendable func submitInvitation(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let token = form["token"] ?? ""
        let typed = SignUpForm(form)
        do {
            let signIn = try await services.oneTime.invitations.accept(
                token,
                password: typed.password,
                name: typed.account.name,
                from: visit.client,
                forPages: true
            )
            return try await enter(signIn, replacing: visit, goingTo: nil)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.login, for: visit)
        } catch AccountError.invalidFields(let errors) {
            let faults = SignUpFaults(errors, minimumPasswordLength: minimumPasswordLength)
            let email = try await services.oneTime.invitations.check(token)
            let view = invitationView(token, for: email, typed: typed, faults: faults)
            return try answer(view, status: .badRequest, for: visit)
        } catch AccountError.emailTaken {
            let view = NoticeView(
                title: Phrase("You have an account already", "您已有账号", "您已有帳號"),
                message: Phrase(
                    "There is an account with this e-mail address by now.",
                    "该邮箱地址现已注册。",
                    "此電子郵件地址現已註冊。"
                ),
                link: links.login,
                linkText: Phrase("Sign in", "登录", "登入")
            )
            return try answer(view, status: .conflict, for: visit)
        }
    }

    private func invitationView(
        _ token: String,
        for email: String,
        typed: SignUpForm? = nil,
        faults: SignUpFaults = SignUpFaults()
    ) -> TokenView {
        TokenView(
            title: Phrase("You are invited", "您收到了邀请", "您收到了邀請"),
            message: Phrase(
                "Choose a password, and there is an account for \(email).",
                "设置密码后，即可为 \(email) 创建账号。",
                "設定密碼後，即可為 \(email) 建立帳號。"
            ),
            button: Phrase("Create account", "创建账号", "建立帳號"),
            action: links.invitation,
            token: token,
            login: email,
            name: .name(typed?.name, error: faults.name),
            password: .newPassword(minimumLength: minimumPasswordLength, error: faults.password).focused()
        )
    }
}
