import Foundation
import HTTPTypes
import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct TokenEndpointTests {
    private static let clientCredentials = [("grant_type", "client_credentials")]

    private static func enableAll(_ configuration: inout ServerConfiguration) {
        configuration.grants = [.password, .refreshToken, .clientCredentials]
    }

    @Test("the password grant answers access_token and account_id, and its refresh token refreshes [A1] [B5]")
    func walk() async throws {
        try await APIFixture.run(configure: Self.enableAll) { fixture in
            let ada = try await fixture.signUp()
            let client = try await fixture.oauthClient()
            let answer = try await fixture.passwordGrant(client)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/json")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[try #require(HTTPField.Name("Pragma"))] == "no-cache")
            let json = try answer.json
            #expect(
                json.names == [
                    "access_token", "token_type", "expires_in", "refresh_token", "scope", "account_id",
                ]
            )
            #expect(json["account_id"] == .string(ada.account))
            #expect(json["token_type"] == "Bearer")
            #expect(json["scope"] == "read write")
            let access = try #require(try json.string("access_token"))
            #expect(try await fixture.api.get("/api/me", bearer: access).status == .ok)
            let refresh = try #require(try json.string("refresh_token"))
            let again = try await fixture.token(
                client,
                [("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", "read")]
            )
            #expect(again.status == .ok)
            #expect(try again.json["scope"] == "read")
            try expectOAuthError(
                try await fixture.token(
                    client,
                    [("grant_type", "refresh_token"), ("refresh_token", refresh), ("scope", "read admin")]
                ),
                .badRequest,
                "invalid_scope"
            )
        }
    }

    @Test("a client's refresh token is nothing to /api/refresh, where no client authenticates")
    func otherDoor() async throws {
        try await APIFixture.run(configure: Self.enableAll) { fixture in
            try await fixture.signUp()
            let client = try await fixture.oauthClient()
            let json = try await fixture.passwordGrant(client).json
            let refresh = try #require(try json.string("refresh_token"))
            try expectProblem(
                try await fixture.refresh(refresh),
                .unauthorized,
                "refresh_invalid",
                challenge: "Bearer error=\"invalid_token\""
            )
            let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)]
            #expect(try await fixture.token(client, form).status == .ok)
        }
    }

    @Test("by default the password grant does not exist")
    func passwordIsOff() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let client = try await fixture.oauthClient()
            try expectOAuthError(
                try await fixture.passwordGrant(client),
                .badRequest,
                "unsupported_grant_type"
            )
            #expect(try await fixture.token(client, Self.clientCredentials).status == .ok)
        }
    }

    @Test("a client authenticates by header or body, never by both, and never twice")
    func authentication() async throws {
        try await APIFixture.run { fixture in
            let client = try await fixture.oauthClient()
            let other = try await fixture.oauthClient()
            let id = [("client_id", client.id)]
            let secret = [("client_secret", client.secret)]
            func post(_ form: [(String, String)], _ headers: HTTPFields = [:]) async throws -> APIAnswer {
                try await fixture.api.post(
                    "/oauth/token",
                    form: Self.clientCredentials + form,
                    headers: headers
                )
            }
            #expect(try await post([], client.basic).status == .ok)
            #expect(try await post(id, client.basic).status == .ok)
            #expect(try await post(id + secret).status == .ok)
            #expect(try await post(id + [("client_secret", "")], client.basic).status == .ok)
            let mixtures: [([(String, String)], HTTPFields)] = [
                (id + secret, client.basic), (secret, client.basic), (secret, [:]),
                ([("client_assertion", "a.b.c")], client.basic),
                (id + secret + [("client_assertion", "a.b.c")], [:]),
                (id + [("client_assertion", "a.b.c")], [:]),
                ([("client_assertion_type", "x")], [:]), ([("client_id", other.id)], client.basic),
            ]
            for (form, headers) in mixtures {
                try expectOAuthError(try await post(form, headers), .badRequest, "invalid_request")
            }
            var twice = client.basic
            twice.append(HTTPField(name: .authorization, value: client.basic[.authorization] ?? ""))
            try expectOAuthError(try await post([], twice), .badRequest, "invalid_request")
        }
    }

    @Test("a client that does not authenticate gets 401 with the scheme that it used, unknown or not")
    func refused() async throws {
        try await APIFixture.run { fixture in
            let client = try await fixture.oauthClient()
            let wrong = [
                OAuthClient(id: client.id, secret: "lkc_wrong"),
                OAuthClient(id: UUIDv7(at: Date()).description, secret: client.secret),
                OAuthClient(id: "junk", secret: "junk"),
            ]
            var texts: Set<String> = []
            for client in wrong {
                let answer = try await fixture.token(client, Self.clientCredentials)
                try expectOAuthError(
                    answer,
                    .unauthorized,
                    "invalid_client",
                    challenge: "Basic realm=\"oauth\""
                )
                texts.insert(answer.text)
            }
            #expect(texts.count == 1)
            let inBody = Self.clientCredentials + [("client_id", client.id), ("client_secret", "wrong")]
            for form in [inBody, Self.clientCredentials] {
                let answer = try await fixture.api.post("/oauth/token", form: form)
                try expectOAuthError(answer, .unauthorized, "invalid_client", challenge: "Bearer")
            }
            for header in ["Bearer x", "Basic !", "Basic"] {
                let answer = try await fixture.api.post(
                    "/oauth/token",
                    form: Self.clientCredentials,
                    headers: [.authorization: header]
                )
                try expectOAuthError(
                    answer,
                    .unauthorized,
                    "invalid_client",
                    challenge: "Basic realm=\"oauth\""
                )
            }
        }
    }

    @Test("only a form is read, each parameter once; a query is not looked at")
    func body() async throws {
        try await APIFixture.run { fixture in
            let client = try await fixture.oauthClient()
            func post(_ text: String, type: String?, path: String = "/oauth/token") async throws -> APIAnswer
            {
                var headers = client.basic
                headers[.contentType] = type
                return try await fixture.api.send(
                    .post,
                    path,
                    headers: headers,
                    body: Array(text.utf8)
                )
            }
            let form = "application/x-www-form-urlencoded"
            let good = "grant_type=client_credentials"
            #expect(try await post(good, type: form).status == .ok)
            #expect(
                try await post(good, type: "Application/X-WWW-Form-URLEncoded; charset=utf-8").status == .ok
            )
            #expect(try await post(good + "&unknown=1&scope=", type: form).status == .ok)
            let bad: [(String, String?)] = [
                (good, nil), (good, "text/plain"),
                ("{\"grant_type\":\"client_credentials\"}", "application/json"),
                (good + "&grant_type=client_credentials", form), (good + "&scope=read&scope=read", form),
                (good + "&x=%", form), (good + "&x=%00", form), (good + "&x=%FF", form), ("", form),
                (good.replacingOccurrences(of: "grant", with: "%67rant") + "&grant_type=password", form),
                ((0..<65).map { "x\($0)=1" }.joined(separator: "&"), form),
            ]
            for (text, type) in bad {
                try expectOAuthError(try await post(text, type: type), .badRequest, "invalid_request")
            }
            let inQuery = "/oauth/token?\(good)"
            try expectOAuthError(
                try await post("scope=read", type: form, path: inQuery),
                .badRequest,
                "invalid_request"
            )
            let huge = good + "&x=" + String(repeating: "x", count: 70_000)
            try expectOAuthError(try await post(huge, type: form), .contentTooLarge, "invalid_request")
        }
    }

    @Test("other methods are refused with Allow", arguments: ["token", "introspect", "revoke"])
    func methods(name: String) async throws {
        try await APIFixture.run { fixture in
            for method in [HTTPRequest.Method.get, .put, .delete] {
                let answer = try await fixture.api.send(method, "/oauth/\(name)")
                try expectProblem(answer, .methodNotAllowed, "method_not_allowed")
                #expect(answer.headers[.allow] == "POST")
            }
        }
    }

    @Test("too many failures get 429 with Retry-After")
    func throttled() async throws {
        try await APIFixture.run(configure: { $0.loginFailuresPerMinute = 2 }) { fixture in
            let client = try await fixture.oauthClient()
            let wrong = OAuthClient(id: client.id, secret: "wrong")
            for _ in 0..<2 { _ = try await fixture.token(wrong, Self.clientCredentials) }
            let answer = try await fixture.token(client, Self.clientCredentials)
            try expectOAuthError(answer, .tooManyRequests, "temporarily_unavailable")
            #expect(answer.headers[.retryAfter].flatMap { Int($0) } ?? 0 > 0)
        }
    }
}
