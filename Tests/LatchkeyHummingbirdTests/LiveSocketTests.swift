import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Logging
import NIOCore
import Testing

/// The same rules over a real connection, where header fields, cookies and bodies are what a server reads off the wire.
@Suite("Over a live socket")
struct LiveSocketTests {
    private static let cookies = try? TokenCookies(transport: .insecureOnLoopback)

    private func run(_ test: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let cookies = try #require(Self.cookies)
        let router = Router(context: TestContext.self)
        router.add(
            middleware: TokenAuthenticator(
                try TestTokens.verifier(),
                locations: [.bearer, cookies.accessLocation, .form()],
                now: { TestTokens.now }
            )
        )
        router.get("welcome") { _, context in context.token?.subject ?? "stranger" }
        let notes = router.group("notes").add(middleware: RequireToken(.scope("notes:read")))
        notes.get { _, context in try context.requireToken().subject }
        notes.post { request, _ in
            // The body was read for a token, and is still there.
            String(buffer: try await request.body.collect(upTo: 65_536))
        }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await Application(router: router, logger: logger).test(.live) { try await test($0) }
    }

    private func fields(_ pairs: [(HTTPField.Name, String)]) -> HTTPFields {
        HTTPFields(pairs.map { HTTPField(name: $0, value: $1) })
    }

    @Test("knows its callers, and refuses strangers where a token is needed")
    func guarded() async throws {
        let token = try TestTokens.sign()
        try await run { client in
            let stranger = try await client.get("/notes")
            #expect(stranger.status == .unauthorized)
            #expect(stranger.challenge == "Bearer")
            let known = try await client.get("/notes", headers: [.authorization: "bEaReR \(token)"])
            #expect(known.status == .ok && known.text == TestTokens.subject)
            #expect(try await client.get("/welcome").text == "stranger")
        }
    }

    @Test("refuses two Authorization fields, two cookies of one name, and two tokens that differ")
    func twoTokens() async throws {
        let (one, other) = (try TestTokens.sign(), try TestTokens.sign(["jti": "other"]))
        try await run { [self] client in
            let twice = try await client.get(
                "/welcome",
                headers: fields([(.authorization, "Bearer \(one)"), (.authorization, "Bearer \(one)")])
            )
            #expect(twice.status == .unauthorized)
            let name = try #require(Self.cookies).accessName
            let planted = try await client.get(
                "/welcome",
                headers: fields([(.cookie, "\(name)=\(one); \(name)=\(other)")])
            )
            #expect(planted.status == .badRequest)
            let torn = try await client.get(
                "/welcome",
                headers: fields([(.authorization, "Bearer \(one)"), (.cookie, "\(name)=\(other)")])
            )
            #expect(torn.status == .badRequest)
            #expect(torn.challenge == #"Bearer error="invalid_request""#)
        }
    }

    @Test("refuses an over-long cookie without reading it for a token, and goes on serving")
    func longCookie() async throws {
        let token = try TestTokens.sign()
        try await run { client in
            let name = try #require(Self.cookies).accessName
            let long = try await client.get(
                "/welcome",
                headers: [.cookie: "\(name)=\(String(repeating: "A", count: 9000))"]
            )
            #expect(long.status == .unauthorized || long.status == .badRequest)
            #expect(try await client.get("/notes", headers: .bearer(token)).status == .ok)
        }
    }

    @Test("takes a token from a form, and leaves the form to the handler")
    func form() async throws {
        let body = "note=hello&access_token=\(try TestTokens.sign())"
        try await run { client in
            let answer = try await client.execute(
                uri: "/notes",
                method: .post,
                headers: [.contentType: "application/x-www-form-urlencoded"],
                body: ByteBuffer(string: body)
            ) { $0 }
            #expect(answer.status == .ok)
            #expect(answer.text == body)
        }
    }

    @Test("answers many callers at once, each as themselves")
    func parallel() async throws {
        let subjects = (0..<32).map { "account-\($0)" }
        let tokens = try subjects.map { try TestTokens.sign(["sub": .string($0)]) }
        try await run { client in
            let answers = try await withThrowingTaskGroup(of: (Int, String).self) { group in
                for round in 0..<128 {
                    let number = round % subjects.count
                    group.addTask {
                        (number, try await client.get("/notes", headers: .bearer(tokens[number])).text)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == 128)
            #expect(answers.allSatisfy { subjects[$0] == $1 })
        }
    }
}
