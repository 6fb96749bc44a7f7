import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    /// Who is signed in, and where.
    @Sendable func showAccount(_ visit: PageVisit) async throws -> PageAnswer {
        guard let (account, session) = try await person(of: visit) else { return signInFirst }
        let page = try await services.sessions.page(of: account.id, limit: AccountView.sessionLimit)
        let view = AccountView(
            account,
            sessions: page.sessions,
            hasMore: page.next != nil,
            current: session,
            notice: Outcome(visit.query)?.text,
            now: now()
        )
        return try answer(view, for: visit)
    }

    /// Ends the session and clears what the browser holds.
    @Sendable func submitLogout(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        if let (account, session) = try await person(of: visit) {
            try await end(session.id, of: account, as: .signedOut)
        }
        return signedOut
    }

    /// Ends one session of the account, on whatever device; this device's own is a sign-out.
    @Sendable func endSession(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        guard let (account, session) = try await person(of: visit) else { return signInFirst }
        guard let id = visit.parameters.get("id").flatMap({ UUIDv7($0) }),
            try await end(id, of: account, as: id == session.id ? .signedOut : .revoked)
        else {
            return .redirect(to: Outcome.alreadyEnded.appended(to: links.account))
        }
        return id == session.id ? signedOut : .redirect(to: Outcome.sessionEnded.appended(to: links.account))
    }

    /// Ends every session of the account but this one.
    @Sendable func endOtherSessions(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        guard let (account, session) = try await person(of: visit) else { return signInFirst }
        try await services.ending.endAll(of: account.id, except: session.id, as: .revoked)
        return .redirect(to: Outcome.othersEnded.appended(to: links.account))
    }

    private var signInFirst: PageAnswer {
        let back = LocalPath(links.account).map { "?redirect=" + $0.queryValue } ?? ""
        return .redirect(to: links.login + back)
    }

    private var signedOut: PageAnswer {
        var answer = PageAnswer.redirect(to: Outcome.signedOut.appended(to: links.login))
        answer.setCookies.append(cookies.endedSession)
        // Not "cookies": that would also clear those of every sibling host.
        if let name = HTTPField.Name("Clear-Site-Data") { answer.headers[name] = #""cache", "storage""# }
        return answer
    }
}
