import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyAccounts
import LatchkeyHummingbird
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
        let router = Router(context: BasicTokenRequestContext.self)
        router.add(middleware: ErrorResponses())
        HealthEndpoint(storage: DeadStorage()).addRoutes(to: router)
        try await Application(router: router, logger: SilentLogHandler.logger).test(.router) { client in
            let api = APIClient(client: client)
            #expect(try await api.get("/health/live").status == .ok)
            let answer = try await api.get("/health/ready")
            try expectProblem(answer, .serviceUnavailable, "unavailable")
            #expect(answer.headers[.retryAfter] == "1")
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
        onlyIfEmpty: Bool
    ) async throws -> Bool {
        throw Gone()
    }
    func removeRingKeys(expiredAt now: Date) async throws { throw Gone() }
    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] { throw Gone() }
    func changeMarker() async throws -> Int64 { throw Gone() }
}
