import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let loginFailureCases = [
        Case("failures are kept by digest, with and without an account, and replaced when saved again") {
            fixture in
            let account = try await fixture.insertAccount()
            var known = failures(fixture, 1, account: account.id)
            let unknown = failures(fixture, 2)
            try await save(fixture, [known, unknown])
            try expect(try await found(fixture, 1...3), is: [known, unknown, nil], "the records")
            known.accountID = nil
            known.count = 101
            known.blockedUntil = fixture.now + 900
            known.updatedAt = fixture.now + 1
            try await save(fixture, [known])
            try expect(try await found(fixture, 1...3), is: [known, unknown, nil], "the records saved again")
        },
        Case("a cleared digest is gone, and clearing it again does nothing") { fixture in
            let kept = failures(fixture, 2)
            try await save(fixture, [failures(fixture, 1), kept])
            for _ in 0..<2 {
                try await fixture.storage.transaction { try $0.loginFailures.clear(Fixture.octets(1)) }
                try expect(try await found(fixture, 1...2), is: [nil, kept], "the records")
            }
        },
        Case("clearing an account removes all of its records and no other") { fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            let kept = [failures(fixture, 3, account: other.id), failures(fixture, 4)]
            try await save(fixture, (1...2).map { failures(fixture, $0, account: account.id) } + kept)
            try await fixture.storage.transaction { try $0.loginFailures.clear(account: account.id) }
            try expect(try await found(fixture, 1...4), is: [nil, nil] + kept, "the records")
        },
        Case("failures of an account that has just been deleted can be saved") { fixture in
            let record = failures(fixture, 1, account: UUIDv7(at: fixture.now))
            try await save(fixture, [record])
            try expect(try await found(fixture, 1...1), is: [record], "the record")
        },
        Case("stale records are removed, known names and unknown ones alike") { fixture in
            let account = try await fixture.insertAccount()
            let date = fixture.now
            let records = [
                failures(fixture, 1, account: account.id, age: 1), failures(fixture, 2, age: 1),
                failures(fixture, 3, account: account.id, age: -1), failures(fixture, 4, age: -1),
            ]
            try await save(fixture, records)
            try await fixture.storage.transaction {
                try $0.loginFailures.removeStale(before: date, keepingUnknown: 9)
            }
            try expect(
                try await found(fixture, 1...4),
                is: [nil, nil, records[2], records[3]],
                "the records"
            )
        },
        Case("the oldest records of unknown names beyond the limit are removed, known names are not") {
            fixture in
            let account = try await fixture.insertAccount()
            var records = [UInt8(1), 2, 3, 4].map { failures(fixture, $0, age: TimeInterval(5 - $0)) }
            records.append(failures(fixture, 5, account: account.id, age: 60))
            try await save(fixture, [records[2], records[0], records[4], records[3], records[1]])
            let date = fixture.now - 3600
            try await fixture.storage.transaction {
                try $0.loginFailures.removeStale(before: date, keepingUnknown: 2)
            }
            let expected = [nil, nil, records[2], records[3], records[4]]
            try expect(try await found(fixture, 1...5), is: expected, "the records")
        },
    ]

    private static func failures(
        _ fixture: Fixture,
        _ seed: UInt8,
        account: UUIDv7? = nil,
        age: TimeInterval = 0
    ) -> LoginFailures {
        LoginFailures(
            digest: Fixture.octets(seed),
            accountID: account,
            count: Int(seed),
            blockedUntil: fixture.now + TimeInterval(seed),
            updatedAt: fixture.now - age
        )
    }

    private static func save(_ fixture: Fixture, _ records: [LoginFailures]) async throws {
        try await fixture.storage.transaction { tx in
            for record in records { try tx.loginFailures.save(record) }
        }
    }

    private static func found(
        _ fixture: Fixture,
        _ seeds: ClosedRange<UInt8>
    ) async throws -> [LoginFailures?] {
        try await fixture.storage.read { tx in
            try seeds.map { try tx.loginFailures.failures(for: Fixture.octets($0)) }
        }
    }
}
