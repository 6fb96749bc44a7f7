import FoundationEssentials
import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// `GET /api/audit?limit=&cursor=&kind=&account=`: what happened, youngest first, for administrators.
struct AuditEndpoint: Sendable {
    let storage: any AccountStorage

    func addRoutes<Context: TokenRequestContext>(to router: some RouterMethods<Context>) {
        router.get("api/audit") { request, context in try await list(request, context) }
        router.refuseOtherMethods("api/audit", than: [.get])
    }

    private func list(_ request: Request, _ context: some TokenRequestContext) async throws -> Response {
        _ = try Administrator(context, fresh: false)
        let asked = try ListQuery(request, cursor: { Int64($0).flatMap { $0 > 0 ? $0 : nil } })
        var filter = AuditFilter()
        filter.kind = try asked.field("kind") { AuditEvent.Kind(rawValue: $0) }
        filter.account = try asked.field("account") { UUIDv7($0) }
        let events = try await storage.read { [filter] tx in
            // One more than asked for tells whether there is a next page.
            try tx.audit.events(matching: filter, before: asked.cursor, limit: asked.limit + 1)
        }
        let page = events.prefix(asked.limit)
        let next = events.count > page.count ? page.last.map { "\($0.sequence)" } : nil
        let items = try page.map { JSONValue.object(try JSONObject(members: $0.json)) }
        return try .json([("items", .array(items)), ("next_cursor", .text(next))])
    }
}

extension RecordedAuditEvent {
    /// The event as an administrator sees it.
    fileprivate var json: [(name: String, value: JSONValue)] {
        [
            ("sequence", .integer(sequence)),
            ("recorded_at", .time(recordedAt)),
            ("kind", .string(event.kind.rawValue)),
            ("account_id", .text(event.accountID?.description)),
            ("session_id", .text(event.sessionID?.description)),
            ("actor", .text(event.actor?.text)),
            ("reason", .text(event.reason)),
            ("detail", .text(event.detail)),
        ]
    }
}
