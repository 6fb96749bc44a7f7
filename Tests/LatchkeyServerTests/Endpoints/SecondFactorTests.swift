import Foundation
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("Second factors over HTTP", .timeLimit(.minutes(5)))
struct SecondFactorTests {
    private static let stale = "Bearer error=\"insufficient_user_authentication\", max_age=\"300\""

    @Test("enrol, confirm, sign in with a code, and every secret is shown once [E3]")
    func walk() async throws {
        try await APIFixture.run { fixture in
            // Behind the machine, which says what lies in the future.
            fixture.clock.stop(at: Date() - 60)
            let ada = try await fixture.signUp()
            let body: JSONObject = ["name": "Telephone"]
            let begun = try await fixture.api.post("/api/me/factors", body, bearer: ada.access)
            #expect(begun.status == .created)
            #expect(begun.headers[.cacheControl] == "no-store")
            let json = try begun.json
            #expect(
                json.names == [
                    "id", "kind", "name", "created_at", "confirmed_at", "last_used_at", "secret", "uri",
                    "qr_svg", "qr_png",
                ]
            )
            #expect(try json.string("qr_svg")?.hasPrefix("<svg ") == true)
            #expect(try json.string("qr_png")?.hasPrefix("data:image/png;base64,iVBORw0KGgo") == true)
            let secret = try #require(try json.string("secret"))
            #expect(
                try json.string("uri")?.contains("127%2E0%2E0%2E1:ada%40example%2Eorg?secret=\(secret)")
                    == true
            )
            let totp = try #require(TOTP(base32: secret))
            let id = try #require(try json.string("id"))
            let wrong = try await fixture.api.post(
                "/api/me/factors/\(id)/confirm",
                ["code": "0"],
                bearer: ada.access
            )
            try expectProblem(wrong, .badRequest, "invalid_fields")
            #expect(wrong.faults == ["code: incorrect"])
            let confirmed = try await fixture.api.post(
                "/api/me/factors/\(id)/confirm",
                ["code": .string(totp.code(at: fixture.clock.now))],
                bearer: ada.access
            )
            #expect(confirmed.status == .ok)
            #expect(confirmed.headers[.cacheControl] == "no-store")
            #expect(try confirmed.json.strings("recovery_codes")?.count == 10)
            let list = try await fixture.api.get("/api/me/factors", bearer: ada.access)
            #expect(try list.json["recovery_codes_left"] == .integer(10))
            #expect(list.text.contains(id))
            #expect(!list.text.contains(secret))
            let export = try await fixture.api.get("/api/me/export", bearer: ada.access)
            #expect(export.text.contains("Telephone"))
            #expect(!export.text.contains(secret))
        }
    }

    @Test("password and code sign in; the login token is good once, and says what is wrong with it [E3]")
    func signIn() async throws {
        try await APIFixture.run { fixture in
            // Behind the machine, which says what lies in the future.
            fixture.clock.stop(at: Date() - 60)
            let (_, totp) = try await fixture.enrol(try await fixture.signUp())
            let half = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": .string(APIFixture.password)]
            )
            try expectProblem(half, .unauthorized, "second_factor_required", challenge: "Bearer")
            let loginToken = try #require(try half.json.string("login_token"))
            let bad = try await fixture.secondFactor(loginToken, "000000")
            try expectProblem(bad, .unauthorized, "invalid_credentials", challenge: "Bearer")
            #expect(try bad.json.string("detail") == "The code is wrong, or was used already.")
            fixture.clock.step()
            let whole = try await fixture.secondFactor(loginToken, totp.code(at: fixture.clock.now))
            #expect(whole.status == .ok)
            let tokens = try APITokens(whole)
            #expect(try await fixture.me(tokens).status == .ok)
            let claims = try fixture.services.verifier.verify(tokens.access, at: Date())
            #expect(claims.authenticationMethods == ["pwd", "otp", "mfa"])
            let again = try await fixture.secondFactor(loginToken, totp.code(at: fixture.clock.now))
            try expectProblem(again, .badRequest, "one_time_token_invalid")
            let junk = try await fixture.secondFactor("junk", "123456")
            try expectProblem(junk, .badRequest, "one_time_token_invalid")
            let empty = try await fixture.api.post("/api/login/second-factor", [:])
            #expect(empty.faults == ["login_token: missing", "code: missing"])
        }
    }

    @Test("a wrong proof is told in words that fit it, under the one code")
    func words() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let wrong = JSONValue.string(APIFixture.wrongPassword)
            let proofs: [(String, JSONObject, String)] = [
                ("reauthenticate", ["password": wrong], "The password or the code is wrong."),
                (
                    "password", ["current_password": wrong, "new_password": "violet otter drums at dawn"],
                    "The current password is wrong."
                ),
            ]
            for (route, body, detail) in proofs {
                let answer = try await fixture.api.post("/api/me/\(route)", body, bearer: ada.access)
                try expectProblem(answer, .unauthorized, "invalid_credentials", challenge: "Bearer")
                #expect(try answer.json.string("detail") == detail)
            }
        }
    }

    @Test("a factor that was begun in another session is not found there, and it is said why that may be")
    func begunElsewhere() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let begun = try await fixture.api.post("/api/me/factors", [:], bearer: ada.access)
            let id = try #require(try begun.json.string("id"))
            let other = try await fixture.logIn()
            let answer = try await fixture.api.post(
                "/api/me/factors/\(id)/confirm",
                ["code": "123456"],
                bearer: other.access
            )
            try expectProblem(answer, .notFound, "not_found")
            #expect(try answer.json.string("detail")?.contains("begun elsewhere or too long ago") == true)
        }
    }

    @Test("a stale token neither adds nor removes a factor, nor replaces recovery codes")
    func stale() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let fresh = try await fixture.logIn()
            let (id, _) = try await fixture.enrol(fresh)
            let spare = try await fixture.api.post("/api/me/recovery-codes", [:], bearer: fresh.access)
            let recoveryCode = try #require(try spare.json.strings("recovery_codes")?.first)
            fixture.clock.set(-400)
            let asked = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": .string(APIFixture.password)]
            )
            let loginToken = try #require(try asked.json.string("login_token"))
            let old = try APITokens(try await fixture.secondFactor(loginToken, recoveryCode))
            fixture.clock.set(0)
            for answer in [
                try await fixture.api.post("/api/me/factors", [:], bearer: old.access),
                try await fixture.api.post("/api/me/recovery-codes", [:], bearer: old.access),
                try await fixture.api.delete("/api/me/factors/\(id)", bearer: old.access),
                try await fixture.api.post(
                    "/api/me/password",
                    ["current_password": "x", "new_password": "y"],
                    bearer: old.access
                ),
            ] {
                try expectProblem(
                    answer,
                    .forbidden,
                    "insufficient_user_authentication",
                    challenge: Self.stale
                )
            }
            let codes = try await fixture.api.post("/api/me/recovery-codes", [:], bearer: fresh.access)
            #expect(try codes.json.strings("recovery_codes")?.count == 10)
            #expect(
                try await fixture.api.delete("/api/me/factors/\(id)", bearer: fresh.access).status
                    == .noContent
            )
            let gone = try await fixture.api.delete("/api/me/factors/\(id)", bearer: fresh.access)
            try expectProblem(gone, .notFound, "not_found")
            _ = try await fixture.logIn()
        }
    }

    @Test("another session cannot confirm what this one began")
    func otherSession() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let other = try await fixture.logIn()
            let begun = try await fixture.api.post("/api/me/factors", [:], bearer: ada.access)
            let secret = try #require(try begun.json.string("secret"))
            let code = try #require(TOTP(base32: secret)).code(at: fixture.clock.now)
            let id = try #require(try begun.json.string("id"))
            let answer = try await fixture.api.post(
                "/api/me/factors/\(id)/confirm",
                ["code": .string(code)],
                bearer: other.access
            )
            try expectProblem(answer, .notFound, "not_found")
            _ = try await fixture.logIn()
        }
    }

    @Test("reauthenticating makes the session fresh again, with the code where there is a factor")
    func reauthenticate() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            fixture.clock.set(-400)
            let old = try await fixture.logIn()
            fixture.clock.set(0)
            func prove(_ body: JSONObject) async throws -> APIAnswer {
                try await fixture.api.post("/api/me/reauthenticate", body, bearer: old.access)
            }
            let wrong = try await prove(["password": .string(APIFixture.wrongPassword)])
            try expectProblem(wrong, .unauthorized, "invalid_credentials", challenge: "Bearer")
            let answer = try await prove(["password": .string(APIFixture.password)])
            #expect(answer.status == .ok)
            #expect(try answer.json.names == ["access_token", "token_type", "expires_in"])
            let access = try #require(try answer.json.string("access_token"))
            let fresh = try fixture.services.verifier.verify(access, at: Date())
            let before = try fixture.services.verifier.verify(old.access, at: Date())
            #expect(fresh.sessionID == before.sessionID)
            #expect(fresh.isFresh(within: 300, at: Date()))
            #expect(try await fixture.api.delete("/api/me", bearer: old.access).status == .forbidden)
            // The refresh token is the same, and brings the new time with it.
            let next = try APITokens(try await fixture.refresh(old.refresh))
            #expect(try await fixture.api.delete("/api/me", bearer: next.access).status == .noContent)
        }
    }

    @Test("a new password ends the other sessions and gives this one new tokens [A9] [E3]")
    func password() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let other = try await fixture.logIn()
            let new = "a heron counts seven bridges"
            let answer = try await fixture.api.post(
                "/api/me/password",
                ["current_password": .string(APIFixture.password), "new_password": .string(new)],
                bearer: ada.access
            )
            #expect(answer.status == .ok)
            let tokens = try APITokens(answer)
            #expect(try await fixture.me(tokens).status == .ok)
            for old in [ada, other] { #expect(try await fixture.me(old).code == "token_revoked") }
            #expect(try await fixture.refresh(ada.refresh).code == "refresh_invalid")
            #expect(try await fixture.refresh(other.refresh).code == "session_revoked")
            #expect(try await fixture.refresh(tokens.refresh).status == .ok)
            let login = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": .string(new)]
            )
            #expect(login.status == .ok)
        }
    }

    @Test("the cookie form sets the device's cookie beside the refresh cookie, and goes by it")
    func deviceCookie() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            func logIn(_ headers: HTTPFields, _ device: String?) async throws -> [String] {
                let answer = try await fixture.api.post(
                    "/api/login",
                    [
                        "login": "ada", "password": .string(APIFixture.password), "transport": "cookie",
                        "device": device.map { .string($0) } ?? .null,
                    ],
                    headers: headers
                )
                #expect(answer.status == .ok)
                return answer.headers[values: .setCookie].filter { $0.hasPrefix("latchkey-device=") }
            }
            let first = try await logIn([:], "Ada's laptop")
            let cookie = try #require(first.first)
            #expect(first.count == 1)
            #expect(cookie.hasSuffix("; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax"))
            let pair = String(cookie.prefix { $0 != ";" })
            #expect(try await logIn([.cookie: pair], nil) == first)
            let answer = try await fixture.api.post(
                "/api/login",
                ["login": "ada", "password": .string(APIFixture.password)]
            )
            #expect(answer.headers[values: .setCookie] == [])
            let sessions = try await fixture.api.get(
                "/api/me/sessions",
                bearer: try APITokens(answer).access
            )
            #expect(sessions.text.contains("\"name\":\"Ada's laptop\""))
        }
    }
}

extension TOTP {
    /// Reads a secret as people type it.
    init?(base32 text: String) {
        var bits = ""
        for character in text {
            guard let value = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").firstIndex(of: character) else {
                return nil
            }
            bits += String(repeating: "0", count: 5 - String(value, radix: 2).count) + String(value, radix: 2)
        }
        let octets = stride(from: 0, to: bits.count / 8 * 8, by: 8).compactMap { start in
            UInt8(bits.dropFirst(start).prefix(8), radix: 2)
        }
        self.init(secret: octets)
    }
}

extension APIFixture {
    func secondFactor(_ loginToken: String, _ code: String) async throws -> APIAnswer {
        try await api.post(
            "/api/login/second-factor",
            ["login_token": .string(loginToken), "code": .string(code)]
        )
    }

    /// Gives an account a second factor.
    func enrol(_ tokens: APITokens) async throws -> (id: String, totp: TOTP) {
        let begun = try await api.post("/api/me/factors", [:], bearer: tokens.access)
        let id = try #require(try begun.json.string("id"))
        let totp = try #require(TOTP(base32: try begun.json.string("secret") ?? ""))
        let confirmed = try await api.post(
            "/api/me/factors/\(id)/confirm",
            ["code": .string(totp.code(at: clock.now))],
            bearer: tokens.access
        )
        #expect(confirmed.status == .ok)
        return (id, totp)
    }
}

extension DatabaseClock {
    /// Moves a stopped clock on to the next code.
    func step() { stop(at: now + TOTP.period) }
}
