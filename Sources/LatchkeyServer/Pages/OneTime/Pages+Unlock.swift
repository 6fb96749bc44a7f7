import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    private var unlockView: AskView {
        AskView(
            title: "Too many wrong passwords?",
            message: "We send a link that lets passwords in again to the address of your account.",
            button: "Send the link",
            action: links.unlock
        )
    }

    /// Asks whose account is blocked; or, behind a link, shows the button that lets passwords in again.
    @Sendable func showUnlock(_ visit: PageVisit) async throws -> PageAnswer {
        guard let token = visit.query["token"] else { return try answer(unlockView, for: visit) }
        do {
            try await services.oneTime.unblocking.check(token)
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.unlock, for: visit)
        }
        let view = TokenView(
            title: "Sign in again",
            message: "Somebody tried too many wrong passwords. Let passwords in again?",
            button: "Let passwords in again",
            action: links.unlock,
            token: token
        )
        return try answer(view, for: visit)
    }

    /// Sends the link, or lets passwords in again.
    @Sendable func submitUnlock(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        guard let token = form["token"] else {
            let refused = try await askForMail(form, on: unlockView, for: visit) { login in
                try await services.oneTime.unblocking.request(login, visit.mailRequested)
            }
            let notice = mailOnItsWay(
                "If there is such an account, a mail with a link is on its way to its address."
            )
            return try refused ?? answer(notice, for: visit)
        }
        do {
            try await services.oneTime.unblocking.confirm(token)
            return .redirect(to: Outcome.unblocked.appended(to: links.login))
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.unlock, for: visit)
        }
    }
}
