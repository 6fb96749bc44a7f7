import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens
import Synchronization

/// A clock that stands still until it is told to move.
final class SettableClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) {
        time.withLock { $0 += seconds }
    }
}

/// A storage under test with its clock, and the makers of what is put into it.
struct Fixture: Sendable {
    let storage: any AccountStorage
    let clock: SettableClock

    var now: Date { clock.now }

    /// An account value with names of its own, which no storage has seen.
    func newAccount(email: String? = nil, username: String? = nil, name: String? = nil) -> Account {
        Account(id: UUIDv7(at: now), email: email, username: username, name: name, createdAt: now)
    }

    /// An account that the storage has taken.
    func insertAccount(
        email: String? = nil,
        username: String? = nil,
        name: String? = nil
    ) async throws -> Account {
        let account = newAccount(email: email, username: username, name: name)
        try await insert(account)
        return account
    }

    func insert(_ account: Account) async throws {
        try await storage.transaction { try $0.accounts.insert(account) }
    }

    func account(_ id: UUIDv7) async throws -> Account? {
        try await storage.read { try $0.accounts.account(id) }
    }

    /// A session value of an account: 30 days absolute, 14 days idle, counter 0.
    func newSession(
        of account: Account,
        browserDigest: [UInt8]? = nil,
        lifetime: TimeInterval = 30 * 86_400,
        idle: TimeInterval = 14 * 86_400
    ) -> Session {
        Session(
            id: UUIDv7(at: now),
            accountID: account.id,
            clientID: "latchkey",
            accountEpoch: account.epoch,
            authenticatedAt: now,
            authenticationMethods: ["pwd"],
            scope: "notes:read notes:write",
            createdAt: now,
            lastSeenAt: now,
            expiresAt: now + lifetime,
            idleExpiresAt: now + idle,
            accessExpiresAt: now + 900,
            nonceDigest: Self.octets(0xA0),
            browserDigest: browserDigest,
            rotatedAt: now,
            fingerprint: Self.octets(0xF0),
            device: "Analytical Engine",
            address: "192.0.2.1"
        )
    }

    /// A session that the storage has taken, of a new account.
    func insertSession(_ change: (inout Session) -> Void = { _ in }) async throws -> Session {
        let account = try await insertAccount()
        var session = newSession(of: account)
        change(&session)
        try await insert(session)
        return session
    }

    func insert(_ session: Session) async throws {
        try await storage.transaction { try $0.sessions.insert(session) }
    }

    func session(_ id: UUIDv7) async throws -> Session? {
        try await storage.read { try $0.sessions.session(id) }
    }

    /// What a refresh with the current token of `session` asks.
    func rotation(
        of session: Session,
        clientID: String? = nil,
        counter: Int64? = nil,
        nonceDigest: [UInt8]? = nil,
        idle: TimeInterval = 14 * 86_400,
        access: TimeInterval = 900,
        address: String? = "198.51.100.2",
        device: String? = "Difference Engine"
    ) -> SessionRotation {
        SessionRotation(
            sessionID: session.id,
            clientID: clientID ?? session.clientID,
            counter: counter ?? session.counter,
            nonceDigest: nonceDigest ?? session.nonceDigest,
            idleExpiresAt: now + idle,
            accessExpiresAt: now + access,
            fingerprint: Self.octets(0xF1),
            address: address,
            device: device
        )
    }

    func rotate(_ rotation: SessionRotation) async throws -> Session? {
        try await storage.transaction { try $0.sessions.rotate(rotation) }
    }

    /// 32 octets that differ from those of every other `seed`.
    static func octets(_ seed: UInt8) -> [UInt8] {
        [seed, 0, 0xFF] + [UInt8](repeating: seed, count: 29)
    }
}

/// Thrown by bodies that mean to be rolled back.
struct Undo: Error, Equatable {}
