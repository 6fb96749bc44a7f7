import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    private var forgotView: AskView {
        AskView(
            title: Phrase("Forgot your password?", "忘记密码？", "忘記密碼？"),
            message: Phrase(
                "We send a link to choose a new one to the address of your account.",
                "我们会向您账号的邮箱发送一个用于设置新密码的链接。",
                "我們會向您帳號的信箱寄送一個用於設定新密碼的連結。"
            ),
            button: Phrase("Send the link", "发送链接", "寄送連結"),
            action: links.forgot
        )
    }

    /// Asks whose password is to be set anew.
    @Sendable func showForgot(_ visit: PageVisit) async throws -> PageAnswer {
        try answer(forgotView, for: visit)
    }

    /// Sends the link, and says the same whoever is asked for.
    @Sendable func submitForgot(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let refused = try await askForMail(form, on: forgotView, for: visit) { login in
            try await services.oneTime.passwordReset.request(login, visit.mailRequested)
        }
        let notice = mailOnItsWay(
            Phrase(
                "If there is such an account, a mail with a link is on its way to its address.",
                "如果存在该账号，我们已向其邮箱发送了一封带有链接的邮件。",
                "如果該帳號存在，我們已向其信箱寄出一封附有連結的郵件。"
            )
        )
        return try refused ?? answer(notice, for: visit)
    }

    /// The form for the new password; the link stays good.
    @Sendable func showReset(_ visit: PageVisit) async throws -> PageAnswer {
        let token = visit.query["token"] ?? ""
        do {
            let login = try await services.oneTime.passwordReset.check(token)
            return try answer(resetView(token, of: login), for: visit)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.forgot, for: visit)
        }
    }

    /// Sets the password, and leads to the sign-in.
    @Sendable func submitReset(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let token = form["token"] ?? ""
        do {
            try await services.oneTime.passwordReset.confirm(
                token,
                newPassword: form["password"] ?? "",
                from: visit.client
            )
            return .redirect(to: Outcome.passwordSet.appended(to: links.login))
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.forgot, for: visit)
        } catch AccountError.invalidFields(let errors) {
            let faults = SignUpFaults(errors, minimumPasswordLength: minimumPasswordLength)
            let login = try await services.oneTime.passwordReset.check(token)
            let view = resetView(token, of: login, error: faults.password)
            return try answer(view, status: .badRequest, for: visit)
        }
    }

    private func resetView(_ token: String, of login: String, error: Phrase? = nil) -> TokenView {
        TokenView(
            title: Phrase("Choose a new password", "设置新密码", "設定新密碼"),
            message: Phrase(
                "You will be signed out everywhere, and sign in with the new password.",
                "您将在所有设备上退出登录，然后使用新密码登录。",
                "您將在所有裝置上登出，然後使用新密碼登入。"
            ),
            button: Phrase("Set the password", "设置密码", "設定密碼"),
            action: links.reset,
            token: token,
            login: login,
            password: .newPassword(minimumLength: minimumPasswordLength, error: error).focused()
        )
    }
}
