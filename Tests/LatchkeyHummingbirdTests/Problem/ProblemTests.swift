import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@Suite("Problem")
struct ProblemTests {
    private func answer(_ problem: Problem) async throws -> TestResponse {
        let router = Router(context: TestContext.self)
        router.get("fails") { _, _ -> String in throw problem }
        return try await Application(router: router).test(.router) { try await $0.get("/fails") }
    }

    @Test("is application/problem+json with the members of the design")
    func members() async throws {
        let response = try await answer(
            Problem(.invalidFields, errors: [.init(field: "email", code: "invalid_format")])
        )
        #expect(response.status == .badRequest)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.cacheControl] == "no-store")
        let json = try JSONObject(json: response.text)
        #expect(json.names == ["type", "title", "status", "detail", "code", "errors", "request_id"])
        #expect(json["type"] == "urn:latchkey:problem:invalid_fields")
        #expect(json["title"] == "Invalid fields")
        #expect(json["status"] == 400)
        #expect(json["detail"] == "Some fields are missing or wrong.")
        #expect(json["code"] == "invalid_fields")
        #expect(json["errors"] == [["field": "email", "code": "invalid_format"]])
        #expect(try json.string("request_id")?.isEmpty == false)
    }

    @Test("leaves out errors when there are none and escapes what it is given")
    func detail() async throws {
        let detail = "a \"quoted\" \\ line\nand \u{1F511}"
        let json = try JSONObject(json: try await answer(Problem(.invalidRequest, detail: detail)).text)
        #expect(json["errors"] == nil)
        #expect(json["detail"] == .string(detail))
    }

    @Test("says when to try again and which methods there are")
    func headers() async throws {
        #expect(try await answer(Problem(.busy, retryAfter: 7)).headers[.retryAfter] == "7")
        let notAllowed = try await answer(Problem(.methodNotAllowed, headers: [.allow: "GET, POST"]))
        #expect(notAllowed.status == .methodNotAllowed)
        #expect(notAllowed.headers[.allow] == "GET, POST")
    }

    @Test("carries a Bearer challenge with every 401 and never a Basic one", arguments: ProblemCode.allCases)
    func challenges(code: ProblemCode) async throws {
        let response = try await answer(Problem(code))
        #expect(response.status == code.status)
        #expect(try response.code == code.rawValue)
        #expect(!code.detail.isEmpty && code.detail.hasSuffix("."))
        switch (code, code.status) {
        case (.tokenMissing, _), (.invalidCredentials, _), (.secondFactorRequired, _):
            #expect(response.challenge == "Bearer")
        case (_, .unauthorized):
            #expect(response.challenge == #"Bearer error="invalid_token""#)
        case (.insufficientScope, _), (.insufficientRole, _), (.insufficientUserAuthentication, _):
            #expect(response.challenge == "Bearer error=\"\(code.rawValue)\"")
        case (.accessDenied, _):
            #expect(response.challenge == #"Bearer error="insufficient_scope""#)
        default:
            #expect(response.challenge == nil)
        }
    }

    @Test("tells the codes of a token apart", arguments: TokenError.Code.allCases)
    func tokenCodes(code: TokenError.Code) {
        #expect(Problem(TokenError(code)).code.rawValue == code.rawValue)
    }

    @Test("answers HEAD without a body")
    func head() async throws {
        let router = Router(context: TestContext.self, options: .autoGenerateHeadEndpoints)
        router.get("fails") { _, _ -> String in throw Problem(.notFound) }
        try await Application(router: router).test(.live) { client in
            let response = try await client.execute(uri: "/fails", method: .head) { $0 }
            #expect(response.status == .notFound)
            #expect(response.body.readableBytes == 0)
        }
    }
}
