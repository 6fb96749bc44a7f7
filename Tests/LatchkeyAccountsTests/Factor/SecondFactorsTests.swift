import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite("Managing second factors")
struct SecondFactorsTests {
    @Test("a factor asks for nothing until its first code has confirmed it, and gives recovery codes once")
    func enrol() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let (account, session) = (ada.account.id, ada.session.id)
        let begun = try await fixture.factors.begin(for: account, in: session, named: "Telephone")
        #expect(begun.uri.hasPrefix("otpauth://totp/Shop:ada%40example%2Eorg?secret=\(begun.secret)&"))
        #expect(try await fixture.factors.list(of: account).factors == [])
        _ = try await fixture.logIn()
        let totp = try #require(Base32.decode(begun.secret).flatMap { TOTP(secret: $0) })
        await #expect(throws: AccountError.invalid(FieldError("code", .incorrect))) {
            try await fixture.factors.confirm(begun.factor.id, by: "000000", for: account, in: session)
        }
        let code = totp.code(at: fixture.clock.now)
        let confirmed = try await fixture.factors.confirm(
            begun.factor.id,
            by: code,
            for: account,
            in: session
        )
        #expect(confirmed.recoveryCodes?.count == RecoveryCode.count)
        #expect(confirmed.factor.name == "Telephone")
        #expect(try await fixture.factors.list(of: account).factors == [confirmed.factor])
        #expect(try await fixture.factors.list(of: account).recoveryCodesLeft == RecoveryCode.count)
        await #expect(throws: AccountError.factorNotFound) {
            try await fixture.factors.confirm(begun.factor.id, by: code, for: account, in: session)
        }
        // The code that confirmed is spent.
        let loginToken = try await fixture.loginToken()
        await #expect(throws: AccountError.invalidCredentials) {
            try await fixture.secondFactor.confirm(loginToken, code: code, from: Fixture.phone)
        }
        fixture.clock.advance(by: TOTP.period)
        let second = try await fixture.enrol(ada)
        #expect(second.recoveryCodes == [])
        #expect(try await fixture.audited().filter { $0 == .factorAdded }.count == 2)
    }

    @Test("the first factor ends every session that was begun without it; a further one ends none")
    func others() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let thief = try await fixture.logIn(from: Fixture.laptop)
        let (account, session) = (ada.account.id, ada.session.id)
        // What somebody else has begun dies with the session that it was begun in.
        let foreign = try await fixture.factors.begin(for: account, in: thief.session.id, named: "Foreign")
        _ = try await fixture.enrol(ada)
        let live = try await fixture.storage.read { tx in
            try tx.sessions.sessions(of: account).filter { $0.isLive(at: tx.now) }.map(\.id)
        }
        #expect(live == [session])
        let totp = try #require(Base32.decode(foreign.secret).flatMap { TOTP(secret: $0) })
        await #expect(throws: AccountError.sessionNotFound) {
            try await fixture.factors.confirm(
                foreign.factor.id,
                by: totp.code(at: fixture.clock.now),
                for: account,
                in: thief.session.id
            )
        }
        let code = try await fixture.factors.replaceRecoveryCodes(of: account)[0]
        let proved = try await fixture.secondFactor.confirm(
            fixture.loginToken(),
            code: code,
            from: Fixture.phone
        )
        fixture.clock.advance(by: TOTP.period)
        _ = try await fixture.enrol(ada)
        let both = try await fixture.storage.read { tx in
            try tx.sessions.sessions(of: account).filter { $0.isLive(at: tx.now) }.map(\.id)
        }
        #expect(Set(both) == [session, proved.session.id])
    }

    @Test("a factor can be confirmed only by the session that began it, in time, while that session lives")
    func otherSession() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let thief = try await fixture.logIn(from: Fixture.laptop)
        let eve = try await fixture.signUp.signUp(
            NewAccount(username: "eve", password: Fixture.password),
            from: Fixture.laptop
        )
        let account = ada.account.id
        let begun = try await fixture.factors.begin(for: account, in: ada.session.id, named: nil)
        let totp = try #require(Base32.decode(begun.secret).flatMap { TOTP(secret: $0) })
        for (account, session, error) in [
            (account, thief.session.id, AccountError.factorNotFound),
            (eve.account.id, eve.session.id, .factorNotFound),
            (eve.account.id, ada.session.id, .sessionNotFound),
            (account, UUIDv7(at: Fixture.start), .sessionNotFound),
        ] {
            await #expect(throws: error) {
                try await fixture.factors.confirm(
                    begun.factor.id,
                    by: totp.code(at: fixture.clock.now),
                    for: account,
                    in: session
                )
            }
        }
        fixture.clock.advance(by: SecondFactors.confirmationPeriod)
        await #expect(throws: AccountError.factorNotFound) {
            let code = totp.code(at: fixture.clock.now)
            _ = try await fixture.factors.confirm(
                begun.factor.id,
                by: code,
                for: account,
                in: ada.session.id
            )
        }
        let again = try await fixture.factors.begin(for: account, in: ada.session.id, named: nil)
        try await fixture.ending.end(ada.session.id, of: account, as: .revoked)
        await #expect(throws: AccountError.sessionNotFound) {
            try await fixture.factors.confirm(
                again.factor.id,
                by: totp.code(at: fixture.clock.now),
                for: account,
                in: ada.session.id
            )
        }
        await #expect(throws: AccountError.sessionNotFound) {
            try await fixture.factors.begin(for: account, in: ada.session.id, named: nil)
        }
    }

    @Test("beginning again forgets what was begun before; there are ten factors at most")
    func limits() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let (account, session) = (ada.account.id, ada.session.id)
        for _ in 0..<3 { _ = try await fixture.factors.begin(for: account, in: session, named: nil) }
        let pending = try await fixture.storage.read { try $0.factors.factors(of: account) }
        #expect(pending.count == 1)
        for _ in 0..<SecondFactors.limit { _ = try await fixture.enrol(ada) }
        await #expect(throws: AccountError.invalid(FieldError("factors", .tooMany))) {
            try await fixture.factors.begin(for: account, in: session, named: nil)
        }
        for name in ["", "a\u{7}b", String(repeating: "x", count: 201)] {
            await #expect(throws: AccountError.self) {
                try await fixture.factors.begin(for: account, in: session, named: name)
            }
        }
    }

    @Test("removing the last factor takes the recovery codes along; nobody removes another's")
    func remove() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        let account = ada.signIn.account.id
        let second = try await fixture.enrol(ada.signIn)
        let eve = try await fixture.accounts.add(NewAccount(username: "eve", password: Fixture.password))
        await #expect(throws: AccountError.factorNotFound) {
            try await fixture.factors.remove(ada.factor.id, of: eve.id)
        }
        try await fixture.factors.remove(ada.factor.id, of: account)
        #expect(try await fixture.factors.list(of: account).recoveryCodesLeft == RecoveryCode.count)
        _ = try await fixture.loginToken()
        try await fixture.factors.remove(second.factor.id, of: account)
        #expect(try await fixture.factors.list(of: account).recoveryCodesLeft == 0)
        _ = try await fixture.logIn()
        await #expect(throws: AccountError.factorNotFound) {
            try await fixture.factors.remove(second.factor.id, of: account)
        }
        await #expect(throws: AccountError.factorNotFound) {
            try await fixture.factors.replaceRecoveryCodes(of: account)
        }
        #expect(try await fixture.audited().filter { $0 == .factorRemoved }.count == 2)
    }

    @Test("a copy of the database holds neither secret nor recovery code, and no factor fits another account")
    func atRest() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        let copy = try fixture.directory.contents()
        for secret in [Data(ada.totp.secret), Data(ada.totp.text.utf8)]
            + ada.recoveryCodes.map({ Data($0.utf8) })
        {
            #expect(copy.range(of: secret) == nil)
        }
        #expect(copy.range(of: Data(ada.factor.sealedSecret)) != nil, "the sealed secret is in the copy")
        // Whoever writes in the database cannot give an account a secret that belongs to another.
        let eve = try await fixture.signUp.signUp(
            NewAccount(username: "eve", password: Fixture.password),
            from: Fixture.laptop
        )
        let moved = Factor(
            id: UUIDv7(at: Fixture.start),
            accountID: eve.account.id,
            kind: .totp,
            name: "Moved",
            sealedSecret: ada.factor.sealedSecret,
            sessionID: eve.session.id,
            createdAt: Fixture.start,
            confirmedAt: Fixture.start
        )
        try await fixture.storage.transaction { try $0.factors.insert(moved) }
        let loginToken = try await fixture.loginToken("eve")
        await #expect(throws: (any Error).self) {
            let code = ada.totp.code(at: fixture.clock.now)
            _ = try await fixture.secondFactor.confirm(loginToken, code: code, from: Fixture.phone)
        }
    }
}
