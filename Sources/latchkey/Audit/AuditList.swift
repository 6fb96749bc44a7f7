import ArgumentParser
import FoundationEssentials
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

/// `latchkey audit list`.
struct AuditList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what happened, youngest first.",
        discussion: """
            With --json there is one object a line.

            Example:
            latchkey audit list --account ada@example.org --kind login_failed --since 2026-11-01T00:00:00Z
            """
    )

    private static let pageSize = 500

    @Option(
        help: ArgumentHelp(
            "Only what concerns this account: e-mail address, user name or identifier, also a deleted one's.",
            valueName: "login"
        )
    )
    var account: String?

    @Option(help: ArgumentHelp("Only events of this kind, for example login_failed.", valueName: "kind"))
    var kind: String?

    @Option(help: ArgumentHelp("Only events recorded then or later, in RFC 3339.", valueName: "time"))
    var since: String?

    @Option(help: ArgumentHelp("At most so many events.", valueName: "count"))
    var limit: Int?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let kind, AuditEvent.Kind(rawValue: kind) == nil {
            let kinds = AuditEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("There are no events of the kind '\(kind)'; there are \(kinds).")
        }
        if let since, Timestamp.date(since) == nil {
            throw ValidationError("--since takes a time as 2026-11-21T11:46:00Z.")
        }
        if let limit, limit < 1 { throw ValidationError("--limit takes a number above 0.") }
    }

    func run() async throws {
        let folder = try await data.open()
        let filter = try await filter(folder)
        var left = limit ?? .max
        var cursor: Int64?
        var isFirst = true
        repeat {
            let size = min(left, Self.pageSize)
            let page = try await folder.storage.read { [cursor] tx in
                try tx.audit.events(matching: filter, before: cursor, limit: size)
            }
            try print(page, isFirst: isFirst)
            isFirst = false
            left -= page.count
            cursor = page.count < size || left == 0 ? nil : page.last?.sequence
        } while cursor != nil
    }

    private func filter(_ folder: Installation) async throws -> AuditFilter {
        var filter = AuditFilter()
        if let account {
            // The events of a deleted account are found by its identifier alone.
            if let id = UUIDv7(account) {
                filter.account = id
            } else {
                filter.account = try await folder.account(account).id
            }
        }
        filter.kind = kind.flatMap(AuditEvent.Kind.init(rawValue:))
        filter.since = since.flatMap(Timestamp.date)
        return filter
    }

    private func print(_ page: [RecordedAuditEvent], isFirst: Bool) throws {
        guard !output.json else { return try Output.print(lines: page.map(\.json)) }
        guard !page.isEmpty else { return try isFirst ? Output.print("No events.") : () }
        let rows = page.map { recorded in
            let event = recorded.event
            let what = [
                event.kind.rawValue, event.reason, event.accountID.map { "account \($0)" },
                event.actor.map { "by \($0.text)" }, event.detail,
            ]
            return [Timestamp.text(recorded.recordedAt), what.compactMap(\.self).joined(separator: " ")]
        }
        let table = Table(["TIME", "EVENT"], flexible: 1, rows: rows)
        try Output.write(isFirst ? table.rendered() : table.renderedBody())
    }
}

extension RecordedAuditEvent {
    /// The event for programs: what the HTTP API tells of it.
    fileprivate var json: JSONObject {
        .unique([
            ("sequence", .integer(sequence)),
            ("recorded_at", .string(Timestamp.text(recordedAt))),
            ("kind", .string(event.kind.rawValue)),
            ("account_id", event.accountID.map { .string($0.description) } ?? .null),
            ("session_id", event.sessionID.map { .string($0.description) } ?? .null),
            ("actor", event.actor.map { .string($0.text) } ?? .null),
            ("reason", event.reason.map(JSONValue.string) ?? .null),
            ("detail", event.detail.map(JSONValue.string) ?? .null),
        ])
    }
}
