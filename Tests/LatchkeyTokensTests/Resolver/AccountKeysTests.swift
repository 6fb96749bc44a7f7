import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Synchronization
import Testing

struct AccountKeysTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)
    private let keys = AccountKeys(MasterKey())
    private let versions = Versions()

    private func issue(_ subject: String, keyOf account: String? = nil, version: Int64 = 1) throws -> String {
        try keys.issuer(
            for: account ?? subject,
            version: version,
            issuer: "https://i.example",
            audience: ["a"]
        )
        .issue(TokenGrant(subject: subject), at: Self.now).token
    }

    private func resolver(keptFor lifetime: TimeInterval = 0) -> TokenResolver {
        keys.resolver(issuer: "https://i.example", audience: "a", keptFor: lifetime) { [versions] account in
            versions.table.withLock { $0[ExactText(account)] }
        }
    }

    @Test("raising the version of one account's key logs that account out, and no other [A3]")
    func version() async throws {
        let (ada, bob) = (try issue("ada"), try issue("bob"))
        let resolver = resolver()
        #expect(try await resolver.resolve(ada, at: Self.now).subject == "ada")
        versions.table.withLock { $0["ada"] = 2 }
        let error = await #expect(throws: TokenError.self) { try await resolver.resolve(ada, at: Self.now) }
        #expect(error?.code == .invalid)
        #expect(try await resolver.resolve(bob, at: Self.now).subject == "bob")
        #expect(try await resolver.resolve(issue("ada", version: 2), at: Self.now).subject == "ada")
    }

    @Test(
        "a version that is kept is noticed when told, when its time is over, or by the first token of the new one"
    )
    func kept() async throws {
        let ada = try issue("ada")
        let resolver = resolver(keptFor: 60)
        _ = try await resolver.resolve(ada, at: Self.now)
        versions.table.withLock { $0["ada"] = 2 }
        #expect(try resolver.decide(ada, at: Self.now + 59) != nil)
        _ = try await resolver.resolve(issue("ada", version: 2), at: Self.now)
        await #expect(throws: TokenError.self) { try await resolver.resolve(ada, at: Self.now) }

        versions.table.withLock { $0["ada"] = 3 }
        let second = try issue("ada", version: 2)
        #expect(try resolver.decide(second, at: Self.now) != nil)
        resolver.forget { $0.subject == "ada" }
        await #expect(throws: TokenError.self) { try await resolver.resolve(second, at: Self.now) }
    }

    @Test("a key of one account signs for nobody else, though the kid is the same")
    func confusion() async throws {
        let error = await #expect(throws: TokenError.self) {
            try await resolver().resolve(issue("ada", keyOf: "bob"), at: Self.now)
        }
        #expect(error?.cause?.code == "signature_invalid")
    }

    @Test("an unknown account, and one whose name only looks like another's, is refused")
    func unknown() async throws {
        versions.table.withLock { $0["caf\u{e9}"] = 1 }
        #expect(try await resolver().resolve(issue("caf\u{e9}"), at: Self.now).subject == "caf\u{e9}")
        for name in ["eve", "cafe\u{301}"] {
            await #expect(throws: TokenError(.invalid)) {
                try await resolver().resolve(issue(name), at: Self.now)
            }
        }
    }

    @Test("every account, version and master key has a key of its own, and the same one each time")
    func derivation() throws {
        func secret(_ keys: AccountKeys, _ account: String, _ version: Int64) throws -> String {
            try keys.key(for: account, version: version).thumbprint()
        }
        let all = [
            try secret(keys, "ada", 1), try secret(keys, "ada", 11), try secret(keys, "ada1", 1),
            try secret(keys, "bob", 1), try secret(AccountKeys(MasterKey()), "ada", 1),
        ]
        #expect(Set(all).count == all.count)
        #expect(try secret(keys, "ada", 1) == all[0])
        let key = try keys.key(for: "ada", version: 1)
        #expect(key.keyID == "1")
        #expect(key.algorithm == .hs256)
    }
}

private final class Versions: Sendable {
    let table = Mutex<[ExactText: Int64]>(["ada": 1, "bob": 1])
}
