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
            let view = invitationView(token, for: nil, typed: typed, faults: faults)
            return try answer(view, status: .badRequest, for: visit)
        } catch AccountError.emailTaken {
            let view = NoticeView(
                title: "You have an account already",
                message: "There is an account with this e-mail address by now.",
                link: links.login,
                linkText: "Sign in"
            )
            return try answer(view, status: .conflict, for: visit)
        }
    }

    private func invitationView(
        _ token: String,
        for email: String?,
        typed: SignUpForm? = nil,
        faults: SignUpFaults = SignUpFaults()
    ) -> TokenView {
        TokenView(
            title: "You are invited",
            message: email.map { "Choose a password, and there is an account for \($0)." }
                ?? "Choose a password, and there is an account for you.",
            button: "Create account",
            action: links.invitation,
            token: token,
            name: .name(typed?.name, error: faults.name),
            password: .newPassword(minimumLength: minimumPasswordLength, error: faults.password).focused()
        )
    }
}
