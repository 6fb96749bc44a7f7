import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let auditCases = [
        Case("every field of an audit event is kept, with the time of its transaction") { fixture in
            let bare = AuditEvent(.loginFailed)
            let full = AuditEvent(
                .sessionEnded,
                account: UUIDv7(at: fixture.now),
                session: UUIDv7(at: fixture.now),
                digest: Fixture.octets(1),
                reason: "refresh_reused",
                detail: "192.0.2.1\r\n\u{1B}[31m\"}"
            )
            let times = [fixture.now, fixture.now + 60.5]
            try await append(fixture, bare)
            fixture.clock.advance(by: 60.5)
            try await append(fixture, full)
            let recorded = try await events(fixture)
            try expect(recorded.map(\.event), is: [bare, full], "the events")
            try expect(recorded.map(\.recordedAt), is: times, "the times")
        },
        Case("every kind of audit event is kept as itself") { fixture in
            for kind in AuditEvent.Kind.allCases { try await append(fixture, AuditEvent(kind)) }
            let kinds = try await events(fixture).map(\.event.kind)
            try expect(kinds, is: AuditEvent.Kind.allCases, "the kinds")
        },
        Case("audit events are read in order from a sequence number on, at most as many as asked for") {
            fixture in
            for number in 0..<5 { try await append(fixture, AuditEvent(.loginFailed, reason: "\(number)")) }
            let all = try await events(fixture)
            let sequences = all.map(\.sequence)
            try expect(
                Array(Set(sequences)).sorted(),
                is: sequences,
                "the sequence numbers, strictly growing"
            )
            try expect(all.compactMap(\.event.reason), is: ["0", "1", "2", "3", "4"], "the order")
            let middle = try await events(fixture, after: sequences[1], limit: 2)
            try expect(middle, is: Array(all[2...3]), "two events after the second")
            try expect(try await events(fixture, after: sequences[4]), is: [], "the events after the last")
        },
    ]

    private static func append(_ fixture: Fixture, _ event: AuditEvent) async throws {
        try await fixture.storage.transaction { try $0.audit.append(event) }
    }

    private static func events(
        _ fixture: Fixture,
        after sequence: Int64 = 0,
        limit: Int = 100
    ) async throws -> [RecordedAuditEvent] {
        try await fixture.storage.read { try $0.audit.events(after: sequence, limit: limit) }
    }
}
