import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("Sign-in by mail")
struct MailSignInTests {
    /// Asks for a link or a code, and gives the secret and the mail.
    private func ask(
        _ fixture: APIFixture,
        _ kind: String,
        _ email: String = "ada@example.org"
    ) async throws -> (request: String, mail: OutgoingMail) {
        let answer = try await fixture.api.post("/api/login/\(kind)", ["email": .string(email)])
        #expect(answer.status == .accepted)
        return (try #require(try answer.json.string("request")), try await fixture.mailBox.take())
    }

    private func confirm(
        _ fixture: APIFixture,
        link token: String,
        _ request: String
    ) async throws -> APIAnswer {
        try await fixture.api.post(
            "/api/login/link/confirm",
            ["token": .string(token), "request": .string(request)]
        )
    }

    private func confirm(
        _ fixture: APIFixture,
        code: String,
        _ request: String
    ) async throws -> APIAnswer {
        try await fixture.api.post(
            "/api/login/code/confirm",
            ["code": .string(code), "request": .string(request)]
        )
    }

    @Test("a link signs in once, and shows that the address is one's own [E2]")
    func link() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let (request, mail) = try await ask(fixture, "link")
            #expect(mail.kind == .magicLink)
            let answer = try await confirm(fixture, link: mail.token, request)
            #expect(answer.status == .ok)
            let me = try await fixture.me(APITokens(answer))
            #expect(try me.json["email_verified"] == true)
            let claims = try UnverifiedJWT(APITokens(answer).access).payload
            #expect(claims["amr"] == ["email"])
            try expectProblem(
                try await confirm(fixture, link: mail.token, request),
                .badRequest,
                "one_time_token_invalid"
            )
        }
    }

    @Test("a link is of no use to whoever did not ask for it, and stays good for whoever did")
    func binding() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let (request, mail) = try await ask(fixture, "link")
            let stolen = try await confirm(fixture, link: mail.token, "another")
            try expectProblem(stolen, .badRequest, "one_time_token_invalid")
            let without = try await fixture.api.post(
                "/api/login/link/confirm",
                ["token": .string(try mail.token)]
            )
            #expect(without.faults == ["request: missing"])
            #expect(try await confirm(fixture, link: mail.token, request).status == .ok)
        }
    }

    @Test(
        "of fifty redemptions of a link, and of a code, exactly one wins [E2]",
        arguments: ["link", "code"]
    )
    func parallel(kind: String) async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let (request, mail) = try await ask(fixture, kind)
            let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        kind == "link"
                            ? try await confirm(fixture, link: mail.token, request).status
                            : try await confirm(fixture, code: mail.values[.code] ?? "", request).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == .ok } == 1)
            #expect(statuses.count { $0 == .badRequest } == 49)
        }
    }

    @Test("a code signs in once, with spaces as people type them")
    func code() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let (request, mail) = try await ask(fixture, "code")
            let code = try #require(mail.values[.code])
            #expect(mail.values[.link] == nil)
            let typed = "\(code.prefix(3)) \(code.suffix(3))"
            #expect(try await confirm(fixture, code: typed, request).status == .ok)
            try expectProblem(
                try await confirm(fixture, code: code, request),
                .badRequest,
                "one_time_token_invalid"
            )
        }
    }

    @Test("five wrong codes void a code, also when fifty come at once")
    func guessing() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let (request, mail) = try await ask(fixture, "code")
            let code = try #require(mail.values[.code])
            let wrong = code == "000000" ? "000001" : "000000"
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask { _ = try? await confirm(fixture, code: wrong, request) }
                }
            }
            try expectProblem(
                try await confirm(fixture, code: code, request),
                .badRequest,
                "one_time_token_invalid"
            )
        }
    }

    @Test("a wrong code is on record with the account it was for [A8]")
    func audited() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let (request, mail) = try await ask(fixture, "code")
            let code = try #require(mail.values[.code])
            for _ in 0..<7 {
                _ = try await confirm(fixture, code: code == "000000" ? "000001" : "000000", request)
            }
            let events = try await fixture.audited(.loginFailed)
            // Once it is void, guessing at it fills no disk.
            #expect(events.count == 5)
            #expect(Set(events.map(\.reason)) == ["email_code"])
            #expect(Set(events.map { $0.accountID?.description }) == [ada.account])
            #expect(try await fixture.audited(.loginSucceeded).isEmpty)
        }
    }

    @Test("known and unknown addresses get the same answers all the way [D4]", arguments: ["link", "code"])
    func enumeration(kind: String) async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let known = try await fixture.api.post("/api/login/\(kind)", ["email": "ada@example.org"])
            let unknown = try await fixture.api.post("/api/login/\(kind)", ["email": "nobody@example.org"])
            #expect(known.status == unknown.status)
            #expect(known.text.utf8.count == unknown.text.utf8.count)
            #expect(try await fixture.mailBox.takeAll().map(\.kind).last == OutgoingMail.Kind.none)
            guard kind == "code" else { return }
            for number in 0..<7 {
                let wrong = "00000\(number)"
                let answers = try await [known, unknown].asyncMap { answer in
                    let request = try #require(try answer.json.string("request"))
                    return try await confirm(fixture, code: wrong, request)
                }
                try expectProblem(answers[0], .badRequest, "one_time_token_invalid")
                #expect(try answers[0].textWithoutRequestID == answers[1].textWithoutRequestID)
            }
        }
    }

    @Test("what was sent before a password reset signs nobody in after it")
    func epoch() async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let (request, mail) = try await ask(fixture, "code")
            let account = try await fixture.services.accounts.account(named: "ada")
            try await fixture.services.ending.endAll(of: account.id, as: .revoked)
            try expectProblem(
                try await confirm(fixture, code: mail.values[.code] ?? "", request),
                .badRequest,
                "one_time_token_invalid"
            )
        }
    }

    @Test("ten minutes are as long as a link or a code is good", arguments: ["link", "code"])
    func expired(kind: String) async throws {
        try await APIFixture.run { fixture in
            try await fixture.signUp()
            let (request, mail) = try await ask(fixture, kind)
            fixture.clock.set(601)
            let answer =
                kind == "link"
                ? try await confirm(fixture, link: mail.token, request)
                : try await confirm(fixture, code: mail.values[.code] ?? "", request)
            try expectProblem(answer, .badRequest, "one_time_token_expired")
        }
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
