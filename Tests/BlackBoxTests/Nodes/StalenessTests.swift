import Foundation
import Glibc
import LatchkeyJOSE
import LatchkeyJWKS
import LatchkeyTokens
import Logging
import ServiceLifecycle
import TestPostgres
import Testing

extension BlackBox {
    /// Verifying while the database is away, at a node and in a service that has no database.
    @Suite struct StalenessTests {
        private static func isActive(_ server: Server, _ tokens: Tokens) async throws -> (Int, Bool?) {
            let answer = try await server.post("/api/token/check", ["token": .string(tokens.access)])
            guard case .bool(let isActive)? = try answer.json["active"] else { return (answer.status, nil) }
            return (answer.status, isActive)
        }

        private static func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
            let deadline = ContinuousClock.now + .seconds(20)
            while ContinuousClock.now < deadline {
                if try await condition() { return true }
                try await Task.sleep(for: .milliseconds(20))
            }
            return false
        }

        private static func staleness(_ server: Server) async throws -> Double {
            let text = try await server.get("/metrics").text
            let match = text.firstMatch(of: /\nlatchkey_revocation_staleness_seconds ([0-9.e+-]+)/)
            return try #require(match.flatMap { Double($0.1) })
        }

        private static func code(_ tokens: Tokens, _ verifier: TokenVerifier) -> TokenError.Code? {
            do throws(TokenError) {
                _ = try verifier.verify(tokens.access, at: Date())
                return nil
            } catch {
                return error.code
            }
        }

        /// Judges until the bound of three seconds, and then as configured: at both nodes, and in the service.
        private static func expectBound(
            since stopped: ContinuousClock.Instant,
            _ servers: (strict: Server, lenient: Server),
            _ tokens: (kept: Tokens, ended: Tokens),
            code: (Tokens) -> TokenError.Code?
        ) async throws {
            let ((strict, lenient), (kept, ended)) = (servers, tokens)
            for server in [strict, lenient] {
                #expect(try await isActive(server, kept) == (200, true))
                #expect(try await isActive(server, ended) == (200, false))
            }
            #expect(code(kept) == nil)
            #expect(try await eventually { try await isActive(strict, kept) == (503, nil) })
            // Not sooner than the bound; a moment before the stop was the last that it knew of.
            #expect(ContinuousClock.now - stopped > .seconds(2))
            #expect(try await staleness(strict) > 3)
            #expect(try await isActive(strict, ended) == (200, false))
            #expect(try await isActive(lenient, kept) == (200, true))
            #expect(try await isActive(lenient, ended) == (200, false))
            #expect(try await eventually { code(kept) == .unavailable })
            #expect(code(ended) == .revoked)
            #expect(try await strict.get("/.well-known/latchkey-revocations").status == 503)
        }

        @Test(
            "while the database is down tokens are judged until the bound, then refused or accepted as configured, and a revocation is not forgotten [A8, A9]"
        )
        func databaseDown() async throws {
            let cluster = try PostgresCluster()
            let url = try await cluster.makeDatabase(named: PostgresCluster.newName())
            var environment = [
                "LATCHKEY_DATABASE": url,
                "LATCHKEY_MASTER_KEY": Data(repeating: 7, count: 32).base64EncodedString(),
                "LATCHKEY_REVOCATION_MAX_STALENESS": "3s", "LATCHKEY_REVOCATION_SNAPSHOT": "everybody",
            ]
            let folders = [try TemporaryFolder(), try TemporaryFolder()]
            let strict = try await Server.start(folders[0], environment: environment)
            environment["LATCHKEY_REVOCATION_WHEN_STALE"] = "accept"
            let lenient = try await Server.start(folders[1], environment: environment)
            let kept = try await strict.signUp()
            let ended = try await strict.signUp("grace")
            let remote = try Self.follower(of: strict)
            let verifier = TokenVerifier(
                keys: remote.keys,
                issuer: Server.issuer,
                audience: Server.issuer,
                revocations: remote.revocations.list
            )
            func code(_ tokens: Tokens) -> TokenError.Code? { Self.code(tokens, verifier) }
            let group = ServiceGroup(services: [remote.keys, remote.revocations], logger: Self.silent)
            let running = Task { try await group.run() }
            #expect(try await Self.eventually { code(kept) == nil && code(ended) == nil })
            #expect(try await lenient.post("/api/logout", bearer: ended.access).status == 204)
            // Revoked at one node, told by the other to a service that has no database.
            let delay = try await Nodes.seconds { code(ended) == .revoked }
            _ = try #require(delay, "the token is still good after a second")
            #expect(try await Self.staleness(strict) < 1)

            try cluster.stop()
            let stopped = ContinuousClock.now
            try await Self.expectBound(since: stopped, (strict, lenient), (kept, ended)) { code($0) }

            try cluster.restart()
            #expect(try await Self.eventually { try await Self.isActive(strict, kept) == (200, true) })
            #expect(try await Self.eventually { code(kept) == nil })
            #expect(code(ended) == .revoked)
            await group.triggerGracefulShutdown()
            try await running.value
            for server in [strict, lenient] { #expect(await server.end(by: SIGTERM).status == 0) }
        }

        private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

        private static func follower(
            of server: Server
        ) throws -> (keys: RemoteJWKS, revocations: RemoteRevocations) {
            let base = "http://127.0.0.1:\(server.port)/.well-known"
            let keys = try RemoteJWKS(url: "\(base)/jwks.json", logger: silent)
            let revocations = try RemoteRevocations(
                issuer: Server.issuer,
                keys: keys,
                maxStaleness: .seconds(3),
                url: "\(base)/latchkey-revocations",
                logger: silent
            )
            return (keys, revocations)
        }
    }
}
