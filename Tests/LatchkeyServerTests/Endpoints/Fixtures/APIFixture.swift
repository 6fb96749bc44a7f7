import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeySQLite
import LatchkeyTokens
import NIOCore
import Synchronization
import Testing

@testable import LatchkeyServer

/// The whole API over a fresh database, answered by the router without a socket.
struct APIFixture: Sendable {
    static let password = "violet otter drums at noon"
    static let wrongPassword = "violet otter drums at dusk"

    let api: APIClient
    let services: AuthServices
    let clock: DatabaseClock
    let database: TestDatabase

    /// Runs `body` against a server on loopback, unless configured otherwise.
    static func run(
        configure: (inout ServerConfiguration) -> Void = { _ in },
        claims: TokenClaims? = nil,
        counters: (any AttemptCounters)? = nil,
        _ body: @escaping @Sendable (APIFixture) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "latchkey-api-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let clock = DatabaseClock()
        let storage = try SQLiteStorage(path: folder + "/latchkey.db", now: { clock.now })
        var configuration = ServerConfiguration()
        configuration.argon2 = Argon2Parameters(memory: 64, iterations: 1, parallelism: 1)
        configuration.hashQueueLimit = 1000
        configuration.signUpsPerHour = 1_000_000
        configuration.loginFailuresPerMinute = 1_000_000
        configure(&configuration)
        let masterKey = MasterKey()
        // The first key must sign at any time that the tests set the database to, and not be due for rotation.
        _ = try await KeyRing.open(
            storage: storage,
            masterKey: masterKey,
            algorithm: configuration.algorithm,
            tokenLifetime: configuration.accessLifetime,
            at: Date() - 86_400
        )
        let services = try await AuthServices.open(
            configuration: configuration,
            storage: storage,
            masterKey: masterKey,
            claims: claims,
            counters: counters
        )
        let server = try StandaloneServer.answering(
            AuthServer(services: services, logger: SilentLogHandler.logger),
            logger: SilentLogHandler.logger,
            onListening: { _ in }
        )
        try await server.test(.router) { client in
            let database = TestDatabase(storage: storage)
            try await body(
                APIFixture(
                    api: APIClient(client: client),
                    services: services,
                    clock: clock,
                    database: database
                )
            )
        }
    }

    /// Signs somebody up and returns the token body.
    @discardableResult
    func signUp(_ username: String = "ada") async throws -> APITokens {
        let answer = try await api.post(
            "/api/signup",
            [
                "email": .string("\(username)@example.org"), "username": .string(username),
                "password": .string(Self.password),
            ]
        )
        #expect(answer.status == .created)
        return try APITokens(answer)
    }

    /// Signs people up until one is refused, and returns that answer.
    func fillUp() async throws -> APIAnswer {
        for number in 0..<300 {
            let answer = try await api.post(
                "/api/signup",
                ["username": .string("user\(number)"), "password": .string(Self.password)]
            )
            guard answer.status == .created else { return answer }
        }
        throw CancellationError()
    }

    func logIn(_ username: String = "ada") async throws -> APITokens {
        let answer = try await api.post(
            "/api/login",
            ["login": .string(username), "password": .string(Self.password)]
        )
        #expect(answer.status == .ok)
        return try APITokens(answer)
    }

    func refresh(_ token: String) async throws -> APIAnswer {
        try await api.post("/api/refresh", ["refresh_token": .string(token)])
    }

    func me(_ tokens: APITokens) async throws -> APIAnswer {
        try await api.get("/api/me", bearer: tokens.access)
    }
}

/// The time of the database: the machine's, moved by what the test says.
final class DatabaseClock: Sendable {
    private let offset = Mutex(0.0)
    private let stopped = Mutex<Date?>(nil)
    private let first = Mutex<Date?>(nil)

    var now: Date { stopped.withLock { $0 } ?? Date() + offset.withLock { $0 } }

    /// Stops the database's time, so that a wait of a second does not pass while a busy machine gets there.
    func stop(at time: Date = Date()) { stopped.withLock { $0 = time } }

    /// Moves a stopped clock on to so many seconds after it was stopped first.
    func stop(after seconds: TimeInterval) {
        let start = first.withLock { first in
            first = first ?? stopped.withLock { $0 } ?? Date()
            return first
        }
        stopped.withLock { $0 = start.map { $0 + seconds } }
    }

    /// Sets the database behind the machine (negative) or before it, in seconds.
    func set(_ seconds: TimeInterval) { offset.withLock { $0 = seconds } }
}

/// The tokens of a token body.
struct APITokens: Sendable {
    let access: String
    let refresh: String
    let account: String

    init(_ answer: APIAnswer) throws {
        let json = try answer.json
        access = try #require(try json.string("access_token"))
        refresh = try #require(try json.string("refresh_token"))
        account = try #require(try json.object("account")?.string("id"))
    }
}
