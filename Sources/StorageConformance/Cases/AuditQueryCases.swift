import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let auditQueryCases = [
        Case("audit events are found by account, kind and time together, youngest first and in pages") {
            fixture in
            let accounts = (0..<2).map { _ in UUIDv7(at: fixture.now) }
            let start = fixture.now
            for account in accounts {
                for kind in [AuditEvent.Kind.loginFailed, .loginSucceeded, .loginFailed] {
                    fixture.clock.advance(by: 10)
                    try await fixture.storage.transaction {
                        try $0.audit.append(AuditEvent(kind, account: account))
                    }
                }
            }
            try expect(try await numbers(fixture), is: [6, 5, 4, 3, 2, 1], "all of them")
            try expect(try await numbers(fixture, limit: 2), is: [6, 5], "the first page")
            try expect(try await numbers(fixture, before: 5, limit: 2), is: [4, 3], "the next page")
            try expect(
                try await numbers(fixture, AuditFilter(account: accounts[0])),
                is: [3, 2, 1],
                "those of an account"
            )
            try expect(
                try await numbers(fixture, AuditFilter(kind: .loginFailed)),
                is: [6, 4, 3, 1],
                "those of a kind"
            )
            try expect(
                try await numbers(fixture, AuditFilter(since: start + 40)),
                is: [6, 5, 4],
                "those since a moment"
            )
            let all = AuditFilter(account: accounts[1], kind: .loginFailed, since: start + 50)
            try expect(try await numbers(fixture, all), is: [6], "those that pass everything")
            try expect(try await numbers(fixture, all, before: 6), is: [], "those below them")
        },
        Case("an audit event keeps who did it: its own actor, or the one of the task") { fixture in
            let id = UUIDv7(at: fixture.now)
            var explicit = AuditEvent(.accountLocked)
            explicit.actor = .client("app")
            let event = explicit
            try await AuditActor.$current.withValue(.account(id)) {
                try await fixture.storage.transaction { tx in
                    try tx.audit.append(AuditEvent(.accountLocked))
                    try tx.audit.append(event)
                }
            }
            try await fixture.storage.transaction { try $0.audit.append(AuditEvent(.accountLocked)) }
            let actors = try await fixture.storage.read { tx in
                try tx.audit.events(after: 0, limit: 9).map(\.event.actor)
            }
            try expect(actors, is: [.account(id), .client("app"), nil], "the actors")
        },
        Case("rows of the audit log are sealed once, in order, and the head moves only from its own length") {
            fixture in
            for detail in ["a", nil, "c"] {
                try await fixture.storage.transaction {
                    try $0.audit.append(AuditEvent(.loginFailed, reason: "r", detail: detail))
                }
            }
            let (node, rows) = try await fixture.storage.read { tx in
                (tx.auditChain.node, try tx.auditChain.unsealed(of: tx.auditChain.node, limit: 2))
            }
            try expect(rows.map(\.detail), is: ["a", nil], "the first rows that are not sealed")
            var row = rows[0]
            (row.index, row.seal, row.salt, row.detailSeal) =
                (1, Fixture.octets(1), [9], Fixture.octets(2))
            let first = row
            row.index = 7
            let again = row
            let head = AuditChainHead(
                node: node,
                length: 1,
                seal: Fixture.octets(1),
                sealedAt: fixture.now,
                mac: [5]
            )
            let saved = try await fixture.storage.transaction { tx in
                try tx.auditChain.seal(first)
                try tx.auditChain.seal(again)
                return [
                    try tx.auditChain.save(head, replacing: 4), try tx.auditChain.save(head, replacing: nil),
                    try tx.auditChain.save(head, replacing: nil), try tx.auditChain.save(head, replacing: 2),
                    try tx.auditChain.save(head, replacing: 1),
                ]
            }
            try expect(saved, is: [false, true, false, false, true], "which heads were written")
            let (sealed, left, heads, nodes) = try await fixture.storage.read { tx in
                let chain = tx.auditChain
                return (
                    try chain.sealed(of: node, after: 0, limit: 9), try chain.unsealed(of: node, limit: 9),
                    try chain.heads(), try chain.nodes()
                )
            }
            try expect(sealed, is: [first], "the sealed row")
            try expect(left.map(\.sequence), is: [2, 3], "the rows that are left")
            try expect(heads, is: [head], "the heads")
            try expect(nodes, is: [node], "the nodes")
        },
    ]

    private static func numbers(
        _ fixture: Fixture,
        _ filter: AuditFilter = AuditFilter(),
        before sequence: Int64? = nil,
        limit: Int = 100
    ) async throws -> [Int64] {
        try await fixture.storage.read { tx in
            try tx.audit.events(matching: filter, before: sequence, limit: limit).map(\.sequence)
        }
    }
}
