import LatchkeyAccounts

extension Pages {
    /// Who is signed in, and what there is to see and to change.
    @Sendable func showAccount(_ visit: PageVisit) async throws -> PageAnswer {
        let (account, _) = try await signedIn(visit, at: links.account)
        let (factors, _) = try await services.ownAccount.factors.list(of: account.id)
        let sessions = try await services.sessions.page(of: account.id, limit: DevicesView.sessionLimit)
        let view = AccountView(
            account,
            factorCount: factors.count,
            sessionCount: sessions.sessions.count,
            hasMoreSessions: sessions.next != nil,
            notice: Outcome(visit.query)?.text,
            now: now()
        )
        return try answer(view, for: visit)
    }
}
