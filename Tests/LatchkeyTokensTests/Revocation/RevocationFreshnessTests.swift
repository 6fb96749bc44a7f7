import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Testing

struct RevocationFreshnessTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let clock = StoppedClock()

    private func freshness(_ policy: RevocationFreshness.Policy = .refuse) -> RevocationFreshness {
        RevocationFreshness(maxStaleness: .seconds(60), whenStale: policy, clock: clock)
    }

    @Test(
        "a list is as old as the last time that it was known to be complete, and never grows younger by older news"
    )
    func age() {
        let freshness = freshness()
        #expect(freshness.staleness == nil)
        #expect(freshness.isTooOld)
        freshness.noteComplete()
        #expect(freshness.staleness == .zero)
        clock.advance(by: .seconds(60))
        #expect(freshness.staleness == .seconds(60))
        #expect(!freshness.isTooOld)
        clock.advance(by: .nanoseconds(1))
        #expect(freshness.isTooOld)
        freshness.noteComplete(asOf: .seconds(100))
        #expect(freshness.isTooOld)
        freshness.noteComplete(asOf: .seconds(2))
        #expect(freshness.staleness == .seconds(2))
        freshness.noteComplete(asOf: .seconds(50))
        #expect(freshness.staleness == .seconds(2))
    }

    @Test("ages beyond all bounds count as old, and do no harm")
    func extremes() {
        let freshness = freshness()
        freshness.noteComplete(asOf: .seconds(Int64.max / 2))
        #expect(freshness.isTooOld)
        freshness.noteComplete(asOf: .seconds(-5))
        #expect(freshness.staleness == .zero)
    }

    @Test(
        "a good token is unavailable while the list is too old, a revoked one stays revoked, and accepting is a choice [A9]"
    )
    func verifying() throws {
        let key = try JWK.generate(.ed25519)
        let issuer = try TokenIssuer(key: key, issuer: "https://i.example", audience: ["a"])
        let good = try issuer.issue(TokenGrant(subject: "ada", sessionID: UUIDv7(at: start)), at: start).token
        let session = UUIDv7(at: start)
        let bad = try issuer.issue(TokenGrant(subject: "ada", sessionID: session), at: start).token
        for (policy, outcome) in [
            (RevocationFreshness.Policy.refuse, TokenError.Code.unavailable), (.accept, nil),
        ] {
            let freshness = freshness(policy)
            let list = RevocationList(freshness: freshness)
            list.add(.session(session), expiresAt: start + 900)
            let verifier = TokenVerifier(
                key: key,
                issuer: "https://i.example",
                audience: "a",
                revocations: list
            )
            func code(_ token: String) -> TokenError.Code? {
                do throws(TokenError) {
                    _ = try verifier.verify(token, at: start)
                    return nil
                } catch {
                    return error.code
                }
            }
            #expect(code(good) == outcome)
            freshness.noteComplete()
            #expect(code(good) == nil)
            #expect(code(bad) == .revoked)
            clock.advance(by: .seconds(61))
            #expect(code(good) == outcome)
            #expect(code(bad) == .revoked)
        }
    }

    @Test("a follower notes that the list is complete, and goes on when the storage fails")
    func following() async throws {
        let storage = MemoryRing()
        let list = RevocationList(freshness: freshness())
        let follower = TokenStateFollower(storage: storage, revocations: list, failed: { _ in })
        let task = Task { try await follower.run() }
        while list.freshness?.staleness == nil { await Task.yield() }
        #expect(list.freshness?.staleness == .zero)
        task.cancel()
        try await task.value
    }
}
