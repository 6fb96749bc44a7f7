import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Synchronization
import Testing

/// A source that learns a second key when it is asked to, and remembers for which `kid` it was asked.
private final class LearningKeys: KeySource {
    private let first: JWKSet
    private let second: JWKSet
    private let learns: Bool
    private let asked = Mutex<[String?]>([])

    init(_ first: JWKSet, learning second: JWKSet, learns: Bool = true) {
        self.first = first
        self.second = second
        self.learns = learns
    }

    var refreshes: [String?] { asked.withLock { $0 } }

    var current: KeySnapshot {
        let learned = learns && !refreshes.isEmpty
        return KeySnapshot(keys: learned ? second : first, generation: learned ? 1 : 0)
    }

    func refresh(for keyID: String?) async { asked.withLock { $0.append(keyID) } }
}

@Suite("A token with an unknown key")
struct UnknownKeyTests {
    private func keys(learns: Bool = true) throws -> LearningKeys {
        LearningKeys(
            try TestTokens.publicKeys(TestTokens.signingKey),
            learning: try TestTokens.publicKeys(TestTokens.signingKey, TestTokens.otherKey),
            learns: learns
        )
    }

    private func get(_ tokens: [String], _ keys: LearningKeys) async throws -> [Int] {
        let router = try authenticatedRouter(verifier: TestTokens.verifier(keys: keys))
        router.get("me") { _, context in try context.requireToken().subject }
        return try await Application(router: router).test(.router) { client in
            var statuses: [Int] = []
            for token in tokens {
                statuses.append(try await client.get("/me", headers: .bearer(token)).status.code)
            }
            return statuses
        }
    }

    @Test("makes the key source learn it once")
    func learns() async throws {
        let keys = try keys()
        let token = try TestTokens.sign(key: TestTokens.otherKey)
        #expect(try await get([token, token], keys) == [200, 200])
        #expect(keys.refreshes == ["a1"])
    }

    @Test("is refused when the key source does not learn it")
    func doesNotLearn() async throws {
        let keys = try keys(learns: false)
        #expect(try await get([TestTokens.sign(key: TestTokens.otherKey)], keys) == [401])
        #expect(keys.refreshes == ["a1"])
    }

    @Test("is the only reason to ask the key source")
    func otherFaults() async throws {
        let keys = try keys()
        let time = Int64(TestTokens.now.timeIntervalSince1970)
        let tokens = [
            try TestTokens.sign(), try TestTokens.sign(["exp": .integer(time - 1)]), "junk",
            try TestTokens.sign(["iss": "https://evil.example"]),
        ]
        #expect(try await get(tokens, keys) == [200, 401, 401, 401])
        #expect(keys.refreshes.isEmpty)
    }
}
