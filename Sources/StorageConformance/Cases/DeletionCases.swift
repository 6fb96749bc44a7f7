import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let deletionCases = [
        Case("a deleted account takes credentials, roles, sessions and failures with it") { fixture in
            let account = try await inhabitedAccount(fixture, username: "ada", seed: 1)
            try await fixture.storage.transaction { try $0.accounts.delete(account.id) }
            try expect(
                try await belongings(fixture, of: account, seed: 1),
                is: 0,
                "what is left of the account"
            )
        },
        Case("deleting an account leaves every other account as it was") { fixture in
            let account = try await inhabitedAccount(fixture, username: "ada", seed: 1)
            let other = try await inhabitedAccount(fixture, username: "grace", seed: 2)
            let before = try await belongings(fixture, of: other, seed: 2)
            try expect(before, is: 6, "what belongs to the other account before")
            try await fixture.storage.transaction { try $0.accounts.delete(account.id) }
            try expect(
                try await belongings(fixture, of: other, seed: 2),
                is: before,
                "what belongs to it after"
            )
        },
        Case("the names of a deleted account can be taken again, with nothing of the old one") { fixture in
            let account = try await inhabitedAccount(fixture, username: "ada", seed: 1)
            try await fixture.storage.transaction { try $0.accounts.delete(account.id) }
            let successor = try await fixture.insertAccount(username: "ada")
            try expect(try await fixture.account(successor.id), is: successor, "the new account")
        },
        Case("audit events of a deleted account stay, without personal detail") { fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            let events = [account.id, other.id].map {
                AuditEvent(.loginSucceeded, account: $0, digest: [1], reason: "pwd", detail: "192.0.2.1")
            }
            try await fixture.storage.transaction { tx in
                for event in events { try tx.audit.append(event) }
                try tx.accounts.delete(account.id)
            }
            let kept = try await fixture.storage.read { try $0.audit.events(after: 0, limit: 9).map(\.event) }
            let erased = AuditEvent(.loginSucceeded, account: account.id, digest: [1], reason: "pwd")
            try expect(kept, is: [erased, events[1]], "the audit events")
        },
        Case("revocations of a deleted account stay") { fixture in
            let account = try await fixture.insertAccount()
            try await fixture.storage.transaction { tx in
                try tx.revocations.append(.account(account.id, epochBelow: 2), expiresAt: tx.now + 900)
                try tx.accounts.delete(account.id)
            }
            let targets = try await fixture.storage.revocations(after: 0, limit: 9).map(\.target)
            try expect(targets, is: [.account(account.id, epochBelow: 2)], "the revocations")
        },
        Case("deleting an account that is not there does nothing") { fixture in
            let account = try await inhabitedAccount(fixture, username: "ada", seed: 1)
            let stranger = UUIDv7(at: fixture.now)
            try await fixture.storage.transaction { try $0.accounts.delete(stranger) }
            try expect(
                try await belongings(fixture, of: account, seed: 1),
                is: 6,
                "what belongs to the account"
            )
        },
    ]

    /// An account with one of everything that can belong to one.
    private static func inhabitedAccount(
        _ fixture: Fixture,
        username: String,
        seed: UInt8
    ) async throws -> Account {
        let account = fixture.newAccount(email: "\(username)@example.org", username: username)
        let session = fixture.newSession(of: account, browserDigest: Fixture.octets(seed))
        try await fixture.storage.transaction { tx in
            try tx.accounts.insert(account)
            try tx.credentials.set("secret", kind: .password, of: account.id)
            try tx.roles.grant("editor", to: account.id)
            try tx.sessions.insert(session)
            try tx.loginFailures.save(
                LoginFailures(
                    digest: Fixture.octets(seed),
                    accountID: account.id,
                    count: 1,
                    blockedUntil: tx.now,
                    updatedAt: tx.now
                )
            )
        }
        return account
    }

    /// How many of the six ways to come across an inhabited account still lead anywhere.
    private static func belongings(_ fixture: Fixture, of account: Account, seed: UInt8) async throws -> Int {
        try await fixture.storage.read { tx in
            [
                try tx.accounts.account(account.id) != nil,
                try tx.credentials.credential(.password, of: account.id) != nil,
                try !tx.roles.roles(of: account.id).isEmpty,
                try !tx.sessions.sessions(of: account.id).isEmpty,
                try tx.sessions.session(browserDigest: Fixture.octets(seed)) != nil,
                try tx.loginFailures.failures(for: Fixture.octets(seed)) != nil,
            ].count { $0 }
        }
    }
}
