import HTTPTypes
import LatchkeyJOSE
import LatchkeyJWKS
import LatchkeyTokens
import Testing

@Suite("RemoteJWKS")
struct RemoteJWKSTests {
    /// Runs an issuer and a key set of it on a clock that stands still.
    private func test(
        policy: FreshnessPolicy = FreshnessPolicy(),
        _ test: @escaping @Sendable (RemoteJWKS, TestIssuer, TestClock) async throws -> Void
    ) async throws {
        try await TestIssuer.run { issuer in
            let clock = TestClock()
            let keys = try RemoteJWKS(issuer: issuer.url, policy: policy, logger: .silent, clock: clock)
            try await test(keys, issuer, clock)
        }
    }

    @Test("verifies the first token after one fetch [A8]")
    func firstToken() async throws {
        try await test { keys, issuer, _ in
            let verifier = TokenVerifier(keys: keys, issuer: issuer.url, audience: TestKeys.audience)
            let text = try TestKeys.sign(issuer: issuer.url)
            let token = try await verifier.verifyRefreshingKeys(text, at: TestKeys.now)
            #expect(token.subject == TestKeys.subject)
            #expect(issuer.fetches == 1)
            #expect(try verifier.verify(text, at: TestKeys.now).subject == TestKeys.subject)
            #expect(issuer.fetches == 1)
        }
    }

    @Test("asks nobody before it is used")
    func nothingAtFirst() async throws {
        try await test { _, issuer, _ async throws in #expect(issuer.fetches == 0) }
    }

    @Test("A28: fetches at most once for 1000 made-up key identifiers at once")
    func parallelStorm() async throws {
        try await test { keys, issuer, clock in
            await storm(keys)
            #expect(issuer.fetches == 1)
            clock.advance(by: .seconds(30))
            await storm(keys)
            #expect(issuer.fetches == 2)
        }
    }

    private func storm(_ keys: RemoteJWKS) async {
        await withTaskGroup { group in
            for _ in 0..<1000 {
                group.addTask { await keys.refresh(for: "\(UInt64.random(in: 0 ... .max))") }
            }
        }
    }

    @Test("A28: fetches at most once for 1000 made-up key identifiers one after the other")
    func serialStorm() async throws {
        try await test { keys, issuer, _ in
            for _ in 0..<1000 { await keys.refresh(for: "\(UInt64.random(in: 0 ... .max))") }
            #expect(issuer.fetches == 1)
        }
    }

    @Test("A28: asks again for an unknown key only after the cool-down, and never for a known one")
    func coolDown() async throws {
        try await test { keys, issuer, clock in
            await keys.refresh(for: "a3")
            try issuer.publish(TestKeys.es256, TestKeys.ed25519)
            clock.advance(by: .seconds(29))
            await keys.refresh(for: "a1")
            #expect(issuer.fetches == 1)
            clock.advance(by: .seconds(1))
            await keys.refresh(for: "a3")
            #expect(issuer.fetches == 1)
            await keys.refresh(for: "a1")
            #expect(issuer.fetches == 2)
            #expect(keys.current.keys.keys.map(\.keyID) == ["a3", "a1"])
        }
    }

    @Test("A24: tells canonically equal key identifiers apart")
    func keyIDsAsOctets() async throws {
        try await test { keys, issuer, clock in
            issuer.answer(.ok, TestKeys.es256Set(keyID: "caf\u{E9}"))
            await keys.refresh(for: "caf\u{E9}")
            clock.advance(by: .seconds(30))
            await keys.refresh(for: "caf\u{E9}")
            #expect(issuer.fetches == 1)
            await keys.refresh(for: "cafe\u{301}")
            #expect(issuer.fetches == 2)
        }
    }

    @Test("changes its generation with the keys and only with them")
    func generations() async throws {
        try await test { keys, issuer, clock in
            #expect(keys.current.generation == 0)
            await keys.refresh(for: nil)
            #expect(keys.current.generation == 1)
            clock.advance(by: .seconds(30))
            await keys.refresh(for: nil)
            #expect(issuer.fetches == 2)
            #expect(keys.current.generation == 1)
            try issuer.publish(TestKeys.ed25519)
            clock.advance(by: .seconds(30))
            await keys.refresh(for: nil)
            #expect(keys.current.generation == 2)
        }
    }

    @Test("distrusts a removed key from the next fetch on")
    func removedKey() async throws {
        try await test { keys, issuer, clock in
            let verifier = TokenVerifier(keys: keys, issuer: issuer.url, audience: TestKeys.audience)
            let text = try TestKeys.sign(issuer: issuer.url)
            _ = try await verifier.verifyRefreshingKeys(text, at: TestKeys.now)
            try issuer.publish(TestKeys.ed25519)
            clock.advance(by: .seconds(300))
            // Stale now: reading starts the fetch that this waits for.
            _ = keys.current
            await keys.refresh(for: "wait")
            #expect(throws: TokenError(.keyUnknown(keyID: "a3"))) {
                try verifier.verify(text, at: TestKeys.now)
            }
        }
    }

    @Test("empties itself when the issuer publishes no key")
    func noKeys() async throws {
        try await test { keys, issuer, clock in
            await keys.refresh(for: nil)
            issuer.answer(.ok, #"{"keys":[]}"#)
            clock.advance(by: .seconds(30))
            await keys.refresh(for: nil)
            #expect(keys.current.keys.keys.isEmpty)
        }
    }

    @Test("A27: leaves out keys that are published with their private part, and symmetric ones")
    func privateKeys() async throws {
        try await test { keys, issuer, clock in
            issuer.answer(.ok, #"{"keys":[\#(TestKeys.es256)]}"#)
            await keys.refresh(for: nil)
            #expect(keys.current.keys.keys.isEmpty)
            issuer.answer(
                .ok,
                #"{"keys":[{"kty":"oct","kid":"s","k":"\#(String(repeating: "A", count: 43))"}]}"#
            )
            clock.advance(by: .seconds(30))
            await keys.refresh(for: nil)
            #expect(issuer.fetches == 2)
            #expect(keys.current.keys.keys.isEmpty)
        }
    }
}
