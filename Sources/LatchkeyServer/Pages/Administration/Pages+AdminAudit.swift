import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    /// What happened, youngest first: all, or one kind, or one account's.
    @Sendable func showAudit(_ admin: AdminVisit) async throws -> PageAnswer {
        let query = admin.visit.query
        let (kind, typed) = (query.text("kind"), query.text("account"))
        var filter = AuditFilter()
        filter.kind = AuditEvent.Kind(rawValue: kind)
        let account = try await auditedAccount(typed)
        filter.account = account
        let cursor = query["before"].flatMap { Int64($0) }
        // A name that nobody has belongs to no event; showing all would mislead.
        let finds = typed.isEmpty || account != nil
        let found = try await services.storage.read { [filter] tx in
            finds ? try tx.audit.events(matching: filter, before: cursor, limit: Self.listSize + 1) : []
        }
        let page = Array(found.prefix(Self.listSize))
        let next = found.count > page.count ? page.last.map { "\($0.sequence)" } : nil
        let view = AuditView(
            page,
            names: try await names(of: page),
            kind: filter.kind,
            account: typed,
            pager: PagerView(
                links.adminAudit,
                kept: [("kind", filter.kind?.rawValue ?? ""), ("account", typed)].filter { !$0.1.isEmpty },
                cursor: ("before", next),
                isFirst: cursor == nil
            ),
            top: top(.audit, admin),
            links: links
        )
        return try answer(view, for: admin.visit)
    }

    /// The events of a deleted account are found by its identifier alone.
    private func auditedAccount(_ text: String) async throws -> UUIDv7? {
        guard !text.isEmpty else { return nil }
        if let id = UUIDv7(text) { return id }
        do {
            return try await services.accounts.account(named: text).id
        } catch AccountError.accountNotFound {
            return nil
        }
    }

    /// What to call the accounts of a page.
    private func names(of events: [RecordedAuditEvent]) async throws -> [UUIDv7: String] {
        let actors = events.compactMap { recorded -> UUIDv7? in
            guard case .account(let id) = recorded.event.actor else { return nil }
            return id
        }
        let ids = Set(events.compactMap(\.event.accountID) + actors)
        return try await services.storage.read { tx in
            var names: [UUIDv7: String] = [:]
            for id in ids { names[id] = try tx.accounts.account(id)?.login }
            return names
        }
    }
}
