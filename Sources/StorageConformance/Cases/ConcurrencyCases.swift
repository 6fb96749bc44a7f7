import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens
import Synchronization

extension StorageConformance {
    /// How many callers come at once.
    static let crowd = 50

    static let concurrencyCases = [
        Case("of parallel rotations with one counter exactly one wins") { fixture in
            let session = try await fixture.insertSession()
            let rotation = fixture.rotation(of: session)
            let rotated = try await inParallel { _ in try await fixture.rotate(rotation) }
            try expect(rotated.compactMap { $0?.counter }, is: [1], "the counters of those who won")
            try expect(try await fixture.session(session.id)?.counter, is: 1, "the stored counter")
        },
        Case("parallel rotations of different sessions all win") { fixture in
            let account = try await fixture.insertAccount()
            let sessions = (0..<crowd).map { _ in fixture.newSession(of: account) }
            for session in sessions { try await fixture.insert(session) }
            let rotated = try await inParallel { number in
                try await fixture.rotate(fixture.rotation(of: sessions[number]))
            }
            try expect(rotated.map { $0?.id }, is: sessions.map(\.id), "the sessions that were rotated")
        },
        Case("of parallel accounts with one e-mail address exactly one is taken") { fixture in
            let taken = try await inParallel { _ in
                try await succeeds(unless: AccountError.emailTaken) {
                    try await fixture.insertAccount(email: "ada@example.org")
                }
            }
            try expect(taken.count { $0 }, is: 1, "the number of accounts taken")
            let page = try await fixture.storage.read { tx in
                try tx.accounts.accounts(after: nil, limit: crowd, matching: nil)
            }
            try expect(page.count, is: 1, "the number of accounts kept")
        },
        Case("of parallel accounts with one user name exactly one is taken") { fixture in
            let taken = try await inParallel { _ in
                try await succeeds(unless: AccountError.usernameTaken) {
                    try await fixture.insertAccount(username: "ada")
                }
            }
            try expect(taken.count { $0 }, is: 1, "the number of accounts taken")
        },
        Case("of parallel first ring keys exactly one is added") { fixture in
            let now = fixture.now
            let added = try await inParallel { number in
                let key = ringKey("key \(number)", now)
                return try await fixture.storage.addRingKey(key, expiringOthersAt: nil, when: .empty)
            }
            try expect(added.count { $0 }, is: 1, "the number of keys added")
            try expect(try await fixture.storage.ringKeys().count, is: 1, "the number of keys kept")
        },
        Case("of parallel rotations of one ring key exactly one is carried out") { fixture in
            let now = fixture.now
            _ = try await fixture.storage.addRingKey(
                ringKey("old", now),
                expiringOthersAt: nil,
                when: .always
            )
            let added = try await inParallel { number in
                try await fixture.storage.addRingKey(
                    ringKey("key \(number)", now),
                    expiringOthersAt: now + 900,
                    when: .unreplaced(keyID: "old")
                )
            }
            try expect(added.count { $0 }, is: 1, "the number of keys added")
            let kept = try await fixture.storage.ringKeys()
            try expect(kept.count, is: 2, "the number of keys kept")
            try expect(kept.count { $0.expiresAt == nil }, is: 1, "the number of keys without an end")
        },
        Case("parallel takers of places in status lists all get different ones") { fixture in
            let places = try await inParallel { _ in
                try await fixture.storage.transaction { try $0.statuses.take() }
            }
            try expect(places.sorted(), is: Array(0..<Int64(crowd)), "the places")
        },
        Case("of parallel master keys exactly one is bound") { fixture in
            let bound = try await inParallel { number in
                try await succeeds(unless: MasterKeyMismatch()) {
                    try await fixture.storage.bind(masterKeyCheck: Fixture.octets(UInt8(number)))
                }
            }
            try expect(bound.count { $0 }, is: 1, "the number of master keys bound")
        },
        Case("parallel failures under one name are all counted") { fixture in
            let digest = Fixture.octets(1)
            let counts = try await inParallel { _ in
                try await fixture.storage.transaction { tx in
                    try tx.loginFailures.hold(digest)
                    let count = (try tx.loginFailures.failures(for: digest)?.count ?? 0) + 1
                    try tx.loginFailures.save(
                        LoginFailures(
                            digest: digest,
                            accountID: nil,
                            count: count,
                            blockedUntil: tx.now,
                            updatedAt: tx.now
                        )
                    )
                    return count
                }
            }
            try expect(counts.sorted(), is: Array(1...crowd), "the counts that the callers saw")
        },
        Case("somebody who follows parallel revocations misses none") { fixture in
            let targets = (0..<crowd).map { _ in UUIDv7(at: fixture.now) }
            let isDone = Mark()
            async let made = inParallel(thenMarking: isDone) { number in
                try await fixture.storage.transaction { tx in
                    try tx.revocations.append(.token(targets[number]), expiresAt: tx.now + 900)
                }
            }
            let followed = try await follow(fixture, until: isDone)
            let expected = try await made.sorted { $0.sequence < $1.sequence }
            try expect(followed, is: expected, "the revocations followed")
        },
        Case("of parallel transactions those that throw are undone and the others kept") { fixture in
            let accounts = (0..<crowd).map { fixture.newAccount(username: "user\($0)") }
            let kept = try await inParallel { number in
                try await succeeds(unless: Undo()) {
                    try await fixture.storage.transaction { tx in
                        try tx.accounts.insert(accounts[number])
                        if number % 3 == 0 { throw Undo() }
                    }
                }
            }
            for (number, account) in accounts.enumerated() {
                try expect(kept[number], is: number % 3 != 0, "whether transaction \(number) succeeded")
                let found = try await fixture.account(account.id)
                try expect(found, is: kept[number] ? account : nil, "account \(number)")
            }
        },
    ]

    /// Reads revocations in small portions until one is empty that was begun after the mark was set.
    private static func follow(_ fixture: Fixture, until isDone: Mark) async throws -> [Revocation] {
        var followed: [Revocation] = []
        while true {
            let wasDone = isDone.isSet
            let new = try await fixture.storage.revocations(after: followed.last?.sequence ?? 0, limit: 7)
            followed += new
            if wasDone, new.isEmpty { return followed }
        }
    }

    /// Runs `body` for every member of the crowd at once; the results in the order of the members.
    static func inParallel<Result: Sendable>(
        thenMarking mark: Mark? = nil,
        _ body: @escaping @Sendable (Int) async throws -> Result
    ) async throws -> [Result] {
        defer { mark?.set() }
        return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            for number in 0..<crowd { group.addTask { (number, try await body(number)) } }
            var results: [(Int, Result)] = []
            for try await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Whether `body` returned; `false` when it threw exactly `expected`, and any other error goes on.
    static func succeeds<Failure: Error & Equatable, Result>(
        unless expected: Failure,
        _ body: () async throws -> Result
    ) async throws -> Bool {
        do {
            _ = try await body()
            return true
        } catch let error as Failure where error == expected {
            return false
        }
    }
}

/// Something that happens once.
final class Mark: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }

    func set() { state.withLock { $0 = true } }
}
