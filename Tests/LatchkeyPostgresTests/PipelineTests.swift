import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import Synchronization
import Testing

@testable import LatchkeyPostgres
@testable import LatchkeySQL

/// Statements whose answers nobody needs travel with the next one.
struct PipelineTests {
    @Test(
        "runs statements that were only sent before the next one, in their order, however many",
        arguments: [1, 1000]
    )
    func order(count: Int) async throws {
        try await withStorage { storage in
            let account = testAccount("ada")
            let digests = (0..<count).map { withUnsafeBytes(of: $0) { Array($0) } }
            let counts = try await storage.transaction { tx in
                try tx.accounts.insert(account)
                try tx.recoveryCodes.replace([[1], [2]], of: account.id)
                let before = try tx.recoveryCodes.count(of: account.id)
                try tx.recoveryCodes.replace(digests, of: account.id)
                return [before, try tx.recoveryCodes.count(of: account.id)]
            }
            #expect(counts == [2, count])
            #expect(try await storage.read { try $0.recoveryCodes.count(of: account.id) } == count)
        }
    }

    @Test("keeps what was only sent when nothing comes behind it")
    func end() async throws {
        try await withStorage { storage in
            let account = testAccount("ada")
            try await storage.transaction { try $0.accounts.insert(account) }
            try await storage.transaction { try $0.roles.grant("admin", to: account.id) }
            #expect(try await storage.read { try $0.roles.roles(of: account.id) } == ["admin"])
        }
    }

    @Test("tells with the next statement that the account of a sent row is not there, and keeps nothing")
    func missingAccount() async throws {
        try await withStorage { storage in
            let (account, stranger) = (testAccount("ada"), testAccount("nobody"))
            let seen = Mutex<[AccountError]>([])
            await #expect(throws: AccountError.accountNotFound) {
                try await storage.transaction { tx in
                    try tx.accounts.insert(account)
                    try tx.roles.grant("admin", to: stranger.id)
                    do {
                        _ = try tx.accounts.account(account.id)
                    } catch let error as AccountError {
                        seen.withLock { $0.append(error) }
                        throw error
                    }
                }
            }
            let thrown = seen.withLock { $0 }
            #expect(thrown == [.accountNotFound])
            let kept = try await storage.read { try $0.accounts.account(account.id) }
            #expect(kept == nil)
        }
    }

    @Test("does not keep a transaction whose body goes on after a sent statement was refused")
    func swallowed() async throws {
        try await withStorage { storage in
            let (account, stranger) = (testAccount("ada"), testAccount("nobody"))
            await #expect(throws: PostgresStorageError.self) {
                try await storage.transaction { tx in
                    try tx.accounts.insert(account)
                    try tx.roles.grant("admin", to: stranger.id)
                    _ = try? tx.accounts.account(account.id)
                }
            }
            let kept = try await storage.read { try $0.accounts.account(account.id) }
            #expect(kept == nil)
        }
    }

    @Test("undoes what was only sent when the body throws")
    func undone() async throws {
        try await withStorage { storage in
            let account = testAccount("ada")
            try await storage.transaction { try $0.accounts.insert(account) }
            await #expect(throws: CancellationError.self) {
                try await storage.transaction { tx in
                    try tx.roles.grant("admin", to: account.id)
                    throw CancellationError()
                }
            }
            #expect(try await storage.read { try $0.roles.roles(of: account.id) } == [])
            // The connection holds nothing of it back for the next transaction.
            try await storage.transaction { try $0.roles.grant("editor", to: account.id) }
            #expect(try await storage.read { try $0.roles.roles(of: account.id) } == ["editor"])
        }
    }

    @Test("refuses a statement that would only be sent in a transaction that reads")
    func reading() async throws {
        try await withStorage { storage in
            let account = testAccount("ada")
            try await storage.transaction { try $0.accounts.insert(account) }
            await #expect(throws: PostgresStorageError.self) {
                try await storage.read { try $0.roles.grant("admin", to: account.id) }
            }
            #expect(try await storage.read { try $0.roles.roles(of: account.id) } == [])
        }
    }

    @Test("waits for the disk at the end of a transaction, and not of one whose durability is deferred")
    func durability() async throws {
        try await withStorage { storage in
            var found: [String?] = []
            for durability in [Durability.immediate, .deferred, .immediate] {
                found.append(
                    try await (storage as any AccountStorage).transaction(durability) { tx in
                        let stores = tx as? SQLStores
                        let transaction = stores?.database.transaction as? PostgresTransaction
                        return try transaction?.first("SHOW synchronous_commit") { try $0.text() }
                    }
                )
            }
            #expect(found == ["on", "off", "on"])
        }
    }

    @Test("tells one time throughout a transaction, asked before the first statement or behind it")
    func time() async throws {
        try await withStorage { storage in
            let start = Date()
            let times = try await storage.transaction { tx in
                let before = tx.now
                _ = try tx.audit.lastSequence()
                return [before, tx.now]
            }
            let behind = try await storage.transaction { tx in
                _ = try tx.audit.lastSequence()
                return tx.now
            }
            #expect(times[0] == times[1])
            #expect(times[0] <= behind)
            for time in times + [behind] { #expect(abs(time.timeIntervalSince(start)) < 60) }
        }
    }
}
