import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdRouter
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@Suite("RequireToken")
struct RequireTokenTests {
    /// GETs a route behind the requirements.
    private func get(
        _ requirements: [TokenRequirement],
        _ claims: [String: JSONValue]?,
        without absent: [String] = []
    ) async throws -> TestResponse {
        let router = try authenticatedRouter()
        let group = router.group()
        for requirement in requirements {
            group.add(middleware: RequireToken(requirement, now: { TestTokens.now }))
        }
        if requirements.isEmpty { group.add(middleware: RequireToken()) }
        group.get("notes") { _, context in try context.requireToken().subject }
        let headers = try claims.map { HTTPFields.bearer(try TestTokens.sign($0, without: absent)) } ?? [:]
        return try await Application(router: router).test(.router) {
            try await $0.get("/notes", headers: headers)
        }
    }

    @Test("lets any good token pass when nothing is required of it [B2] [E3]")
    func anyToken() async throws {
        #expect(try await get([], ["scope": ""]).status == .ok)
    }

    @Test(
        "asks for a token with a bare Bearer challenge when none came [B2] [E3]",
        arguments: [[], [.scope("notes:read")], [.role("admin")], [.fresh]] as [[TokenRequirement]]
    )
    func noToken(requirements: [TokenRequirement]) async throws {
        let response = try await get(requirements, nil)
        #expect(response.status == .unauthorized)
        #expect(try response.code == "token_missing")
        #expect(response.challenge == "Bearer")
    }

    @Test(
        "asks for every token of a scope",
        arguments: [
            ("notes:read", "notes:read", true), ("notes:read", "other notes:read", true),
            ("notes:read notes:write", "notes:write notes:read", true),
            ("notes:read notes:write", "notes:read", false), ("notes:read", "", false),
            ("notes:read", "notes:reading", false), ("notes:read", "NOTES:READ", false),
            ("caf\u{E9}", "cafe\u{301}", false),
        ]
    )
    func scope(required: String, granted: String, passes: Bool) async throws {
        let response = try await get([.scope(Scope(required))], ["scope": .string(granted)])
        #expect(response.status == (passes ? .ok : .forbidden))
        if !passes { #expect(try response.code == "insufficient_scope") }
    }

    @Test(
        "asks for one token of several",
        arguments: [
            ("a b", "b", true), ("a b", "a b", true), ("a b", "c", false), ("a b", "", false),
            ("", "a", false),
        ]
    )
    func anyScope(required: String, granted: String, passes: Bool) async throws {
        let response = try await get([.anyScope(Scope(required))], ["scope": .string(granted)])
        #expect(response.status == (passes ? .ok : .forbidden))
    }

    @Test("names the scope that is needed (RFC 6750 §3.1)")
    func scopeChallenge() async throws {
        let response = try await get([.scope("notes:write notes:admin")], [:])
        #expect(
            response.challenge == #"Bearer error="insufficient_scope", scope="notes:write notes:admin""#
        )
    }

    @Test(
        "asks for a role [A8] [E3]",
        arguments: [
            (["admin"], true), (["user", "admin"], true), ([], false), (["Admin"], false),
            (["admin "], false), (["ad", "min"], false),
        ] as [([JSONValue], Bool)]
    )
    func role(roles: [JSONValue], passes: Bool) async throws {
        let response = try await get([.role("admin")], ["roles": .array(roles)])
        #expect(response.status == (passes ? .ok : .forbidden))
        guard !passes else { return }
        #expect(try response.code == "insufficient_role")
        #expect(response.challenge == #"Bearer error="insufficient_role""#)
    }

    @Test(
        "measures freshness from the sign-in",
        arguments: [(0, true), (299, true), (300, true), (301, false), (-60, true), (-61, false)]
    )
    func fresh(age: Int64, passes: Bool) async throws {
        let time = Int64(TestTokens.now.timeIntervalSince1970)
        let response = try await get([.fresh], ["auth_time": .integer(time - age)])
        #expect(response.status == (passes ? .ok : .forbidden))
        guard !passes else { return }
        #expect(try response.code == "insufficient_user_authentication")
        #expect(response.challenge == #"Bearer error="insufficient_user_authentication", max_age="300""#)
    }

    @Test("takes a token without a time of sign-in for stale, however young it is")
    func neverFresh() async throws {
        let response = try await get([.fresh(within: .seconds(1_000_000_000))], [:], without: ["auth_time"])
        #expect(try response.code == "insufficient_user_authentication")
    }

    @Test("asks for everything that is listed, the first shortfall answers")
    func several() async throws {
        let router = try authenticatedRouter()
        router.group()
            .add(middleware: RequireToken(.scope("notes:read"), .role("admin")))
            .get("notes") { _, _ in "ok" }
        let plain = HTTPFields.bearer(try TestTokens.sign())
        let admin = HTTPFields.bearer(try TestTokens.sign(["roles": ["admin"]]))
        let neither = HTTPFields.bearer(try TestTokens.sign(["scope": ""]))
        try await router.test { client async throws in
            #expect(try await client.get("/notes", headers: admin).text == "ok")
            #expect(try await client.get("/notes", headers: plain).code == "insufficient_role")
            #expect(try await client.get("/notes", headers: neither).code == "insufficient_scope")
        }
    }

    @Test("lets OPTIONS pass without a token")
    func options() async throws {
        let router = try authenticatedRouter()
        let group = router.group().add(middleware: RequireToken(.role("admin")))
        group.on("notes", method: .options) { _, _ in "preflight" }
        group.get("notes") { _, _ in "notes" }
        try await router.test { client in
            let preflight = try await client.execute(uri: "/notes", method: .options) { $0 }
            #expect(preflight.text == "preflight")
            #expect(try await client.get("/notes").status == .unauthorized)
        }
    }

    @Test("guards every other method", arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PURGE"])
    func methods(name: String) async throws {
        let method = try #require(HTTPRequest.Method(name))
        let router = try authenticatedRouter()
        router.group().add(middleware: RequireToken()).on("notes", method: method) { _, _ in "notes" }
        try await router.test { client async throws in
            #expect(try await client.execute(uri: "/notes", method: method) { $0.status } == .unauthorized)
        }
    }

    @Test("guards its group and nothing beside it [B4]")
    func groups() async throws {
        let router = try authenticatedRouter()
        router.get("open") { _, _ in "open" }
        router.group("closed").add(middleware: RequireToken()).get { _, _ in "closed" }
        try await router.test { client async throws in
            #expect(try await client.get("/open").text == "open")
            #expect(try await client.get("/closed").status == .unauthorized)
        }
    }

    @Test("a handler can ask for the token itself [B2]")
    func handlerAsks() async throws {
        let router = try authenticatedRouter()
        router.get("me") { _, context in try context.requireToken().subject }
        try await router.test { client in
            let response = try await client.get("/me")
            #expect(response.status == .unauthorized)
            #expect(response.challenge == "Bearer")
            #expect(try response.code == "token_missing")
        }
    }
}

/// A context for the result-builder router.
private struct BuilderContext: TokenRequestContext, RouterRequestContext {
    var coreContext: CoreRequestContextStorage
    var routerContext = RouterBuilderContext()
    var token: AccessToken?

    init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }
}

@Suite("RequireToken in a result-builder router")
struct RouterBuilderTests {
    @Test("authenticates and requires [B2] [B4]")
    func builder() async throws {
        let verifier = try TestTokens.verifier()
        let router = RouterBuilder(context: BuilderContext.self) {
            TokenAuthenticator(verifier, now: { TestTokens.now })
            Get("welcome") { _, context in context.token?.subject ?? "stranger" }
            RouteGroup("notes") {
                RequireToken(.scope("notes:read"))
                Get { _, context in try context.requireToken().subject }
            }
            RouteGroup("admin") {
                RequireToken(.role("admin") || .scope("notes:admin") && !.claim("suspended", equals: true))
                Get { _, _ in "admin" }
            }
        }
        let reader = HTTPFields.bearer(try TestTokens.sign())
        let other = HTTPFields.bearer(try TestTokens.sign(["scope": "else"]))
        let admin = HTTPFields.bearer(try TestTokens.sign(["scope": "notes:admin"]))
        let suspended = HTTPFields.bearer(
            try TestTokens.sign(["scope": "notes:admin", "suspended": true])
        )
        try await Application(responder: router).test(.router) { client async throws in
            #expect(try await client.get("/welcome").text == "stranger")
            #expect(try await client.get("/notes").challenge == "Bearer")
            #expect(try await client.get("/notes", headers: other).status == .forbidden)
            #expect(try await client.get("/notes", headers: reader).text == TestTokens.subject)
            #expect(try await client.get("/admin", headers: reader).code == "insufficient_scope")
            #expect(try await client.get("/admin", headers: admin).text == "admin")
            #expect(try await client.get("/admin", headers: suspended).code == "insufficient_role")
        }
    }
}
