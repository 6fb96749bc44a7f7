import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let factorCases = [
        Case("every field of a factor is kept, oldest first, and deleted with its account") { fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            var full = newFactor(fixture, of: account)
            (full.confirmedAt, full.lastUsedAt) = (fixture.now + 1, fixture.now + 2)
            full.lastStep = 60_000_000
            fixture.clock.advance(by: 5)
            let bare = newFactor(fixture, of: account)
            let foreign = newFactor(fixture, of: other)
            let all = [bare, full, foreign]
            try await fixture.storage.transaction { tx in for factor in all { try tx.factors.insert(factor) }
            }
            try expect(try await factors(fixture, of: account), is: [full, bare], "the factors")
            try await fixture.storage.transaction { try $0.accounts.delete(account.id) }
            try expect(try await factors(fixture, of: account), is: [], "the factors of nobody")
            try expect(try await factors(fixture, of: other), is: [foreign], "the other's factors")
            try await expect(throws: AccountError.accountNotFound, "a factor of a stranger") {
                try await fixture.storage.transaction { try $0.factors.insert(bare) }
            }
        },
        Case("a factor is confirmed once, and then takes each step once, forwards only") { fixture in
            let account = try await fixture.insertAccount()
            let factor = newFactor(fixture, of: account)
            try await fixture.storage.transaction { try $0.factors.insert(factor) }
            let id = factor.id
            let found = try await fixture.storage.transaction { tx in
                [
                    try tx.factors.use(id, step: 1), try tx.factors.confirm(id, step: 7),
                    try tx.factors.confirm(id, step: 8), try tx.factors.use(id, step: 7),
                    try tx.factors.use(id, step: 6), try tx.factors.use(id, step: 8),
                    try tx.factors.use(id, step: 8),
                ]
            }
            try expect(found, is: [false, true, false, false, false, true, false], "what was accepted")
            let kept = try await factors(fixture, of: account)
            try expect(kept.map(\.lastStep), is: [8], "the last step")
            try expect(kept.map(\.confirmedAt), is: [fixture.now], "when it was confirmed")
        },
        Case("of many who use one step at once exactly one does") { fixture in
            let account = try await fixture.insertAccount()
            var factor = newFactor(fixture, of: account)
            factor.confirmedAt = fixture.now
            let (id, storage, inserted) = (factor.id, fixture.storage, factor)
            try await storage.transaction { try $0.factors.insert(inserted) }
            let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await storage.transaction { try $0.factors.use(id, step: 9) } }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            try expect(wins, is: 1, "how many did")
        },
        Case("factors are removed by their owner, and when they were never confirmed") { fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            let old = newFactor(fixture, of: account)
            var confirmed = newFactor(fixture, of: account)
            confirmed.confirmedAt = fixture.now
            fixture.clock.advance(by: 10)
            let young = newFactor(fixture, of: account)
            let (all, date) = ([old, confirmed, young], fixture.now)
            try await fixture.storage.transaction { tx in
                for factor in all { try tx.factors.insert(factor) }
                try tx.factors.removePending(before: date)
            }
            let left = try await factors(fixture, of: account).map(\.id)
            try expect(Set(left), is: [confirmed.id, young.id], "what is left")
            let id = confirmed.id
            let removed = try await fixture.storage.transaction { tx in
                [
                    try tx.factors.remove(id, of: other.id), try tx.factors.remove(id, of: account.id),
                    try tx.factors.remove(id, of: account.id),
                ]
            }
            try expect(removed, is: [false, true, false], "what was removed")
        },
        Case("recovery codes are replaced together, and spent once each") { fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            let found = try await fixture.storage.transaction { tx in
                try tx.recoveryCodes.replace([[1], [2]], of: account.id)
                try tx.recoveryCodes.replace([[2], [3], [4]], of: account.id)
                try tx.recoveryCodes.replace([[2]], of: other.id)
                return [
                    try tx.recoveryCodes.spend([1], of: account.id),
                    try tx.recoveryCodes.spend([2], of: account.id),
                    try tx.recoveryCodes.spend([2], of: account.id),
                ]
            }
            try expect(found, is: [false, true, false], "what was spent")
            let left = try await fixture.storage.read { tx in
                [try tx.recoveryCodes.count(of: account.id), try tx.recoveryCodes.count(of: other.id)]
            }
            try expect(left, is: [2, 1], "how many are left")
            try await fixture.storage.transaction { try $0.accounts.delete(account.id) }
            let gone = try await fixture.storage.read { try $0.recoveryCodes.count(of: account.id) }
            try expect(gone, is: 0, "what a deleted account has")
        },
    ]

    static func newFactor(_ fixture: Fixture, of account: Account) -> Factor {
        Factor(
            id: UUIDv7(at: fixture.now),
            accountID: account.id,
            kind: .totp,
            name: "Telephone № 1",
            sealedSecret: Fixture.octets(5),
            sessionID: UUIDv7(at: fixture.now),
            createdAt: fixture.now
        )
    }

    private static func factors(_ fixture: Fixture, of account: Account) async throws -> [Factor] {
        try await fixture.storage.read { try $0.factors.factors(of: account.id) }
    }
}
