import HTTPTypes
import LatchkeyJOSE
import LatchkeyOAuth
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct IntrospectionAndRevocationTests {
    private static func enableAll(_ configuration: inout ServerConfiguration) {
        configuration.grants = [.password, .refreshToken, .clientCredentials]
    }

    @Test("a token is active until it is revoked, and then refused everywhere at once [A9]")
    func walk() async throws {
        try await APIFixture.run(configure: Self.enableAll) { fixture in
            try await fixture.signUp()
            let client = try await fixture.oauthClient()
            let json = try await fixture.passwordGrant(client).json
            let access = try #require(try json.string("access_token"))
            let refresh = try #require(try json.string("refresh_token"))
            func introspect(_ token: String) async throws -> APIAnswer {
                try await fixture.api.post(
                    "/oauth/introspect",
                    form: [("token", token), ("token_type_hint", "access_token")],
                    headers: client.basic
                )
            }
            for token in [access, refresh] {
                let answer = try await introspect(token)
                #expect(answer.status == .ok)
                #expect(answer.headers[.cacheControl] == "no-store")
                #expect(try answer.json["active"] == true)
            }
            let revoked = try await fixture.api.post(
                "/oauth/revoke",
                form: [("token", refresh), ("token_type_hint", "nonsense")],
                headers: client.basic
            )
            #expect(revoked.status == .ok)
            #expect(revoked.text.isEmpty)
            for token in [access, refresh, "junk"] {
                #expect(try await introspect(token).text == #"{"active":false}"#)
            }
            try expectProblem(
                try await fixture.api.get("/api/me", bearer: access),
                .unauthorized,
                "token_revoked",
                challenge: "Bearer error=\"invalid_token\""
            )
        }
    }

    @Test("the tokens of own pages are told about as any others of the same audience")
    func ownPages() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let client = try await fixture.oauthClient([])
            func active(_ token: String) async throws -> JSONValue? {
                let form = [("token", token)]
                return try await fixture.api.post("/oauth/introspect", form: form, headers: client.basic)
                    .json["active"]
            }
            #expect(try await active(ada.access) == true)
            // A refresh token is nobody's business but its client's.
            #expect(try await active(ada.refresh) == false)
            let answer = try await fixture.api.post(
                "/oauth/revoke",
                form: [("token", ada.access)],
                headers: client.basic
            )
            try expectOAuthError(answer, .badRequest, "unauthorized_client")
            #expect(try await fixture.me(ada).status == .ok)
        }
    }

    @Test("without authentication neither is an oracle", arguments: ["introspect", "revoke"])
    func oracle(name: String) async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            for token in [ada.access, ada.refresh, "junk"] {
                let answer = try await fixture.api.post("/oauth/\(name)", form: [("token", token)])
                try expectOAuthError(answer, .unauthorized, "invalid_client", challenge: "Bearer")
                let withToken = try await fixture.api.post(
                    "/oauth/\(name)",
                    form: [("token", token)],
                    headers: HTTPFields().bearing(ada.access)
                )
                try expectOAuthError(
                    withToken,
                    .unauthorized,
                    "invalid_client",
                    challenge: "Basic realm=\"oauth\""
                )
            }
            #expect(try await fixture.me(ada).status == .ok)
        }
    }

    @Test("a client that keeps no secret may take its tokens back, and is told nothing of them")
    func publicClient() async throws {
        try await APIFixture.run(configure: Self.enableAll) { fixture in
            try await fixture.signUp()
            let id = try await fixture.publicOAuthClient()
            let granted = try await fixture.api.post(
                "/oauth/token",
                form: [
                    ("grant_type", "password"), ("username", "ada"), ("password", APIFixture.password),
                    ("client_id", id),
                ]
            )
            #expect(granted.status == .ok)
            let access = try #require(try granted.json.string("access_token"))
            let form = [("token", access), ("client_id", id)]
            try expectOAuthError(
                try await fixture.api.post("/oauth/introspect", form: form),
                .badRequest,
                "unauthorized_client"
            )
            #expect(try await fixture.api.post("/oauth/revoke", form: form).status == .ok)
            #expect(try await fixture.api.get("/api/me", bearer: access).status == .unauthorized)
        }
    }
}
