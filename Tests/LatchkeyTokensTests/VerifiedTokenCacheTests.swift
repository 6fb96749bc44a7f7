import Foundation
import LatchkeyJOSE
import MetricsTestKit
import Synchronization
import Testing

@testable import LatchkeyTokens

/// Keys that a test changes under a verifier, and that count how often they are looked at.
private final class ChangingKeys: KeySource {
    private let state: Mutex<KeySnapshot>

    init(_ keys: [JWK]) { state = Mutex(KeySnapshot(keys: JWKSet(keys), generation: 1)) }

    var current: KeySnapshot { state.withLock { $0 } }

    func change(to keys: [JWK]) {
        state.withLock { $0 = KeySnapshot(keys: JWKSet(keys), generation: $0.generation + 1) }
    }

    func refresh(for keyID: String?) async {}
}

struct VerifiedTokenCacheTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)
    private let key: JWK
    private let keys: ChangingKeys
    private let metrics = TestMetrics()
    private let revocations = RevocationList()

    init() throws {
        key = try JWK.generate(.es256)
        keys = ChangingKeys([key])
    }

    private func verifier(capacity: Int = 100, leeway: TimeInterval = 0) -> TokenVerifier {
        TokenVerifier(
            keys: keys,
            issuer: "https://id.example",
            audience: "shop",
            leeway: leeway,
            revocations: revocations,
            cacheCapacity: capacity,
            metrics: metrics
        )
    }

    private func issue(_ subject: String = "ada", lifetime: TimeInterval = 900) throws -> IssuedToken {
        try TokenIssuer(key: key, issuer: "https://id.example", audience: ["shop"])
            .issue(
                TokenGrant(subject: subject, sessionID: UUIDv7(at: Self.now), lifetime: lifetime),
                at: Self.now
            )
    }

    private func counted(_ outcome: String) throws -> Int64 {
        try metrics.expectCounter("latchkey.tokens.cache", [("outcome", outcome)]).totalValue
    }

    private func code(_ verifier: TokenVerifier, _ text: String, at now: Date = Self.now) -> String? {
        do throws(TokenError) {
            _ = try verifier.verify(text, at: now)
            return nil
        } catch {
            return error.cause?.code ?? error.code.rawValue
        }
    }

    @Test("gives the same identity on a hit, and counts hits and misses")
    func hit() throws {
        let verifier = verifier()
        let (ada, bob) = (try issue("ada").token, try issue("bob").token)
        for _ in 0..<3 {
            #expect(try verifier.verify(ada, at: Self.now).subject == "ada")
            #expect(try verifier.verify(bob, at: Self.now).subject == "bob")
        }
        #expect(try counted("hit") == 4)
        #expect(try counted("miss") == 2)
    }

    @Test("checks the time on every hit, to the second, with leeway", arguments: [0.0, 30])
    func expiry(leeway: TimeInterval) throws {
        let verifier = verifier(leeway: leeway)
        let issued = try issue()
        #expect(code(verifier, issued.token) == nil)
        #expect(code(verifier, issued.token, at: issued.expiresAt + leeway - 1) == nil)
        #expect(try counted("hit") == 1)
        #expect(code(verifier, issued.token, at: issued.expiresAt + leeway) == "token_expired")
    }

    @Test("asks the revocation list on every hit")
    func revoked() throws {
        let verifier = verifier()
        let issued = try issue()
        let session = try #require(try verifier.verify(issued.token, at: Self.now).sessionID)
        #expect(code(verifier, issued.token) == nil)
        revocations.add(.session(session), expiresAt: issued.expiresAt)
        #expect(code(verifier, issued.token) == "token_revoked")
    }

    @Test("forgets what was accepted when a key is taken away between two hits, and when another comes")
    func keysChanged() throws {
        let verifier = verifier()
        let token = try issue().token
        #expect(code(verifier, token) == nil)
        keys.change(to: [try JWK.generate(.es256)])
        #expect(code(verifier, token) == "key_unknown")
        keys.change(to: [key])
        #expect(code(verifier, token) == nil)
        #expect(try counted("hit") == 0)
        #expect(code(verifier, token) == nil)
        #expect(try counted("hit") == 1)
    }

    @Test("a clock that went back has the token verified again")
    func clockBack() throws {
        let verifier = verifier()
        let token = try issue().token
        #expect(code(verifier, token, at: Self.now + 60) == nil)
        #expect(code(verifier, token, at: Self.now - 60) == "issued_in_future")
        #expect(try counted("hit") == 0)
    }

    @Test("a text that differs in one octet is another text, whatever Unicode makes of it")
    func lookalikes() throws {
        let verifier = verifier()
        // Until a token has the letter that the Kelvin sign is canonically equal to.
        let token = try #require(try (0..<64).lazy.map { _ in try issue().token }.first { $0.contains("K") })
        #expect(code(verifier, token) == nil)
        let lookalike = token.replacingOccurrences(of: "K", with: "\u{212A}")
        #expect(token == lookalike, "Swift takes them for equal")
        #expect(code(verifier, lookalike) == "malformed")
        #expect(code(verifier, token + " ") == "malformed")
        #expect(code(verifier, " " + token) == "malformed")
    }

    @Test("a refused token is not kept")
    func refused() throws {
        let verifier = verifier()
        let token = try issue().token
        let broken = token.dropLast(2) + (token.hasSuffix("AA") ? "BB" : "AA")
        for _ in 0..<3 { #expect(code(verifier, String(broken)) != nil) }
        #expect(try counted("hit") == 0)
    }

    @Test("two verifiers never share what they have accepted")
    func separate() throws {
        let token = try issue().token
        _ = try verifier().verify(token, at: Self.now)
        let other = TokenVerifier(keys: keys, issuer: "https://id.example", audience: "bank")
        #expect(code(other, token) == "audience_mismatch")
    }

    @Test("capacity 0 switches it off")
    func off() throws {
        let verifier = verifier(capacity: 0)
        let token = try issue().token
        for _ in 0..<3 { #expect(code(verifier, token) == nil) }
        #expect(metrics.counters.isEmpty)
    }

    @Test("keeps no more than its capacity, and what is asked for longest", arguments: [2, 10, 2048])
    func bounded(capacity: Int) throws {
        let cache = VerifiedTokenCache(capacity: capacity, metrics: metrics)
        let token = try verifier(capacity: 0).verify(try issue().token, at: Self.now)
        cache.insert(token, for: "asked for often", keys: 1, at: Self.now)
        for number in 0..<(3 * capacity) {
            cache.insert(token, for: "number \(number)", keys: 1, at: Self.now)
            #expect(cache.token("asked for often", keys: 1, at: Self.now, leeway: 0) != nil)
            #expect(cache.count <= capacity)
        }
        #expect(cache.token("number 0", keys: 1, at: Self.now, leeway: 0) == nil)
    }

    @Test("takes no text for another that ends like it, which is where it looks first")
    func sameEnd() throws {
        let cache = VerifiedTokenCache(capacity: 10, metrics: metrics)
        let (ada, bob) = (try issue("ada").token, try issue("bob").token)
        let verifier = verifier(capacity: 0)
        let end = String(repeating: "x", count: 64)
        cache.insert(try verifier.verify(ada, at: Self.now), for: "ada" + end, keys: 1, at: Self.now)
        #expect(cache.token("bob" + end, keys: 1, at: Self.now, leeway: 0) == nil)
        cache.insert(try verifier.verify(bob, at: Self.now), for: "bob" + end, keys: 1, at: Self.now)
        #expect(cache.token("bob" + end, keys: 1, at: Self.now, leeway: 0)?.subject == "bob")
        #expect(cache.token("ada" + end, keys: 1, at: Self.now, leeway: 0) == nil)
    }

    @Test("looks for texts that are too short to be tokens in one place, and takes none for another")
    func short() throws {
        let cache = VerifiedTokenCache(capacity: 10, metrics: metrics)
        let token = try verifier(capacity: 0).verify(try issue().token, at: Self.now)
        for text in ["", "a", "1234567"] {
            cache.insert(token, for: text, keys: 1, at: Self.now)
            #expect(cache.token(text, keys: 1, at: Self.now, leeway: 0) != nil)
            #expect(cache.token(text + "b", keys: 1, at: Self.now, leeway: 0) == nil)
        }
        #expect(cache.count == 1)
    }

    @Test("verifies a token over 4 KiB each time")
    func long() throws {
        let issuer = try TokenIssuer(key: key, issuer: "https://id.example", audience: ["shop"])
        let claims: JSONObject = ["note": .string(String(repeating: "x", count: 4000))]
        let token = try issuer.issue(TokenGrant(subject: "ada", claims: claims), at: Self.now).token
        let verifier = verifier()
        for _ in 0..<3 { #expect(code(verifier, token) == nil) }
        #expect(try counted("hit") == 0)
    }

    @Test("gives each of many threads the identity of its own token")
    func parallel() async throws {
        let verifier = verifier(capacity: 16)
        let tokens = try (0..<64).map { try issue("account-\($0)").token }
        await withTaskGroup { group in
            for worker in 0..<8 {
                group.addTask {
                    for round in 0..<200 {
                        let number = (round * 7 + worker * 13) % 64
                        let subject = try? verifier.verify(tokens[number], at: Self.now).subject
                        #expect(subject == "account-\(number)")
                    }
                }
            }
        }
    }
}

extension VerifiedTokenCache {
    fileprivate func insert(_ token: AccessToken, for text: String, keys generation: UInt64, at now: Date) {
        text.withOctets { insert(token, for: $0, keys: generation, at: now) }
    }

    fileprivate func token(
        _ text: String,
        keys generation: UInt64,
        at now: Date,
        leeway: TimeInterval
    ) -> AccessToken? {
        text.withOctets { token($0, keys: generation, at: now, leeway: leeway) }
    }
}
