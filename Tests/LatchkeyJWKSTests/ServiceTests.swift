import HTTPTypes
import LatchkeyJOSE
import LatchkeyJWKS
import LatchkeyTokens
import ServiceLifecycle
import Testing

@Suite("RemoteJWKS as a service")
struct ServiceTests {
    @Test("fetches at start, before the set goes stale, and soon after a failure")
    func run() async throws {
        try await TestIssuer.run { issuer in
            try issuer.publish(TestKeys.es256, headers: [.cacheControl: "max-age=600"])
            let clock = TestClock()
            let keys = try RemoteJWKS(
                url: "\(issuer.url)/.well-known/jwks.json",
                timeout: .seconds(60),
                logger: .silent,
                clock: clock
            )
            let group = ServiceGroup(services: [keys], logger: .silent)
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await group.run() }
                #expect(await clock.nextSleep() == .seconds(600))
                #expect(issuer.fetches == 1)
                #expect(keys.current.keys.keys.map(\.keyID) == ["a3"])

                issuer.answer(.internalServerError)
                clock.advance(by: .seconds(600))
                #expect(await clock.nextSleep() == .seconds(1))
                #expect(issuer.fetches == 2)

                try issuer.publish(TestKeys.ed25519)
                clock.advance(by: .seconds(1))
                #expect(await clock.nextSleep() == .seconds(300))
                #expect(issuer.fetches == 3)
                #expect(keys.current.keys.keys.map(\.keyID) == ["a1"])
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }
}
