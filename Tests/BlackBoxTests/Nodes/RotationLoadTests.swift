import Foundation
import Glibc
import LatchkeyJOSE
import LatchkeyJWKS
import LatchkeyTokens
import Logging
import ServiceLifecycle
import Synchronization
import Testing

extension BlackBox {
    /// Keys that are replaced again and again while people go on using their tokens.
    @Suite struct RotationLoadTests {
        private struct Tally: Sendable {
            var here = 0
            var there = 0
            var elsewhere = 0
            var keys: Set<String> = []
            var failures: [String] = []
        }

        private final class Tallies: Sendable {
            let state = Mutex(Tally())
        }

        @Test(
            "keys that two nodes replace by schedule under load fail no verification: on either node, and in a service that knows the key set only [A8]"
        )
        func schedule() async throws {
            let settings = ["LATCHKEY_KEYS_LIFETIME": "4s", "LATCHKEY_KEYS_PUBLICATION": "2s"]
            try await Nodes.with(settings: settings) { nodes in
                let keys = try Self.remoteKeys(of: nodes.servers[0])
                let verifier = TokenVerifier(keys: keys, issuer: Server.issuer, audience: Server.issuer)
                let group = ServiceGroup(services: [keys], logger: Self.silent)
                let running = Task { try await group.run() }
                let tally = Tallies()
                let end = ContinuousClock.now + .seconds(14)
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for number in 0..<6 {
                        tasks.addTask {
                            try await Self.use(nodes, number, verifier, until: end, tally)
                        }
                    }
                    try await tasks.waitForAll()
                }
                let total = tally.state.withLock { $0 }
                #expect(total.failures == [])
                // The first key, and at least two that took over from it while tokens were in use.
                #expect(total.keys.count >= 3, "\(total.keys.count) keys have signed")
                #expect(min(total.here, total.there, total.elsewhere) > 50, "\(total)")
                try await Self.expectOneKeyEachTime(nodes)
                await group.triggerGracefulShutdown()
                try await running.value
                for server in nodes.servers {
                    let outcome = await server.end(by: SIGTERM)
                    #expect(outcome.status == 0)
                }
            }
        }

        /// Refreshes and shows the token everywhere, again and again.
        private static func use(
            _ nodes: Nodes,
            _ number: Int,
            _ verifier: TokenVerifier,
            until end: ContinuousClock.Instant,
            _ tally: Tallies
        ) async throws {
            let (one, other) = (nodes.servers[number % 2], nodes.servers[(number + 1) % 2])
            var tokens = try await one.signUp("user\(number)")
            var old = tokens
            while ContinuousClock.now < end {
                // The one before, too: signed by a key that may have been replaced since.
                for shown in [tokens, old] {
                    let answers = [try await one.me(shown), try await other.me(shown)]
                    let refusal = await Self.refusal(of: shown.access, by: verifier)
                    let keyID = try UnverifiedJWT(shown.access).header.keyID ?? ""
                    tally.state.withLock { tally in
                        tally.here += answers[0].status == 200 ? 1 : 0
                        tally.there += answers[1].status == 200 ? 1 : 0
                        tally.elsewhere += refusal == nil ? 1 : 0
                        tally.keys.insert(keyID)
                        tally.failures += answers.filter { $0.status != 200 }.map(\.text)
                        tally.failures += refusal.map { [$0] } ?? []
                    }
                }
                old = tokens
                tokens = try Tokens(try await one.refresh(tokens))
            }
        }

        private static func refusal(of token: String, by verifier: TokenVerifier) async -> String? {
            do throws(TokenError) {
                _ = try await verifier.verifyRefreshingKeys(token, at: Date())
                return nil
            } catch {
                return "\(error)"
            }
        }

        /// No two nodes have replaced the same key.
        private static func expectOneKeyEachTime(_ nodes: Nodes) async throws {
            let listed = try await nodes.run(["key", "list", "--json"])
            let made = try listed.output.split(separator: "\n").map { line in
                try #require(try JSONObject(json: String(line)).string("created_at"))
            }.sorted()
            let dates = try made.map { try Date($0, strategy: .iso8601) }
            for (one, next) in zip(dates, dates.dropFirst()) {
                // A key is replaced four seconds after it has begun to sign, which is two after it was made.
                #expect(next.timeIntervalSince(one) >= 4, "\(made)")
            }
        }

        private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

        private static func remoteKeys(of server: Server) throws -> RemoteJWKS {
            var policy = FreshnessPolicy()
            policy.freshness = .seconds(1) ... .seconds(900)
            policy.coolDown = .milliseconds(500)
            return try RemoteJWKS(
                url: "http://127.0.0.1:\(server.port)/.well-known/jwks.json",
                policy: policy,
                logger: silent
            )
        }
    }
}
