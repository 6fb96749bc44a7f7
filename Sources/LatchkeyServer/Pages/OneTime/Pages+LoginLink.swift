import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    private var loginLinkView: AskView {
        AskView(
            title: "Sign in by mail",
            message: "We send a link to the address of your account. Open it in this browser.",
            button: "Send the link",
            action: links.loginLink
        )
    }

    /// Asks whom to send a link; or, behind a link, shows the button that signs in.
    @Sendable func showLoginLink(_ visit: PageVisit) async throws -> PageAnswer {
        guard let token = visit.query["token"] else { return try answer(loginLinkView, for: visit) }
        guard visit.mailRequest != nil else {
            return try uselessLink(.wrongBinding, link: links.loginLink, for: visit)
        }
        let view = TokenView(
            title: "Sign in",
            message: "You asked for a link to sign in.",
            button: "Sign in",
            action: links.loginLink,
            token: token
        )
        return try answer(view, for: visit)
    }

    /// Sends a link, or signs in by one.
    @Sendable func submitLoginLink(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        if let token = form["token"] { return try await logIn(by: token, visit) }
        var cookie: String?
        let refused = try await askForMail(form, on: loginLinkView, for: visit) { login in
            let secret = try await services.oneTime.signIn.requestLink(login, visit.mailRequested)
            cookie = cookies.mailRequest(secret)
        }
        if let refused { return refused }
        var notice = try answer(
            mailOnItsWay(
                "If there is such an account, a mail with a link is on its way. Open it in this browser."
            ),
            for: visit
        )
        if let cookie { notice.setCookies.append(cookie) }
        return notice
    }

    private func logIn(by token: String, _ visit: PageVisit) async throws -> PageAnswer {
        do {
            let signIn = try await services.oneTime.signIn.confirmLink(
                token,
                request: visit.mailRequest ?? "",
                from: visit.client,
                forPages: true
            )
            var answer = try await enter(signIn, replacing: visit, goingTo: nil)
            answer.setCookies.append(cookies.endedMailRequest)
            return answer
        } catch let error as OneTimeTokenError {
            return try uselessLink(error, link: links.loginLink, for: visit)
        }
    }
}
