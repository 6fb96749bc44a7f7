import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

/// The page in front of everything that asks for a fresh sign-in.
///
/// `GET /account/confirm?return=/path` asks for the password, and for a code where there is a second factor; `POST`
/// makes the session fresh, gives the browser a new session cookie, and goes to that path with 303.
extension Pages {
    @Sendable func showConfirm(_ visit: PageVisit) async throws -> PageAnswer {
        let path = destination(visit.query["return"])
        let (account, session) = try await signedIn(visit, at: path?.text ?? links.account)
        let needs = try await services.ownAccount.reauthentication.needs(of: account.id, in: session.id)
        return try answer(ConfirmView(account, needs, links, goingTo: path), for: visit)
    }

    @Sendable func submitConfirm(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let path = destination(form["return"])
        let (account, session) = try await signedIn(visit, at: path?.text ?? links.account)
        let needs = try await services.ownAccount.reauthentication.needs(of: account.id, in: session.id)
        do {
            let renewed = try await services.ownAccount.reauthentication.prove(
                session.id,
                of: account.id,
                password: form["password"],
                code: form["code"],
                from: visit.client,
                forPages: true
            )
            var answer = PageAnswer.redirect(to: path?.text ?? links.account)
            if let token = renewed.browserToken {
                answer.setCookies.append(cookies.session(token, of: renewed.session))
            }
            return answer
        } catch AccountError.sessionNotFound {
            throw signInFirst(at: path?.text ?? links.account)
        } catch let error as AccountError {
            var view = ConfirmView(account, needs, links, goingTo: path)
            return try refusedConfirm(error, &view, for: visit)
        }
    }

    private func refusedConfirm(
        _ error: AccountError,
        _ view: inout ConfirmView,
        for visit: PageVisit
    ) throws -> PageAnswer {
        switch error {
        case .invalidFields(let faults):
            view.refuse(faults)
            return try answer(view, status: .badRequest, for: visit)
        case .invalidCredentials:
            view.refuse()
            var answer = try answer(view, status: .unauthorized, for: visit)
            answer.headers[.wwwAuthenticate] = BearerChallenge.tokenMissing.description
            return answer
        case .tooManyAttempts(let seconds):
            view.refuse(WaitText.tooManyAttempts(seconds))
            return try answer(view, status: .tooManyRequests, for: visit).retrying(after: seconds)
        case .busy(let seconds):
            view.refuse(WaitText.busy(seconds))
            return try answer(view, status: .serviceUnavailable, for: visit).retrying(after: seconds)
        default: throw error
        }
    }
}
