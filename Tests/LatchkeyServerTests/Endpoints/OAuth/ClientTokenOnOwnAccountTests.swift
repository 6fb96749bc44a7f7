import Foundation
import HTTPTypes
import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("A client's own token on the routes of one's own account")
struct ClientTokenOnOwnAccountTests {
    private static let id = "019aa000-0000-7000-8000-000000000000"
    private static let routes: [(HTTPRequest.Method, String, String)] = [
        (.get, "/api/me", ""), (.patch, "/api/me", #"{"name":"x"}"#), (.delete, "/api/me", ""),
        (.get, "/api/me/export", ""), (.post, "/api/me/password", #"{"new_password":"violet otter drums"}"#),
        (.post, "/api/me/reauthenticate", #"{"password":"x"}"#),
        (.post, "/api/me/email", #"{"email":"a@example.org"}"#),
        (.get, "/api/me/sessions", ""), (.delete, "/api/me/sessions/\(id)", ""),
        (.get, "/api/me/factors", ""), (.post, "/api/me/factors", "{}"),
        (.post, "/api/me/factors/\(id)/confirm", #"{"code":"123456"}"#),
        (.delete, "/api/me/factors/\(id)", ""),
        (.post, "/api/me/recovery-codes", "{}"), (.post, "/api/email-verification", "{}"),
    ]

    @Test("is refused everywhere alike: it speaks for no account [A8]")
    func refused() async throws {
        try await APIFixture.run { fixture in
            let client = try await fixture.oauthClient()
            let answer = try await fixture.token(client, [("grant_type", "client_credentials")])
            let token = try #require(try answer.json.string("access_token"))
            for (method, path, body) in Self.routes {
                var headers: HTTPFields = [.authorization: "Bearer \(token)"]
                if !body.isEmpty { headers[.contentType] = "application/json" }
                let octets = body.isEmpty ? nil : Array(body.utf8)
                let refused = try await fixture.api.send(method, path, headers: headers, body: octets)
                #expect(refused.status == .forbidden, "\(method) \(path)")
                #expect(refused.code == "access_denied", "\(method) \(path)")
                #expect(refused.challenge == #"Bearer error="insufficient_scope""#, "\(method) \(path)")
                #expect(
                    try refused.json.string("detail")
                        == "The access token speaks for a client, not for an account.",
                    "\(method) \(path)"
                )
            }
        }
    }

    /// Ada's tokens at a client that signed her in.
    private func signIn(_ fixture: APIFixture, scope: Scope = "read") async throws -> APIAnswer {
        let client = try await fixture.oauthClient([.password, .refreshToken], scope: scope)
        let answer = try await fixture.passwordGrant(client)
        #expect(answer.status == .ok)
        return answer
    }

    private static func expectNotOfHolder(_ answer: APIAnswer, _ comment: Comment) {
        #expect(answer.status == .forbidden, comment)
        #expect(answer.code == "insufficient_scope", comment)
        #expect(
            answer.challenge == #"Bearer error="insufficient_scope", scope="latchkey:account""#,
            comment
        )
    }

    @Test(
        "a client that somebody signed in to reads whose account it is, and changes nothing without the scope [A8]"
    )
    func withoutScope() async throws {
        try await APIFixture.run(configure: { $0.grants.insert(.password) }) { fixture in
            let own = try await fixture.signUp()
            let token = try #require(try await signIn(fixture).json.string("access_token"))
            let open = ["/api/me/reauthenticate", "/api/email-verification"]
            for (method, path, body) in Self.routes
            where (method, path) != (.get, "/api/me") && !open.contains(path) {
                var headers: HTTPFields = [.authorization: "Bearer \(token)"]
                if !body.isEmpty { headers[.contentType] = "application/json" }
                let octets = body.isEmpty ? nil : Array(body.utf8)
                let refused = try await fixture.api.send(method, path, headers: headers, body: octets)
                Self.expectNotOfHolder(refused, "\(method) \(path)")
            }
            let me = try await fixture.api.get("/api/me", bearer: token)
            #expect(try me.json["id"] == .string(own.account))
            let again = try await fixture.api.post(
                "/api/me/reauthenticate",
                ["password": .string(APIFixture.password)],
                bearer: token
            )
            #expect(again.status == .ok)
        }
    }

    @Test("a client with the scope changes the account as its owner does [E2]")
    func withScope() async throws {
        try await APIFixture.run(configure: { $0.grants.insert(.password) }) { fixture in
            try await fixture.signUp()
            let answer = try await signIn(fixture, scope: "read latchkey:account")
            let token = try #require(try answer.json.string("access_token"))
            let changed = try await fixture.api.send(
                .patch,
                "/api/me",
                headers: [.authorization: "Bearer \(token)", .contentType: "application/json"],
                body: Array(#"{"name":"Ada"}"#.utf8)
            )
            #expect(try changed.json["name"] == "Ada")
            #expect(try await fixture.api.get("/api/me/sessions", bearer: token).status == .ok)
            #expect(try await fixture.api.delete("/api/me", bearer: token).status == .noContent)
        }
    }

    @Test("a client signs itself out, and nobody else, by either token [A8]")
    func signingOut() async throws {
        try await APIFixture.run(configure: { $0.grants.insert(.password) }) { fixture in
            let own = try await fixture.signUp()
            let answer = try await signIn(fixture)
            let access = try #require(try answer.json.string("access_token"))
            let refresh = try #require(try answer.json.string("refresh_token"))
            for reach in ["others", "all"] {
                let body: JSONObject = ["scope": .string(reach)]
                Self.expectNotOfHolder(
                    try await fixture.api.post("/api/logout", body, bearer: access),
                    "\(reach)"
                )
                let byRefresh: JSONObject = ["scope": .string(reach), "refresh_token": .string(refresh)]
                Self.expectNotOfHolder(try await fixture.api.post("/api/logout", byRefresh), "\(reach)")
            }
            #expect(try await fixture.me(own).status == .ok)
            let session = try #require(try fixture.services.verifier.verify(access, at: Date()).sessionID)
            let left = try await fixture.api.delete("/api/me/sessions/\(session)", bearer: access)
            #expect(left.status == .noContent)
            #expect(try await fixture.api.get("/api/me", bearer: access).code == "token_revoked")
            let second = try #require(try await signIn(fixture).json.string("access_token"))
            #expect(try await fixture.api.post("/api/logout", bearer: second).status == .noContent)
            #expect(try await fixture.me(own).status == .ok)
        }
    }

    @Test("a client's token is no password for a link from a mail [A8]")
    func links() async throws {
        try await APIFixture.run(configure: { $0.grants.insert(.password) }) { fixture in
            let own = try await fixture.signUp()
            let client = try #require(try await signIn(fixture).json.string("access_token"))
            _ = try await fixture.api.post(
                "/api/me/email",
                ["email": "new@example.org"],
                bearer: own.access
            )
            let link = try await fixture.mailBox.take().token
            let confirmation: JSONObject = ["token": .string(link)]
            let path = "/api/email-change/confirm"
            let refused = try await fixture.api.post(path, confirmation, bearer: client)
            #expect(refused.faults == ["password: missing"])
            let taken = try await fixture.api.post(path, confirmation, bearer: own.access)
            #expect(try taken.json["changed"] == true)
        }
    }
}
