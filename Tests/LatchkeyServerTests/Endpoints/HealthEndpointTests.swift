import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct HealthEndpointTests {
    @Test("lives, and is ready")
    func healthy() async throws {
        try await APIFixture.run { fixture in
            for path in ["/health/live", "/health/ready"] {
                let answer = try await fixture.api.get(path)
                #expect(answer.status == .ok)
                #expect(answer.text == "{\"status\":\"ok\"}")
                #expect(answer.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test("lives on and is not ready while the database does not answer")
    func unready() async throws {
        let keys = try await KeyRing.open(
            storage: MemoryRing(),
            masterKey: MasterKey(),
            algorithm: .es256,
            tokenLifetime: 900
        )
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: ErrorResponses())
        HealthEndpoint(readiness: Readiness(storage: DeadStorage(), keys: keys)).addRoutes(to: router)
        try await Application(router: router, logger: SilentLogHandler.logger).test(.router) { client in
            let api = APIClient(client: client)
            #expect(try await api.get("/health/live").status == .ok)
            let answer = try await api.get("/health/ready")
            try expectProblem(answer, .serviceUnavailable, "unavailable")
            #expect(answer.headers[.retryAfter] == "10")
            #expect(try answer.json.strings("failing") == ["database"])
        }
    }

    @Test(
        "a database that takes nothing more is 503 everywhere it is written, and names itself at /health/ready"
    )
    func fullDatabase() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            // SQLite's own bound on the size of the file: what is refused beyond it is refused as on a full disk.
            try await fixture.database.limitPages()
            // The commit that readiness tries fits into a page that is there: only what needs a new one is refused.
            let signUp = try await fixture.fillUp()
            try expectProblem(signUp, .serviceUnavailable, "unavailable")
            #expect(signUp.headers[.retryAfter] == "10")
            #expect(try await fixture.me(tokens).status == .ok)
            try await fixture.database.limitPages(to: 1_000_000)
            try await fixture.signUp("grace")
        }
    }

    @Test("a database that cannot be written is 503 for requests, and not ready")
    func readOnlyDatabase() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            #expect(try await fixture.api.get("/health/ready").status == .ok)
            try await fixture.database.setReadOnly(true)
            let login = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": .string(APIFixture.password)]
            )
            try expectProblem(login, .serviceUnavailable, "unavailable")
            #expect(login.headers[.retryAfter] == "10")
            let ready = Readiness(storage: fixture.services.storage, keys: fixture.services.keys)
            let faults = await ready.faults()
            #expect(faults.map(\.part) == ["database"])
            #expect(faults.map(\.sentence) == [StorageFault.notWritable.sentence])
            #expect(try await fixture.me(tokens).status == .ok)
            try await fixture.database.setReadOnly(false)
            #expect(
                await Readiness(storage: fixture.services.storage, keys: fixture.services.keys).faults() == []
            )
            _ = try await fixture.logIn()
        }
    }

    @Test("a server that ends lives on and is not ready")
    func draining() async throws {
        try await APIFixture.run { fixture in
            fixture.services.readiness.drain()
            #expect(try await fixture.api.get("/health/live").status == .ok)
            let answer = try await fixture.api.get("/health/ready")
            try expectProblem(answer, .serviceUnavailable, "unavailable")
            #expect(try answer.json.strings("failing") == ["server"])
            #expect(try answer.json.string("detail") == "The server is shutting down.")
        }
    }

    @Test("many who ask at once cost one commit")
    func oneProbe() async throws {
        try await APIFixture.run { fixture in
            let before = fixture.database.commits
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask { _ = try await fixture.api.get("/health/ready") }
                }
                try await group.waitForAll()
            }
            #expect(fixture.database.commits - before <= 2)
        }
    }
}

/// A database whose disk is gone.
private struct DeadStorage: AccountStorage {
    struct Gone: Error {}

    func transaction<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result { throw Gone() }
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any AccountTransaction) throws -> Result
    ) async throws -> Result { throw Gone() }
    func isBoundToMasterKey() async throws -> Bool { throw Gone() }
    func bind(masterKeyCheck check: [UInt8]) async throws { throw Gone() }
    func ping() async throws { throw Gone() }
    func ringKeys() async throws -> [SealedRingKey] { throw Gone() }
    func addRingKey(
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date?,
        when condition: KeyRingCondition
    ) async throws -> Bool {
        throw Gone()
    }
    func removeRingKeys(expiredAt now: Date) async throws { throw Gone() }
    func removeRingKey(_ keyID: String) async throws -> Bool { throw Gone() }
    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] { throw Gone() }
    func changeMarker() async throws -> Int64 { throw Gone() }
}
