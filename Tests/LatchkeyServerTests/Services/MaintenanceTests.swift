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

        let maintenance = Maintenance(
            storage: storage,
            keys: services.keys,
            rotation: services.keyRotation,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        try await maintenance.tidy(at: clock.now)

        let left = try await storage.read { try $0.sessions.sessions(of: signIn.account.id) }
        #expect(left.count == kept)
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
