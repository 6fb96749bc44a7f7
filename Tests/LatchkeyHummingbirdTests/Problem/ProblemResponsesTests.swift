import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import NIOCore
import Testing

/// An error with an answer of its own.
private struct Teapot: HTTPResponseError {
    let status = HTTPResponse.Status(code: 418)

    func response(from request: Request, context: some RequestContext) -> Response {
        Response(status: status, body: ResponseBody(byteBuffer: ByteBuffer(string: "short and stout")))
    }
}

private struct Unexpected: Error, CustomStringConvertible {
    let description = "the database said: secret"
}

@Suite("ProblemResponses")
struct ProblemResponsesTests {
    private func answer(
        _ error: any Error,
        _ responses: ProblemResponses<TestContext> = ProblemResponses(),
        headers: HTTPFields = [:]
    ) async throws -> TestResponse {
        let router = Router(context: TestContext.self)
        router.add(middleware: responses)
        router.get("fails") { _, _ -> String in throw error }
        return try await Application(router: router, logger: .silent).test(.router) {
            try await $0.get("/fails", headers: headers)
        }
    }

    /// An error of Hummingbird's, the code it becomes, and the challenge.
    private static let errors: [(HTTPError, String, String?)] = [
        (HTTPError(.badRequest), "invalid_request", nil),
        (HTTPError(.unauthorized), "token_missing", "Bearer"),
        (HTTPError(.forbidden), "access_denied", #"Bearer error="insufficient_scope""#),
        (HTTPError(.notFound), "not_found", nil),
        (HTTPError(.methodNotAllowed, headers: [.allow: "GET"]), "method_not_allowed", nil),
        (HTTPError(.conflict), "invalid_request", nil),
        (HTTPError(.contentTooLarge), "content_too_large", nil),
        (HTTPError(.unsupportedMediaType), "unsupported_media_type", nil),
        (HTTPError(.unprocessableContent), "invalid_request", nil),
        (HTTPError(.tooManyRequests, headers: [.retryAfter: "9"]), "too_many_attempts", nil),
        (HTTPError(.internalServerError), "internal_error", nil),
        (HTTPError(.notImplemented), "internal_error", nil),
        (HTTPError(.serviceUnavailable), "unavailable", nil),
    ]

    @Test(
        "make problems of Hummingbird's errors, which keep status and header fields [C2]",
        arguments: errors.indices
    )
    func httpErrors(index: Int) async throws {
        let (error, code, challenge) = Self.errors[index]
        let response = try await answer(error)
        #expect(response.status == error.status)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.challenge == challenge)
        for field in error.headers { #expect(response.headers[field.name] == field.value) }
        let json = try JSONObject(json: response.text)
        #expect(json["code"] == .string(code))
        #expect(json["status"] == .integer(Int64(error.status.code)))
        #expect(try json.string("detail")?.isEmpty == false)
    }

    @Test("keep the message of an error below 500, and no other")
    func messages() async throws {
        let told = try await answer(HTTPError(.conflict, message: "The name is taken."))
        #expect(try JSONObject(json: told.text)["detail"] == "The name is taken.")
        let hidden = try await answer(HTTPError(.internalServerError, message: "secret"))
        #expect(!hidden.text.contains("secret"))
    }

    @Test("keep another scheme's challenge where an error brings one")
    func ownChallenge() async throws {
        let error = HTTPError(.unauthorized, headers: [.wwwAuthenticate: "DPoP"])
        #expect(try await answer(error).challenge == "DPoP")
    }

    @Test("make problems of what a router answers by itself [C2]")
    func router() async throws {
        let router = Router(context: TestContext.self)
        router.add(middleware: ProblemResponses())
        router.post("notes") { request, context in
            _ = try await request.body.collect(upTo: 10)
            return "ok"
        }
        try await router.test { client async throws in
            #expect(try await client.get("/nowhere").code == "not_found")
            let large = ByteBuffer(repeating: 0x61, count: 11)
            let response = try await client.execute(uri: "/notes", method: .post, body: large) { $0 }
            #expect(response.status == .contentTooLarge)
            #expect(try response.code == "content_too_large")
        }
    }

    @Test("leave problems, and errors with an answer of their own, as they are")
    func known() async throws {
        let problem = Problem(.tooManyAttempts, retryAfter: 7)
        let response = try await answer(problem)
        #expect(response.status == .tooManyRequests)
        #expect(response.headers[.retryAfter] == "7")
        #expect(try await answer(Teapot()).text == "short and stout")
        #expect(try await answer(TokenError(.expired)).code == "token_expired")
    }

    @Test("say nothing of an error that nobody knows")
    func unknown() async throws {
        let response = try await answer(Unexpected())
        #expect(response.status == .internalServerError)
        #expect(try response.code == "internal_error")
        #expect(!response.text.contains("secret"))
    }

    @Test("let every answer be changed in one place [B9] [C2]", arguments: ProblemCode.allCases)
    func override(code: ProblemCode) async throws {
        let responses = ProblemResponses<TestContext> { problem, request, _ in
            guard problem.code == code else { return nil }
            var headers = problem.answerHeaders
            headers[.contentType] = "application/json"
            return Response(
                status: problem.status == .unauthorized ? .init(code: 422) : problem.status,
                headers: headers,
                body: ResponseBody(
                    byteBuffer: ByteBuffer(string: #"{"msg":"\#(problem.code) \#(request.uri.path)"}"#)
                )
            )
        }
        let response = try await answer(Problem(code), responses)
        #expect(response.status.code == (code.status == .unauthorized ? 422 : code.status.code))
        #expect(response.text == "{\"msg\":\"\(code) /fails\"}")
        #expect(response.headers[.contentType] == "application/json")
        #expect(response.challenge == code.challenge?.description)
        let other = try #require(ProblemCode.allCases.first { $0 != code })
        #expect(try await answer(Problem(other), responses).code == other.rawValue)
    }

    @Test("answer 500 when the application's own answer fails")
    func failingOverride() async throws {
        let responses = ProblemResponses<TestContext> { _, _, _ in throw Unexpected() }
        let response = try await answer(Problem(.notFound), responses)
        #expect(response.status == .internalServerError)
        #expect(!response.text.contains("secret"))
    }

    @Test("come from guards and authenticators, too [C2]")
    func middleware() async throws {
        let router = Router(context: TestContext.self)
        router.add(
            middleware: ProblemResponses { problem, _, _ in
                Response(
                    status: problem.status,
                    body: .init(byteBuffer: ByteBuffer(string: problem.code.rawValue))
                )
            }
        )
        router.add(middleware: TokenAuthenticator(try TestTokens.verifier(), now: { TestTokens.now }))
        router.group("notes").add(middleware: RequireToken(.role("admin"))).get { _, _ in "ok" }
        let token = try TestTokens.sign()
        try await router.test { client async throws in
            #expect(try await client.get("/notes").text == "token_missing")
            #expect(try await client.get("/notes", headers: .bearer("junk")).text == "token_malformed")
            #expect(try await client.get("/notes", headers: .bearer(token)).text == "insufficient_role")
        }
    }
}
