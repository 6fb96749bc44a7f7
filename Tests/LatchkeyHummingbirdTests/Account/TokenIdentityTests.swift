import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

/// Read with an initialiser of its own.
private struct Member: TokenIdentity {
    let name: String
    let isAdministrator: Bool

    init(_ token: AccessToken) throws {
        guard token.subject != "banned" else { throw Problem(.accessDenied) }
        name = token.subject
        isAdministrator = token.hasRole("admin")
    }
}

/// Read from the claims by their names.
private struct Customer: TokenIdentity, Decodable {
    let sub: String
    let tier: String
}

private struct CustomerContext: AccountRequestContext {
    var coreContext: CoreRequestContextStorage
    var token: AccessToken?
    var account: Customer?

    init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }
}

@Suite("TokenIdentity")
struct TokenIdentityTests {
    private func get(
        _ uri: String,
        _ claims: [String: JSONValue]?,
        type: String = "at+jwt"
    ) async throws -> TestResponse {
        let router = try authenticatedRouter(verifier: TestTokens.verifier(kinds: RequirementBench.kinds))
        router.get("member") { _, context in
            let member: Member = try context.identity()
            return "\(member.name) \(member.isAdministrator)"
        }
        router.get("customer") { _, context in try context.identity(as: Customer.self).tier }
        let headers = try claims.map { HTTPFields.bearer(try TestTokens.sign($0, type: type)) } ?? [:]
        return try await Application(router: router).test(.router) { try await $0.get(uri, headers: headers) }
    }

    @Test("is made from the token alone [B9] [D6]")
    func member() async throws {
        #expect(try await get("/member", ["sub": "ada", "roles": ["admin"]]).text == "ada true")
        #expect(try await get("/member", ["sub": "bob"]).text == "bob false")
    }

    @Test("is read from the claims by their names [B9]")
    func customer() async throws {
        #expect(try await get("/customer", ["tier": "gold"]).text == "gold")
    }

    @Test(
        "that a token does not give is no identity: 401",
        arguments: [[:], ["tier": 1], ["tier": nil]] as [[String: JSONValue]]
    )
    func incomplete(claims: [String: JSONValue]) async throws {
        let response = try await get("/customer", claims)
        #expect(response.status == .unauthorized)
        #expect(try response.code == "token_invalid")
    }

    @Test("can refuse with a problem of its own")
    func ownProblem() async throws {
        #expect(try await get("/member", ["sub": "banned"]).code == "access_denied")
    }

    @Test("needs an access token")
    func noToken() async throws {
        #expect(try await get("/member", nil).code == "token_missing")
        #expect(try await get("/member", ["sub": "ada"], type: "rt+jwt").code == "token_invalid")
    }

    @Test("can be the context's account, loaded from nowhere [B9]")
    func loader() async throws {
        let router = Router(context: CustomerContext.self)
        router.add(middleware: TokenAuthenticator(try TestTokens.verifier(), now: { TestTokens.now }))
        router.add(middleware: AccountLoader(isActive: { $0.tier != "none" }))
        router.get("tier") { _, context in context.account?.tier ?? "stranger" }
        let tokens = try ["gold", "none"].map { try TestTokens.sign(["tier": .string($0)]) }
        let untiered = try TestTokens.sign()
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.get("/tier").text == "stranger")
            #expect(try await client.get("/tier", headers: .bearer(tokens[0])).text == "gold")
            #expect(try await client.get("/tier", headers: .bearer(tokens[1])).code == "token_invalid")
            #expect(try await client.get("/tier", headers: .bearer(untiered)).code == "token_invalid")
        }
    }
}
