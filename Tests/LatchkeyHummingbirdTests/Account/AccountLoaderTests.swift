import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdRouter
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Logging
import Synchronization
import Testing

private struct User: Sendable {
    let name: String
    var isSuspended = false
}

/// Accounts that count how often they are asked for.
private final class Users: Sendable {
    struct Unreachable: Error {}

    private let loads = Mutex<[String]>([])
    private let users: [String: User]

    init(_ users: [String: User] = ["ada": User(name: "Ada"), "bob": User(name: "Bob", isSuspended: true)]) {
        self.users = users
    }

    var loaded: [String] { loads.withLock { $0 } }

    func find(_ id: String) async throws -> User? {
        await Task.yield()
        loads.withLock { $0.append(id) }
        guard id != "broken" else { throw Unreachable() }
        return users[id]
    }
}

private struct UserContext: AccountRequestContext, RouterRequestContext {
    var coreContext: CoreRequestContextStorage
    var routerContext = RouterBuilderContext()
    var token: AccessToken?
    var account: User?

    init(source: Source) { coreContext = CoreRequestContextStorage(source: source) }
}

@Suite("AccountLoader")
struct AccountLoaderTests {
    private let users = Users()

    private func loader(failure: Problem = Problem(.tokenInvalid)) -> AccountLoader<UserContext> {
        AccountLoader(failure: failure, isActive: { !$0.isSuspended }) { [users] token, _ in
            try await users.find(token.subject)
        }
    }

    private func authenticator(
        _ locations: [TokenLocation] = [.bearer]
    ) throws -> TokenAuthenticator<UserContext> {
        TokenAuthenticator(try TestTokens.verifier(), locations: locations, now: { TestTokens.now })
    }

    private func router(failure: Problem = Problem(.tokenInvalid)) throws -> Router<UserContext> {
        let router = Router(context: UserContext.self)
        router.add(middleware: try authenticator())
        router.add(middleware: loader(failure: failure))
        router.get("who") { _, context in context.account?.name ?? "stranger" }
        router.on("who", method: .options) { _, context in context.account?.name ?? "preflight" }
        router.get("me") { _, context in try context.requireAccount().name }
        return router
    }

    private func get(
        _ uri: String,
        as subject: JSONValue?,
        failure: Problem = Problem(.tokenInvalid)
    ) async throws -> TestResponse {
        let headers = try subject.map { HTTPFields.bearer(try TestTokens.sign(["sub": $0])) } ?? [:]
        return try await Application(router: router(failure: failure), logger: .silent).test(.router) {
            try await $0.get(uri, headers: headers)
        }
    }

    @Test("hands the account to the handler [D6] [B9]")
    func account() async throws {
        #expect(try await get("/who", as: "ada").text == "Ada")
        #expect(try await get("/me", as: "ada").text == "Ada")
        #expect(users.loaded == ["ada", "ada"])
    }

    @Test("loads nothing without a token; a handler that needs an account gets 401 [B4] [D6]")
    func noToken() async throws {
        #expect(try await get("/who", as: nil).text == "stranger")
        let response = try await get("/me", as: nil)
        #expect(response.status == .unauthorized)
        #expect(try response.code == "token_missing")
        #expect(users.loaded.isEmpty)
    }

    @Test("loads nothing for OPTIONS")
    func options() async throws {
        let headers = HTTPFields.bearer(try TestTokens.sign(["sub": "nobody"]))
        let text = try await Application(router: router()).test(.router) { client async throws in
            try await client.execute(uri: "/who", method: .options, headers: headers) { $0.text }
        }
        #expect(text == "preflight")
        #expect(users.loaded.isEmpty)
    }

    @Test(
        "refuses a token whose account is gone or not active, without a word about why [B7]",
        arguments: ["nobody", "bob"]
    )
    func refused(subject: String) async throws {
        let response = try await get("/who", as: .string(subject))
        #expect(response.status == .unauthorized)
        #expect(try response.code == "token_invalid")
        #expect(response.challenge == #"Bearer error="invalid_token""#)
        #expect(!response.text.contains(subject))
    }

    @Test("answers with a failure of the application's own [B9]", arguments: ["nobody", "bob"])
    func ownFailure(subject: String) async throws {
        let failure = Problem(.accessDenied, detail: "This account is closed.")
        let response = try await get("/who", as: .string(subject), failure: failure)
        #expect(response.status == .forbidden)
        #expect(try JSONObject(json: response.text)["detail"] == "This account is closed.")
    }

    @Test("lets nobody pass when accounts cannot be loaded")
    func unreachable() async throws {
        #expect(try await get("/who", as: "broken").status == .internalServerError)
    }

    @Test("loads once per request, however many loaders there are")
    func once() async throws {
        let router = try router()
        router.group("a").add(middleware: loader()).group("b").add(middleware: loader())
            .get { _, context in try context.requireAccount().name }
        let headers = HTTPFields.bearer(try TestTokens.sign(["sub": "ada"]))
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.get("/a/b", headers: headers).text == "Ada")
        }
        #expect(users.loaded == ["ada"])
    }

    @Test("every loader checks that the account is active")
    func nestedCheck() async throws {
        let router = Router(context: UserContext.self)
        router.add(middleware: try authenticator())
        router.add(middleware: AccountLoader { [users] token, _ in try await users.find(token.subject) })
        router.group("strict").add(middleware: loader()).get { _, _ in "ok" }
        router.get("open") { _, context in try context.requireAccount().name }
        let headers = HTTPFields.bearer(try TestTokens.sign(["sub": "bob"]))
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.get("/open", headers: headers).text == "Bob")
            #expect(try await client.get("/strict", headers: headers).status == .unauthorized)
        }
    }

    @Test("a second token brings its own account, never the first one's")
    func secondToken() async throws {
        let users = Users(["ada": User(name: "Ada"), "eve": User(name: "Eve")])
        let router = Router(context: UserContext.self)
        let load = AccountLoader<UserContext> { token, _ in try await users.find(token.subject) }
        router.add(middleware: try authenticator())
        router.add(middleware: load)
        let group = router.group().add(middleware: try authenticator([.query()]))
        group.get("unloaded") { _, context in context.account?.name ?? "nobody" }
        group.group().add(middleware: load).get("loaded") { _, context in try context.requireAccount().name }
        let headers = HTTPFields.bearer(try TestTokens.sign(["sub": "ada"]))
        let eve = try TestTokens.sign(["sub": "eve"])
        try await Application(router: router).test(.router) { client async throws in
            #expect(try await client.get("/loaded?access_token=\(eve)", headers: headers).text == "Eve")
            #expect(try await client.get("/unloaded?access_token=\(eve)", headers: headers).text == "nobody")
            #expect(try await client.get("/unloaded", headers: headers).text == "Ada")
        }
    }

    @Test("reads well in a result-builder router, too")
    func builder() async throws {
        let authenticator = try authenticator()
        let loader = loader()
        let router = RouterBuilder(context: UserContext.self) {
            authenticator
            loader
            Get("me") { _, context in try context.requireAccount().name }
        }
        let headers = HTTPFields.bearer(try TestTokens.sign(["sub": "ada"]))
        try await Application(responder: router).test(.router) { client async throws in
            #expect(try await client.get("/me", headers: headers).text == "Ada")
            #expect(try await client.get("/me").status == .unauthorized)
        }
    }
}

extension Logger {
    static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
}
