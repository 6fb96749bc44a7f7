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
    /// A service that verifies without a database, by the status lists of a real server.
    @Suite(.timeLimit(.minutes(5))) struct StatusListTests {
        private static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

        /// Moves when it is told to.
        private final class ManualClock: Clock {
            private let offset = Mutex(Duration.zero)

            var now: ContinuousClock.Instant { Self.start + offset.withLock { $0 } }
            var minimumResolution: Duration { .zero }
            private static let start = ContinuousClock.now

            func advance(by duration: Duration) { offset.withLock { $0 += duration } }

            func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
                throw CancellationError()
            }
        }

        private static let settings = [
            "LATCHKEY_REVOCATION_STATUS_LISTS": "true", "LATCHKEY_REVOCATION_STATUS_LIFETIME": "1s",
        ]

        private struct Verification {
            let verifier: TokenVerifier

            init(_ issuer: String, _ keys: RemoteJWKS, _ lists: RemoteStatusLists) {
                verifier = TokenVerifier(keys: keys, issuer: issuer, audience: issuer, status: lists)
            }

            /// What becomes of a token; `nil` for one that is good.
            func refusal(of tokens: Tokens) -> TokenError.Code? {
                do throws(TokenError) {
                    _ = try verifier.verify(tokens.access, at: Date())
                    return nil
                } catch {
                    return error.code
                }
            }
        }

        private func eventually(_ condition: () -> Bool) async throws -> Bool {
            let deadline = ContinuousClock.now + .seconds(20)
            while !condition() {
                guard ContinuousClock.now < deadline else { return false }
                try await Task.sleep(for: .milliseconds(20))
            }
            return true
        }

        @Test("what a server takes back is refused when its list is read again, and nothing else is [A9]")
        func follows() async throws {
            let server = try await Server.start(
                TemporaryFolder(),
                issuer: nil,
                environment: Self.settings
            )
            let issuer = "http://127.0.0.1:\(server.port)"
            let keys = try RemoteJWKS(url: "\(issuer)/.well-known/jwks.json", logger: Self.silent)
            let lists = try RemoteStatusLists(
                issuer: issuer,
                keys: keys,
                maxStaleness: .seconds(30),
                logger: Self.silent
            )
            let verification = Verification(issuer, keys, lists)
            let (ada, bob) = (try await server.signUp("ada"), try await server.signUp("bob"))
            let group = ServiceGroup(services: [keys, lists], logger: Self.silent)
            let running = Task { try await group.run() }
            #expect(try await eventually { verification.refusal(of: ada) == nil })
            #expect(try await server.post("/api/logout", bearer: ada.access).status == 204)
            #expect(try await eventually { verification.refusal(of: ada) == .revoked })
            #expect(verification.refusal(of: bob) == nil)
            // Again, so that a list is replaced by another and not only by the first.
            #expect(try await server.post("/api/logout", bearer: bob.access).status == 204)
            #expect(try await eventually { verification.refusal(of: bob) == .revoked })
            #expect(verification.refusal(of: try await server.signUp("eve")) == nil)
            await group.triggerGracefulShutdown()
            try await running.value
        }

        @Test(
            "when the server is gone, a list is gone by until it is as old as the service allows, and not longer [A9] [B8]",
            arguments: [RevocationFreshness.Policy.refuse, .accept]
        )
        func staleness(whenStale: RevocationFreshness.Policy) async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder, issuer: nil, environment: Self.settings)
            let issuer = "http://127.0.0.1:\(server.port)"
            let keys = try RemoteJWKS(url: "\(issuer)/.well-known/jwks.json", logger: Self.silent)
            let clock = ManualClock()
            let lists = try RemoteStatusLists(
                issuer: issuer,
                keys: keys,
                maxStaleness: .seconds(60),
                whenStale: whenStale,
                logger: Self.silent,
                clock: clock
            )
            let verification = Verification(issuer, keys, lists)
            let (ada, bob) = (try await server.signUp("ada"), try await server.signUp("bob"))
            #expect(try await server.post("/api/logout", bearer: ada.access).status == 204)
            await keys.refresh(for: try UnverifiedJWT(bob.access).header.keyID)
            // Before the first answer nobody can tell.
            #expect(verification.refusal(of: bob) == (whenStale == .refuse ? .unavailable : nil))
            let deadline = ContinuousClock.now + .seconds(20)
            repeat {
                try await lists.synchronise()
            } while verification.refusal(of: ada) != .revoked
                && ContinuousClock.now < deadline
            #expect(verification.refusal(of: ada) == .revoked)
            #expect(verification.refusal(of: bob) == nil)
            await server.end(by: SIGKILL)
            await #expect(throws: RemoteRevocationsError.self) { try await lists.synchronise() }
            // What the list says of its own age is in whole seconds, and it may have been made a second before it was read.
            clock.advance(by: .seconds(57))
            #expect(verification.refusal(of: bob) == nil)
            clock.advance(by: .seconds(4))
            #expect(verification.refusal(of: bob) == (whenStale == .refuse ? .unavailable : nil))
            // What was known to be taken back stays so.
            #expect(verification.refusal(of: ada) == .revoked)
        }
    }
}
