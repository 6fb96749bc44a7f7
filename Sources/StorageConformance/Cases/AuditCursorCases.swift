import LatchkeyAccounts

extension StorageConformance {
    static let auditCursorCases = [
        Case("the last sequence number of the audit log is that of its youngest event, 0 without one") {
            fixture in
            let before = try await fixture.storage.read { try $0.audit.lastSequence() }
            try expect(before, is: 0, "the last number of an empty log")
            for _ in 0..<3 {
                try await fixture.storage.transaction { try $0.audit.append(AuditEvent(.loginFailed)) }
            }
            let (last, events) = try await fixture.storage.read { tx in
                (try tx.audit.lastSequence(), try tx.audit.events(after: 0, limit: 9))
            }
            try expect(last, is: events.last?.sequence, "the last number")
        },
        Case("a subscriber begins once, and its cursor moves only from where it is") { fixture in
            try expect(try await cursor(fixture, "a"), is: nil, "the cursor of a new subscriber")
            try await fixture.storage.transaction { tx in
                try tx.auditCursors.begin("a", at: 7)
                try tx.auditCursors.begin("a", at: 99)
                try tx.auditCursors.begin("b", at: 3)
            }
            try expect(try await cursor(fixture, "a"), is: 7, "the first place")
            let moves = try await fixture.storage.transaction { tx in
                [
                    try tx.auditCursors.advance("a", from: 6, to: 8),
                    try tx.auditCursors.advance("a", from: 7, to: 9),
                    try tx.auditCursors.advance("a", from: 7, to: 10),
                    try tx.auditCursors.advance("c", from: 0, to: 1),
                ]
            }
            try expect(moves, is: [false, true, false, false], "which moves were made")
            try expect(try await cursor(fixture, "a"), is: 9, "the place after the moves")
            try expect(try await cursor(fixture, "b"), is: 3, "the place of another")
            try expect(try await cursor(fixture, "c"), is: nil, "the place of nobody")
        },
    ]

    private static func cursor(_ fixture: Fixture, _ name: String) async throws -> Int64? {
        try await fixture.storage.read { try $0.auditCursors.cursor(of: name) }
    }
}
