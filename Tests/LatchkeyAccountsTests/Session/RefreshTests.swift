import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite(.timeLimit(.minutes(5)))
struct RefreshTests {
    private func fixture(_ change: (inout SessionPolicy) -> Void = { _ in }) async throws -> Fixture {
        var policy = SessionPolicy()
        change(&policy)
        return try await Fixture(sessionPolicy: policy)
    }

    /// Checks that a session is dead in every way: as a row, for its tokens, and for its access token at once.
    private func expectDead(_ signIn: SignIn, as end: SessionEnd, in fixture: Fixture) async throws {
        #expect(try await fixture.session(signIn.session.id)?.end == end)
        #expect(fixture.refusal(of: signIn) == .revoked)
        await #expect(throws: RefreshError.sessionRevoked) {
            try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
        }
    }

    @Test("gives a new refresh token and a new access token of the same session [A9] [B5]")
    func rotates() async throws {
        let fixture = try await fixture()
        let first = try await fixture.signUpAda()
        fixture.clock.advance(by: 60)
        let second = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.laptop)
        #expect(second.refreshToken != first.refreshToken)
        #expect(second.accessToken.token != first.accessToken.token)
        #expect(second.session.id == first.session.id)
        #expect(second.session.counter == 1)
        #expect(second.session.lastSeenAt == fixture.clock.now)
        #expect(second.session.device == "laptop")
        #expect(second.session.address == "198.51.100.7")
        let token = try fixture.verifier.verify(second.accessToken.token, at: fixture.clock.now)
        #expect(token.authenticatedAt == Fixture.start)
        #expect(token.sessionID == first.session.id)
        #expect(try await !fixture.audited().contains { $0 == .refreshReused })
    }

    @Test("the previous token within the window gets the same current one, and it works [B5]")
    func lostResponse() async throws {
        let fixture = try await fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        fixture.clock.advance(by: 29.9)
        let again = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        #expect(again.refreshToken == second.refreshToken)
        #expect(again.accessToken.token != second.accessToken.token)
        #expect(again.session.counter == 1)
        let third = try await fixture.sessions.refresh(again.refreshToken, from: Fixture.phone)
        #expect(third.session.counter == 2)
        #expect(fixture.refusal(of: third) == nil)
    }

    @Test("the previous token after the window ends the session and its access tokens at once [A9] [B5]")
    func reusedAfterTheWindow() async throws {
        let fixture = try await fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        fixture.clock.advance(by: 30)
        await #expect(throws: RefreshError.reused) {
            try await fixture.sessions.refresh(first.refreshToken, from: Fixture.laptop)
        }
        try await expectDead(first, as: .refreshReused, in: fixture)
        try await expectDead(second, as: .refreshReused, in: fixture)
        #expect(try await fixture.audited().filter { $0 == .refreshReused }.count == 1)
    }

    @Test("an older token ends the session, window or not [A9] [B5]")
    func reusedOlder() async throws {
        let fixture = try await fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        let third = try await fixture.sessions.refresh(second.refreshToken, from: Fixture.phone)
        await #expect(throws: RefreshError.reused) {
            try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        }
        for signIn in [first, second, third] { try await expectDead(signIn, as: .refreshReused, in: fixture) }
    }

    @Test("a session dies alone: the account's others live on")
    func onlyThisSession() async throws {
        let fixture = try await fixture { $0.replayWindow = 0 }
        let first = try await fixture.signUpAda()
        let other = try await fixture.logIn(from: Fixture.laptop)
        _ = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        await #expect(throws: RefreshError.reused) {
            try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        }
        #expect(fixture.refusal(of: other) == nil)
        _ = try await fixture.sessions.refresh(other.refreshToken, from: Fixture.laptop)
    }

    @Test("the previous token is taken as often as the limit says, then the session ends [B5]")
    func replayLimit() async throws {
        let fixture = try await fixture { $0.replayLimit = 3 }
        let first = try await fixture.signUpAda()
        let second = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        for _ in 0..<3 {
            let again = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
            #expect(again.refreshToken == second.refreshToken)
        }
        await #expect(throws: RefreshError.reused) {
            try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        }
        try await expectDead(second, as: .refreshReused, in: fixture)
    }

    @Test("a rotation begins a new count of replays")
    func replayCountStartsAnew() async throws {
        let fixture = try await fixture { $0.replayLimit = 1 }
        var previous = try await fixture.signUpAda()
        for _ in 0..<5 {
            let current = try await fixture.sessions.refresh(previous.refreshToken, from: Fixture.phone)
            _ = try await fixture.sessions.refresh(previous.refreshToken, from: Fixture.phone)
            previous = current
        }
        #expect(previous.session.counter == 5)
    }

    @Test("fifty refreshes with one token at once: one rotation, everybody gets the same current token [B5]")
    func parallel() async throws {
        let fixture = try await fixture()
        let first = try await fixture.signUpAda()
        let signIns = try await withThrowingTaskGroup(of: SignIn.self) { group in
            for _ in 0..<50 {
                group.addTask { try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(signIns.map(\.refreshToken)).count == 1)
        #expect(Set(signIns.map(\.accessToken.token)).count == 50)
        #expect(signIns.allSatisfy { fixture.refusal(of: $0) == nil })
        let session = try #require(try await fixture.session(first.session.id))
        #expect(session.counter == 1)
        #expect(session.replays == 49)
        #expect(session.endedAt == nil)
        #expect(
            try await fixture.sessions.refresh(signIns[0].refreshToken, from: Fixture.phone).session.counter
                == 2
        )
    }

    @Test("strict: of fifty refreshes with one token at once exactly one succeeds, and the session is dead")
    func parallelStrict() async throws {
        let fixture = try await fixture { $0.replayWindow = 0 }
        let first = try await fixture.signUpAda()
        let outcomes = await withTaskGroup(of: RefreshError?.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    do {
                        _ = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
                        return nil
                    } catch {
                        return error as? RefreshError ?? .invalid
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1)
        #expect(outcomes.filter { $0 == .reused }.count == 1)
        #expect(outcomes.filter { $0 == .sessionRevoked }.count == 48)
        try await expectDead(first, as: .refreshReused, in: fixture)
    }

    @Test("the third generation in a row that another client shares ends the session [A9]")
    func shared() async throws {
        let fixture = try await fixture()
        var previous = try await fixture.signUpAda()
        for generation in 1...3 {
            let current = try await fixture.sessions.refresh(previous.refreshToken, from: Fixture.phone)
            if generation < 3 {
                _ = try await fixture.sessions.refresh(previous.refreshToken, from: Fixture.laptop)
            } else {
                let token = previous.refreshToken
                await #expect(throws: RefreshError.shared) {
                    try await fixture.sessions.refresh(token, from: Fixture.laptop)
                }
            }
            previous = current
        }
        try await expectDead(previous, as: .refreshShared, in: fixture)
        #expect(try await fixture.audited().contains(.refreshShared))
    }

    @Test("a generation that nobody shares begins the count anew")
    func sharedReset() async throws {
        let fixture = try await fixture()
        var previous = try await fixture.signUpAda()
        for generation in 1...12 {
            let current = try await fixture.sessions.refresh(previous.refreshToken, from: Fixture.phone)
            // Shared twice, then not, again and again.
            if generation % 3 != 0 {
                _ = try await fixture.sessions.refresh(previous.refreshToken, from: Fixture.laptop)
            }
            previous = current
        }
        #expect(try await fixture.session(previous.session.id)?.endedAt == nil)
        #expect(fixture.refusal(of: previous) == nil)
    }

    @Test("a session that is not used ends when its idle time is over, and not before [B6]")
    func idle() async throws {
        let fixture = try await fixture()
        var signIn = try await fixture.signUpAda()
        fixture.clock.advance(by: 14 * 86_400 - 1)
        signIn = try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
        #expect(signIn.session.idleExpiresAt == fixture.clock.now + 14 * 86_400)
        fixture.clock.advance(by: 14 * 86_400)
        let token = signIn.refreshToken
        await #expect(throws: RefreshError.expired) {
            try await fixture.sessions.refresh(token, from: Fixture.phone)
        }
    }

    @Test("the absolute end comes after 30 days, however often the session is refreshed [B6]")
    func absolute() async throws {
        let fixture = try await fixture()
        var signIn = try await fixture.signUpAda()
        let end = signIn.session.expiresAt
        #expect(end == Fixture.start + 30 * 86_400)
        for _ in 0..<29 {
            fixture.clock.advance(by: 86_400)
            signIn = try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
            #expect(signIn.session.expiresAt == end)
            #expect(signIn.session.idleExpiresAt <= end)
        }
        fixture.clock.advance(by: 86_400 - 0.001)
        signIn = try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
        fixture.clock.advance(by: 0.001)
        let token = signIn.refreshToken
        await #expect(throws: RefreshError.expired) {
            try await fixture.sessions.refresh(token, from: Fixture.phone)
        }
        #expect(try await fixture.session(signIn.session.id)?.endedAt == nil)
    }

    @Test("a replay extends neither end")
    func replayExtendsNothing() async throws {
        let fixture = try await fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        fixture.clock.advance(by: 20)
        let again = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        #expect(again.session.idleExpiresAt == second.session.idleExpiresAt)
        #expect(again.session.expiresAt == second.session.expiresAt)
        #expect(again.session.rotatedAt == second.session.rotatedAt)
        // What was handed out last lives longest: a revocation has to outlive it.
        #expect(again.session.accessExpiresAt == fixture.clock.now + 900)
    }

    @Test("junk and forgeries are refused before the database is asked")
    func junk() async throws {
        let fixture = try await fixture()
        let signIn = try await fixture.signUpAda()
        let before = fixture.transactions
        let forged = RefreshTokenCodec(MasterKey()).write(
            RefreshToken(sessionID: signIn.session.id, counter: 0, nonce: Array(0..<16))
        )
        for text in ["", "junk", signIn.accessToken.token, signIn.refreshToken + "A", forged] {
            await #expect(throws: RefreshError.invalid) {
                try await fixture.sessions.refresh(text, from: Fixture.phone)
            }
        }
        #expect(fixture.transactions == before)
    }

    @Test("an access token does not refresh, a refresh token is no access token [B5]")
    func tokenKinds() async throws {
        let fixture = try await fixture()
        let signIn = try await fixture.signUpAda()
        await #expect(throws: RefreshError.invalid) {
            try await fixture.sessions.refresh(signIn.accessToken.token, from: Fixture.phone)
        }
        #expect(throws: (any Error).self) {
            try fixture.verifier.verify(signIn.refreshToken, at: fixture.clock.now)
        }
    }

    @Test("the server's secret alone forges no token, and does no harm to the session")
    func secretAlone() async throws {
        let fixture = try await fixture()
        let signIn = try await fixture.signUpAda()
        for counter in [Int64.min, -1, 0, 1, .max] {
            let forged = fixture.codec.write(
                RefreshToken(sessionID: signIn.session.id, counter: counter, nonce: Array(0..<16))
            )
            await #expect(throws: RefreshError.invalid) {
                try await fixture.sessions.refresh(forged, from: Fixture.phone)
            }
        }
        _ = try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
    }

    @Test("the database alone forges no token: it never sees the nonce or a token")
    func databaseAlone() async throws {
        let fixture = try await fixture()
        let signIn = try await fixture.signUpAda()
        let second = try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
        let nonce = try #require(fixture.codec.read(signIn.refreshToken)).nonce
        let contents = try fixture.directory.contents()
        #expect(contents.range(of: Data(signIn.session.nonceDigest)) != nil)
        for secret in [nonce, Array(second.refreshToken.utf8), Array(second.accessToken.token.utf8)] {
            #expect(contents.range(of: Data(secret)) == nil)
        }
    }

    @Test("a closed account gets no new token, whichever token it presents [B7]")
    func closedAccount() async throws {
        let fixture = try await fixture()
        let first = try await fixture.signUpAda()
        let second = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        try await fixture.accounts.lock(first.account.id)
        for token in [first.refreshToken, second.refreshToken] {
            await #expect(throws: RefreshError.sessionRevoked) {
                try await fixture.sessions.refresh(token, from: Fixture.phone)
            }
        }
        #expect(fixture.refusal(of: second) == .revoked)
        try await fixture.accounts.unlock(first.account.id)
        await #expect(throws: RefreshError.sessionRevoked) {
            try await fixture.sessions.refresh(second.refreshToken, from: Fixture.phone)
        }
    }

    @Test("an account closed behind the session's back gets no new token [B7]", arguments: [true, false])
    func closedRow(_ byLock: Bool) async throws {
        let fixture = try await fixture()
        let signIn = try await fixture.signUpAda()
        try await fixture.storage.transaction { tx in
            var account = signIn.account
            if byLock { account.lockedAt = tx.now } else { account.epoch += 1 }
            try tx.accounts.update(account)
        }
        await #expect(throws: RefreshError.sessionRevoked) {
            try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
        }
    }

    @Test("a deleted account gets no new token [B7]")
    func deletedAccount() async throws {
        let fixture = try await fixture()
        let signIn = try await fixture.signUpAda()
        try await fixture.storage.transaction { try $0.accounts.delete(signIn.account.id) }
        await #expect(throws: RefreshError.invalid) {
            try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
        }
    }

    @Test("the account is read again: a changed role is in the next token [A8] [B7]")
    func rolesChange() async throws {
        let fixture = try await fixture()
        let first = try await fixture.signUpAda()
        #expect(try fixture.verifier.verify(first.accessToken.token, at: fixture.clock.now).roles == [])
        try await fixture.storage.transaction { try $0.roles.grant("admin", to: first.account.id) }
        let second = try await fixture.sessions.refresh(first.refreshToken, from: Fixture.phone)
        #expect(second.account.roles == ["admin"])
        #expect(
            try fixture.verifier.verify(second.accessToken.token, at: fixture.clock.now).roles == ["admin"]
        )
        try await fixture.storage.transaction { try $0.roles.withdraw("admin", from: first.account.id) }
        let third = try await fixture.sessions.refresh(second.refreshToken, from: Fixture.phone)
        #expect(try fixture.verifier.verify(third.accessToken.token, at: fixture.clock.now).roles == [])
    }

    @Test(
        "a revocation outlives every access token that was issued, the forgiven clock difference included [A9]"
    )
    func revocationOutlives() async throws {
        let fixture = try await fixture { $0.accessLeeway = 30 }
        let signIn = try await fixture.signUpAda()
        #expect(signIn.session.accessExpiresAt == Fixture.start + 930)
        let second = try await fixture.sessions.refresh(signIn.refreshToken, from: Fixture.phone)
        #expect(second.session.accessExpiresAt == Fixture.start + 930)
    }
}
