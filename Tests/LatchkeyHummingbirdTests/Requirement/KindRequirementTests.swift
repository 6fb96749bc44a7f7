import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyTokens
import Testing

@Suite("Requirements of the token's kind")
struct KindRequirementTests {
    private static let download = TokenKind.custom("download+jwt")
    private static let kinds: [TokenKind] = [.access, .refresh, .oneTime, download]

    /// A requirement, and the kinds that pass it.
    private static let cases: [(TokenRequirement, [TokenKind])] = [
        (.scope("notes:read"), [.access]),
        (.scope("notes:read") && .role("r") || .scope("notes:read"), [.access]),
        (.kind(.refresh), [.refresh]),
        (.kind(.oneTime), [.oneTime]),
        (.kind(.custom("application/DOWNLOAD+jwt")), [download]),
        (.kind(.access, .refresh), [.access, .refresh]),
        (.kind(.access) || .kind(.oneTime), [.access, .oneTime]),
        (.kind(.refresh) && .scope("notes:read"), [.refresh]),
        (.kind(.refresh) && .scope("other"), []),
        // Each side of || for itself: a kind that is named on one side opens nothing on the other.
        (.scope("notes:read") || .kind(.refresh), [.access, .refresh]),
        (.scope("other") || .kind(.refresh), [.refresh]),
        ((.scope("notes:read") || .kind(.refresh)) && .scope("notes:read"), [.access, .refresh]),
        ((.scope("notes:read") || .kind(.refresh)) && .kind(.oneTime), [.oneTime]),
        // What is excluded is no way in.
        (!.kind(.refresh), [.access]), (!(.kind(.access)), []), (!(!(.kind(.refresh))), []),
        (!.kind(.refresh) || .kind(.refresh), [.access, .refresh]),
        (.kind(), []),
    ]

    @Test(
        "let only the kinds pass that are named, access tokens where none is [B5]",
        arguments: cases.indices
    )
    func kinds(index: Int) async throws {
        let (requirement, passing) = Self.cases[index]
        for kind in Self.kinds {
            let verdict = try await RequirementBench.ask(requirement, kind: kind)
            #expect((verdict == .ok) == passing.contains(kind), "\(kind) for \(requirement)")
        }
    }

    @Test("refuse another kind as no token for this route: 401 [B5]")
    func answer() async throws {
        #expect(try await RequirementBench.ask(.scope("notes:read"), kind: .refresh) == .kind)
        #expect(try await RequirementBench.ask(.kind(.refresh), kind: .access) == .kind)
        #expect(try await RequirementBench.ask(.fresh && .kind(.refresh), kind: .oneTime) == .kind)
    }

    @Test("an empty guard, and a handler that asks for the token, want an access token [B5]")
    func defaults() async throws {
        let router = try authenticatedRouter(verifier: TestTokens.verifier(kinds: RequirementBench.kinds))
        router.group("guard").add(middleware: RequireToken()).get { _, _ in "ok" }
        router.get("handler") { _, context in try context.requireToken().subject }
        router.get("refresh") { _, context in try context.requireToken(.refresh).subject }
        let (access, refresh) = (try TestTokens.sign(), try TestTokens.sign(type: "rt+jwt"))
        try await router.test { client async throws in
            #expect(try await client.get("/guard", headers: .bearer(access)).status == .ok)
            #expect(try await Verdict(client.get("/guard", headers: .bearer(refresh))) == .kind)
            #expect(try await client.get("/handler", headers: .bearer(access)).status == .ok)
            #expect(try await Verdict(client.get("/handler", headers: .bearer(refresh))) == .kind)
            #expect(try await client.get("/refresh", headers: .bearer(refresh)).status == .ok)
            #expect(try await Verdict(client.get("/refresh", headers: .bearer(access))) == .kind)
        }
    }

    @Test("a kind that the verifier does not take does not come so far [B5]")
    func verifier() async throws {
        let router = try authenticatedRouter()
        router.get("welcome") { _, context in context.token?.subject ?? "stranger" }
        let refresh = try TestTokens.sign(type: "rt+jwt")
        try await router.test { client async throws in
            #expect(try await Verdict(client.get("/welcome", headers: .bearer(refresh))) == .kind)
        }
    }
}
