import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// The pages that links in mails lead to, and those that ask for such a mail.
extension Pages {
    func addOneTimeRoutes<Context: RequestContext>(
        to router: some RouterMethods<Context>,
        _ pipeline: PagePipeline<Context>
    ) {
        router.get("forgot", use: pipeline.page(showForgot))
        router.post("forgot", use: pipeline.form(from: links.forgot, submitForgot))
        router.get("reset", use: pipeline.page(showReset))
        router.post("reset", use: pipeline.form(from: links.forgot, submitReset))
        router.get("verify", use: pipeline.page(showVerify))
        router.post("verify", use: pipeline.form(from: links.login, submitVerify))
        router.get("email-change", use: pipeline.page(showEmailChange))
        router.post("email-change", use: pipeline.form(from: links.account, submitEmailChange))
        router.get("login/link", use: pipeline.page(showLoginLink))
        router.post("login/link", use: pipeline.form(from: links.loginLink, submitLoginLink))
        router.get("invitation", use: pipeline.page(showInvitation))
        router.post("invitation", use: pipeline.form(from: links.login, submitInvitation))
        router.get("unlock", use: pipeline.page(showUnlock))
        router.post("unlock", use: pipeline.form(from: links.unlock, submitUnlock))
        for path: RouterPath in [
            "forgot", "reset", "verify", "email-change", "login/link", "invitation", "unlock",
        ] {
            router.refuseOtherMethods(path, than: [.get, .post])
        }
    }

    /// Says that a mail is on its way, to known and unknown addresses alike.
    func mailOnItsWay(_ message: String) -> NoticeView {
        NoticeView(
            title: "Look into your mail",
            message: message,
            link: links.login,
            linkText: "Back to sign in"
        )
    }

    /// Says that a link is of no use, and where to get another.
    func uselessLink(_ error: OneTimeTokenError, link: String, for visit: PageVisit) throws -> PageAnswer {
        if case .storageFailed = error { throw error }
        let view = NoticeView(
            title: error == .expired ? "This link has expired" : "This link is not valid",
            message: error == .wrongBinding
                ? "Open it in the same browser where you asked for it, or ask for a new one here."
                : "Links are good once and for a short time. Ask for a new one.",
            link: link,
            linkText: "Ask for a new link"
        )
        return try answer(view, status: .badRequest, for: visit)
    }

    /// Asks for a mail by a form, and shows the form again when it was not filled in as it should.
    func askForMail(
        _ form: FormFields,
        on view: AskView,
        for visit: PageVisit,
        _ ask: (String) async throws -> Void
    ) async throws -> PageAnswer? {
        let login = (form["login"] ?? "").trimmedName
        guard !login.isEmpty else {
            let refused = view.refused(login, error: "Enter your e-mail address or user name.")
            return try answer(refused, status: .badRequest, for: visit)
        }
        do {
            try await ask(login)
            return nil
        } catch AccountError.invalidFields {
            let refused = view.refused(login, error: "This is neither an e-mail address nor a user name.")
            return try answer(refused, status: .badRequest, for: visit)
        }
    }
}

extension PageVisit {
    /// Who asks for a mail on a page.
    var mailRequested: MailRequest { MailRequest(client: client, language: language) }
}
