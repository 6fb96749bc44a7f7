import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    private var forgotView: AskView {
        AskView(
            title: "Forgot your password?",
            message: "We send a link to choose a new one to the address of your account.",
            button: "Send the link",
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
            "If there is such an account, a mail with a link is on its way to its address."
        )
        return try refused ?? answer(notice, for: visit)
    }

    /// The form for the new password; the link stays good.
    @Sendable func showReset(_ visit: PageVisit) async throws -> PageAnswer {
        let token = visit.query["token"] ?? ""
        do {
            try await services.oneTime.passwordReset.check(token)
            return try answer(resetView(token), for: visit)
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
            return try answer(resetView(token, error: faults.password), status: .badRequest, for: visit)
        }
    }

    private func resetView(_ token: String, error: String? = nil) -> TokenView {
        TokenView(
            title: "Choose a new password",
            message: "You will be signed out everywhere, and sign in with the new password.",
            button: "Set the password",
            action: links.reset,
            token: token,
            password: .newPassword(minimumLength: minimumPasswordLength, error: error).focused()
        )
    }
}
