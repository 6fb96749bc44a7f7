import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

struct SessionsTests {
    @Test("an access token says who, from which session, and how they proved it [B1] [B6]")
    func accessToken() async throws {
        let fixture = try await Fixture()
        let signIn = try await fixture.signUpAda()
        let token = try fixture.verifier.verify(signIn.accessToken.token, at: fixture.clock.now)
        #expect(token.subject == signIn.account.id.description)
        #expect(token.sessionID == signIn.session.id)
        #expect(token.authenticationMethods == ["pwd"])
        #expect(token.authenticatedAt == Fixture.start)
        #expect(token.clientID == "latchkey")
        #expect(token.epoch == 1)
        #expect(token.scope == Scope([]))
        #expect(token.roles == [])
        #expect((855...900).contains(signIn.accessToken.expiresIn))
        #expect(signIn.browserToken == nil)
    }

    @Test("lists live sessions, youngest first, and none that ended or ran out")
    func list() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.signUpAda()
        fixture.clock.advance(by: 60)
        let second = try await fixture.logIn(from: Fixture.laptop)
        fixture.clock.advance(by: 60)
        let third = try await fixture.logIn()
        let id = first.account.id
        #expect(
            try await fixture.sessions.list(of: id).map(\.id) == [third, second, first].map(\.session.id)
        )
        try await fixture.ending.end(second.session.id, of: id, as: .signedOut)
        #expect(try await fixture.sessions.list(of: id).map(\.id) == [third, first].map(\.session.id))
        fixture.clock.advance(by: 14 * 86_400 - 100)
        #expect(try await fixture.sessions.list(of: id).map(\.id) == [third.session.id])
        #expect(try await fixture.sessions.list(of: UUIDv7(at: Fixture.start)) == [])
    }

    @Test("finds the live session of a refresh token without rotating it")
    func presenting() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        let current = try #require(try await fixture.sessions.session(presenting: second.refreshToken))
        #expect(current.isCurrent)
        #expect(current.session.counter == 1)
        let previous = try #require(try await fixture.sessions.session(presenting: first.refreshToken))
        #expect(!previous.isCurrent)
        #expect(try await fixture.sessions.session(presenting: "lkr_junk") == nil)
        let forged = fixture.codec.write(
            RefreshToken(sessionID: first.session.id, counter: 1, nonce: Array(0..<16))
        )
        #expect(try await fixture.sessions.session(presenting: forged) == nil)
        try await fixture.ending.end(first.session.id, of: nil, as: .revoked)
        #expect(try await fixture.sessions.session(presenting: second.refreshToken) == nil)
    }

    @Test("resumes a page session by its cookie until it ends, and notes once a minute that it was seen [A7]")
    func pages() async throws {
        let fixture = try await Fixture()
        let signIn = try await fixture.signUp.signUp(
            NewAccount(username: "ada", password: Fixture.password),
            from: Fixture.phone,
            forPages: true
        )
        let cookie = try #require(signIn.browserToken)
        #expect(cookie.utf8.count == 43)
        #expect(try fixture.directory.contents().range(of: Data(cookie.utf8)) == nil)

        fixture.clock.advance(by: 60)
        let before = fixture.transactions
        #expect(try await fixture.sessions.resume(browserToken: cookie)?.account == signIn.account)
        #expect(fixture.transactions == before)
        fixture.clock.advance(by: 1)
        let resumed = try #require(try await fixture.sessions.resume(browserToken: cookie))
        #expect(resumed.session.lastSeenAt == fixture.clock.now)
        #expect(resumed.session.idleExpiresAt == fixture.clock.now + 14 * 86_400)
        #expect(try await fixture.session(signIn.session.id) == resumed.session)

        for junk in ["", cookie + "A", String(cookie.dropLast()), signIn.refreshToken] {
            #expect(try await fixture.sessions.resume(browserToken: junk) == nil)
        }
        try await fixture.accounts.lock(signIn.account.id)
        #expect(try await fixture.sessions.resume(browserToken: cookie) == nil)
    }

    @Test("a page session ends at its idle and at its absolute end")
    func pagesExpire() async throws {
        let fixture = try await Fixture()
        let signIn = try await fixture.signUp.signUp(
            NewAccount(username: "ada", password: Fixture.password),
            from: Fixture.phone,
            forPages: true
        )
        let cookie = try #require(signIn.browserToken)
        for _ in 0..<3 {
            fixture.clock.advance(by: 9 * 86_400)
            #expect(try await fixture.sessions.resume(browserToken: cookie) != nil)
        }
        fixture.clock.advance(by: 3 * 86_400)
        #expect(try await fixture.sessions.resume(browserToken: cookie) == nil)
    }
}
