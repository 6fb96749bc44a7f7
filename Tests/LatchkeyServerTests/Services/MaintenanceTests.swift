import Foundation
import LatchkeyAccounts
import LatchkeySQLite
import LatchkeyTokens
import Logging
import Synchronization
import Testing

@testable import LatchkeyServer

struct MaintenanceTests {
    /// Thirty days of absolute life, and thirty in which the holder is told that it is over.
    @Test("forgets a session sixty days after sign-in, not before", arguments: [(59.9, 1), (60.1, 0)])
    func oldSessions(days: Double, kept: Int) async throws {
        let folder = NSTemporaryDirectory() + "latchkey-maintenance-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clock = Clock()
        let storage = try SQLiteStorage(path: folder + "/latchkey.db", now: { clock.now })
        var configuration = ServerConfiguration()
        configuration.argon2 = Argon2Parameters(memory: 64, iterations: 1, parallelism: 1)
        let services = try await AuthServices.open(
            configuration: configuration,
            storage: storage,
            masterKey: MasterKey()
        )
        let signIn = try await services.signUp.signUp(
            NewAccount(username: "ada", password: "violet otter drums at noon"),
            from: ClientContext(address: nil, device: nil)
        )
        clock.now += days * 86_400

        try await maintenance(services).tidy(at: clock.now)

        let left = try await storage.read { try $0.sessions.sessions(of: signIn.account.id) }
        #expect(left.count == kept)
    }

    @Test("packs the revocations that fill packs, for the next start")
    func packs() async throws {
        let folder = NSTemporaryDirectory() + "latchkey-maintenance-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let storage = try SQLiteStorage(path: folder + "/latchkey.db")
        let services = try await AuthServices.open(
            configuration: ServerConfiguration(),
            storage: storage,
            masterKey: MasterKey()
        )
        try await storage.transaction { tx in
            for number in 0..<8200 as Range<UInt64> {
                let id = UUIDv7(high: number, low: number &* 0x9E37_79B9_7F4A_7C15)
                try tx.revocations.append(.session(id), expiresAt: tx.now + 60)
            }
        }

        try await maintenance(services).tidy(at: Date())

        let (read, log) = (Portions(), storage as any RevocationStorage)
        try await log.readRevocations(after: 0) { read.add($0, remaining: $1) }
        #expect(read.counts == [4096, 4096, 8])
        #expect(read.remaining == [4096, 0, 0])
    }

    private func maintenance(_ services: AuthServices) -> Maintenance {
        Maintenance(
            storage: services.storage,
            keys: services.keys,
            rotation: services.keyRotation,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }
}

/// What is read of revocations: in how many portions, and how many were to follow each.
private final class Portions: Sendable {
    private let portions = Mutex<[(count: Int, remaining: Int)]>([])

    var counts: [Int] { portions.withLock { $0.map(\.count) } }

    var remaining: [Int] { portions.withLock { $0.map(\.remaining) } }

    func add(_ portion: [Revocation], remaining: Int) {
        portions.withLock { $0.append((portion.count, remaining)) }
    }
}

/// A clock that the test moves.
private final class Clock: Sendable {
    private let time = Mutex(Date())

    var now: Date {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}
