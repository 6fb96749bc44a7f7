import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Synchronization
import Testing

/// Two tenants with issuers and keys of their own, whose keys have the same `kid`.
struct TokenResolverTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)
    private let keys: [String: JWK]
    private let asked = Counter()

    init() throws {
        keys = try ["a", "b"].reduce(into: [:]) { keys, tenant in
            keys[tenant] = try JWK.generate(.es256)
            keys[tenant]?.keyID = "1"
        }
    }

    private static func address(_ tenant: String) -> String { "https://\(tenant).example" }

    private func verifier(_ tenant: String) throws -> TokenVerifier {
        TokenVerifier(
            keys: FixedKeys(JWKSet([try #require(keys[tenant])]).publicKeys),
            issuer: Self.address(tenant),
            audience: "shop"
        )
    }

    private func resolver(keptFor lifetime: TimeInterval = 60, capacity: Int = 10) throws -> TokenResolver {
        let verifiers = [
            ExactText(Self.address("a")): try verifier("a"), ExactText(Self.address("b")): try verifier("b"),
        ]
        return TokenResolver(by: [.issuer], keptFor: lifetime, capacity: capacity) { [asked] clues in
            asked.increment()
            return clues.issuer.flatMap { verifiers[ExactText($0)] }
        }
    }

    private func issue(_ tenant: String, signedBy signer: String? = nil) throws -> String {
        try TokenIssuer(
            key: #require(keys[signer ?? tenant]),
            issuer: Self.address(tenant),
            audience: ["shop"]
        ).issue(TokenGrant(subject: "ada@\(tenant)"), at: Self.now).token
    }

    @Test("a token is verified with its own tenant's key, which is asked for once [A3]")
    func tenants() async throws {
        let resolver = try resolver()
        for tenant in ["a", "b"] {
            let text = try issue(tenant)
            #expect(try resolver.decide(text, at: Self.now) == nil)
            #expect(try await resolver.resolve(text, at: Self.now).subject == "ada@\(tenant)")
            #expect(try resolver.decide(text, at: Self.now)?.subject == "ada@\(tenant)")
            #expect(try await resolver.resolve(text, at: Self.now).subject == "ada@\(tenant)")
        }
        #expect(asked.value == 2)
    }

    @Test("a token of one tenant that says it is another's is refused, though their keys have the same kid")
    func confusion() async throws {
        let resolver = try resolver()
        _ = try await resolver.resolve(issue("a"), at: Self.now)
        _ = try await resolver.resolve(issue("b"), at: Self.now)
        for (claimed, signer) in [("a", "b"), ("b", "a")] {
            let spoofed = try issue(claimed, signedBy: signer)
            let error = await #expect(throws: TokenError.self) {
                try await resolver.resolve(spoofed, at: Self.now)
            }
            #expect(error?.cause?.code == "signature_invalid")
            #expect(throws: TokenError.self) { try resolver.decide(spoofed, at: Self.now) }
        }
    }

    @Test("a verifier of the wrong tenant refuses by the issuer, even when the choice was mistaken")
    func mistakenChoice() async throws {
        let wrong = try verifier("b")
        let resolver = TokenResolver(by: [.issuer]) { _ in wrong }
        let error = await #expect(throws: TokenError.self) {
            try await resolver.resolve(issue("a", signedBy: "b"), at: Self.now)
        }
        #expect(error?.cause?.code == "issuer_mismatch")
    }

    @Test("an unknown tenant is refused as invalid, and nothing of it is kept")
    func unknown() async throws {
        let resolver = try resolver()
        let key = try JWK.generate(.es256)
        let text = try TokenIssuer(key: key, issuer: "https://c.example", audience: ["shop"])
            .issue(TokenGrant(subject: "ada"), at: Self.now).token
        await #expect(throws: TokenError(.invalid)) { try await resolver.resolve(text, at: Self.now) }
        #expect(resolver.count == 0)
    }

    @Test("issuers that look alike are two tenants")
    func lookAlikes() async throws {
        let resolver = try resolver()
        let text = try issue("a")
        _ = try await resolver.resolve(text, at: Self.now)
        var members = try UnverifiedJWT(text).payload.members
        // U+212A is canonically a K; the composed and the decomposed form of a letter are canonically equal.
        members = members.map { $0.name == "iss" ? ("iss", "https://\u{0061}\u{0301}.example") : $0 }
        let forged = try JWTSigner(key: #require(keys["a"]), type: "at+jwt").sign(
            payload: JSONObject(members: members)
        )
        await #expect(throws: TokenError(.invalid)) { try await resolver.resolve(forged, at: Self.now) }
    }

    @Test("a choice that fails lets nobody through, and says that it is not the token's fault")
    func failing() async throws {
        struct Down: Error {}
        let told = Counter()
        let resolver = TokenResolver(by: [.issuer], failed: { if $0 is Down { told.increment() } }) { _ in
            throw Down()
        }
        let text = try issue("a")
        await #expect(throws: TokenError(.unavailable)) { try await resolver.resolve(text, at: Self.now) }
        #expect(told.value == 1)
    }

    @Test("a choice is kept for its time, asked for anew after it, and never when the clock went back")
    func lifetime() async throws {
        let resolver = try resolver(keptFor: 60)
        let text = try issue("a")
        for (second, count) in [(0.0, 1), (59, 1), (60, 2), (30, 3)] {
            _ = try await resolver.resolve(text, at: Self.now + second)
            #expect(asked.value == count, "at second \(second)")
        }
        let unkept = try self.resolver(keptFor: 0)
        _ = try await unkept.resolve(text, at: Self.now)
        #expect(unkept.count == 0)
    }

    @Test("a forgotten tenant is asked for again")
    func forgetting() async throws {
        let resolver = try resolver()
        _ = try await resolver.resolve(issue("a"), at: Self.now)
        _ = try await resolver.resolve(issue("b"), at: Self.now)
        resolver.forget { $0.issuer == Self.address("a") }
        #expect(try resolver.decide(issue("a"), at: Self.now) == nil)
        #expect(try resolver.decide(issue("b"), at: Self.now) != nil)
    }

    @Test("a choice that was under way while its tenant was forgotten is not kept")
    func forgettingMeanwhile() async throws {
        let verifier = try verifier("a")
        let box = Mutex<TokenResolver?>(nil)
        let resolver = TokenResolver(by: [.issuer]) { _ in
            box.withLock { $0 }?.forget()
            return verifier
        }
        box.withLock { $0 = resolver }
        let text = try issue("a")
        _ = try await resolver.resolve(text, at: Self.now)
        #expect(resolver.count == 0)
        box.withLock { $0 = nil }
    }

    @Test("what is kept is bounded, and what is used stays")
    func bounded() async throws {
        let key = try JWK.generate(.es256)
        let verifier = TokenVerifier(
            keys: FixedKeys(JWKSet([key]).publicKeys),
            issuer: "i",
            audience: "shop"
        )
        let resolver = TokenResolver(by: [.subject], capacity: 10) { _ in verifier }
        let issuer = try TokenIssuer(key: key, issuer: "i", audience: ["shop"])
        let favourite = try issuer.issue(TokenGrant(subject: "ada"), at: Self.now).token
        _ = try await resolver.resolve(favourite, at: Self.now)
        for number in 0..<100 {
            let text = try issuer.issue(TokenGrant(subject: "\(number)"), at: Self.now).token
            _ = try await resolver.resolve(text, at: Self.now)
            #expect(try resolver.decide(favourite, at: Self.now) != nil)
            #expect(resolver.count <= 10)
        }
    }

    @Test("the closure sees the clues that were named and no other")
    func named() async throws {
        let seen = Mutex<[String?]>([])
        let verifier = try verifier("a")
        let resolver = TokenResolver(by: [.keyID, .claim("client_id")]) { clues in
            seen.withLock { $0 = [clues.keyID, clues[.claim("client_id")], clues.issuer, clues.subject] }
            return verifier
        }
        _ = try await resolver.resolve(issue("a"), at: Self.now)
        #expect(seen.withLock { $0 } == ["1", "latchkey", nil, nil])
    }

    @Test("what is no JWT, a clue of another type and an overlong one are refused before the choice")
    func junk() async throws {
        let resolver = try resolver()
        let long = String(repeating: "a", count: 513)
        // Nothing is verified before the choice, so any signature will do.
        func text(_ issuer: String) -> String {
            let parts = [#"{"alg":"ES256","typ":"at+jwt"}"#, #"{"iss":\#(issuer)}"#, "signature"]
            return parts.map { Base64URL.encode($0.utf8) }.joined(separator: ".")
        }
        for text in [#"["https://a.example"]"#, "null", "7", "\"\(long)\""].map(text) {
            let error = await #expect(throws: TokenError.self) {
                try await resolver.resolve(text, at: Self.now)
            }
            #expect(error?.code == .invalid)
        }
        for text in ["", "a.b", "lks_junk"] {
            let error = #expect(throws: TokenError.self) { try resolver.decide(text, at: Self.now) }
            #expect(error?.code == .malformed)
        }
        #expect(asked.value == 0)
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func increment() { count.withLock { $0 += 1 } }
}
