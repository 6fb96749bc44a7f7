import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// Where somebody is signed in, and an end to it.
extension Pages {
    @Sendable func showDevices(_ visit: PageVisit) async throws -> PageAnswer {
        let (account, session) = try await signedIn(visit, at: links.devices)
        let page = try await services.sessions.page(of: account.id, limit: DevicesView.sessionLimit)
        let view = DevicesView(
            page.sessions,
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
        return leave(.signedOut)
    }

    /// Ends one session of the account, on whatever device; this device's own is a sign-out.
    @Sendable func endSession(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, session) = try await signedIn(visit, at: links.devices)
        guard let id = visit.parameters.get("id").flatMap({ UUIDv7($0) }),
            try await end(id, of: account, as: id == session.id ? .signedOut : .revoked)
        else {
            return .redirect(to: Outcome.alreadyEnded.appended(to: links.devices))
        }
        guard id != session.id else { return leave(.signedOut) }
        return .redirect(to: Outcome.sessionEnded.appended(to: links.devices))
    }

    /// Ends every session of the account but this one.
    @Sendable func endOtherSessions(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, session) = try await signedIn(visit, at: links.devices)
        try await services.ending.endAll(of: account.id, except: session.id, as: .revoked)
        return .redirect(to: Outcome.othersEnded.appended(to: links.devices))
    }

    /// Ends every session of the account, and with them every access token at once.
    @Sendable func endAllSessions(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, _) = try await signedIn(visit, at: links.devices)
        try await services.ending.endAll(of: account.id, as: .signedOut)
        return leave(.allEnded)
    }

    /// Takes the session from the browser, and leads to the sign-in.
    func leave(_ outcome: Outcome) -> PageAnswer {
        var answer = PageAnswer.redirect(to: outcome.appended(to: links.login))
        answer.setCookies.append(cookies.endedSession)
        // Not "cookies": that would also clear those of every sibling host.
        if let name = HTTPField.Name("Clear-Site-Data") { answer.headers[name] = #""cache", "storage""# }
        return answer
    }
}
