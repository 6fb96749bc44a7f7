import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite("Signing in with a second factor")
struct SecondFactorLoginTests {
    @Test("password and code make a session whose tokens say so [E3]")
    func methods() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        let loginToken = try await fixture.loginToken()
        let code = ada.totp.code(at: fixture.clock.now)
        let signIn = try await fixture.secondFactor.confirm(loginToken, code: code, from: Fixture.phone)
        let token = try fixture.verifier.verify(signIn.accessToken.token, at: fixture.clock.now)
        #expect(token.authenticationMethods == ["pwd", "otp", "mfa"])
        #expect(token.authenticatedAt == fixture.clock.now)
        #expect(signIn.session.authenticationMethods == ["pwd", "otp", "mfa"])
        #expect(try await fixture.audited().suffix(1) == [.loginSucceeded])
    }

    @Test("one code before and after now is taken, two are not, and none before one that was taken")
    func drift() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        fixture.clock.advance(by: 300)
        func attempt(_ steps: Double) async throws -> Bool {
            let loginToken = try await fixture.loginToken()
            let code = ada.totp.code(at: fixture.clock.now + steps * TOTP.period)
            do {
                _ = try await fixture.secondFactor.confirm(loginToken, code: code, from: Fixture.phone)
                return true
            } catch AccountError.invalidCredentials {
                return false
            }
        }
        for (steps, isGood) in [
            (-2.0, false), (2, false), (-1, true), (-1, false), (0, true), (1, true), (0, false), (1, false),
        ] {
            #expect(try await attempt(steps) == isGood, "\(steps)")
        }
    }

    @Test("one code given fifty times at once signs in exactly once")
    func parallelCode() async throws {
        let fixture = try await Fixture(throttle: LoginThrottle(freeFailures: 1000, lockAfter: 10_000))
        let ada = try await fixture.enrolAda()
        let tokens = try await (0..<10).asyncMap { _ in try await fixture.loginToken() }
        let code = ada.totp.code(at: fixture.clock.now)
        let found = await outcomes(50) { number in
            _ = try await fixture.secondFactor.confirm(tokens[number % 10], code: code, from: Fixture.phone)
        }
        #expect(found["success"] == 1)
        #expect(try await fixture.sessions.list(of: ada.signIn.account.id).count == 2)
    }

    @Test("one recovery code given fifty times at once signs in exactly once, in any spelling")
    func parallelRecoveryCode() async throws {
        let fixture = try await Fixture(throttle: LoginThrottle(freeFailures: 1000, lockAfter: 10_000))
        let ada = try await fixture.enrolAda()
        let tokens = try await (0..<10).asyncMap { _ in try await fixture.loginToken() }
        let code = ada.recoveryCodes[3].uppercased().replacingOccurrences(of: "-", with: " ")
        let found = await outcomes(50) { number in
            _ = try await fixture.secondFactor.confirm(tokens[number % 10], code: code, from: Fixture.phone)
        }
        #expect(found["success"] == 1)
        #expect(try await fixture.factors.list(of: ada.signIn.account.id).recoveryCodesLeft == 9)
        let next = try await fixture.loginToken()
        _ = try await fixture.secondFactor.confirm(next, code: ada.recoveryCodes[4], from: Fixture.phone)
        #expect(try await fixture.audited().filter { $0 == .recoveryCodeUsed }.count == 2)
    }

    @Test("new recovery codes void the old ones")
    func newRecoveryCodes() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        let new = try await fixture.factors.replaceRecoveryCodes(of: ada.signIn.account.id)
        #expect(Set(new).isDisjoint(with: ada.recoveryCodes))
        let loginToken = try await fixture.loginToken()
        await #expect(throws: AccountError.invalidCredentials) {
            try await fixture.secondFactor.confirm(
                loginToken,
                code: ada.recoveryCodes[0],
                from: Fixture.phone
            )
        }
        _ = try await fixture.secondFactor.confirm(loginToken, code: new[0], from: Fixture.phone)
    }

    @Test("a login token is good once, for its account, client and five minutes")
    func loginTokens() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        let eve = try await fixture.enrol(
            try await fixture.signUp.signUp(
                NewAccount(username: "eve", password: Fixture.password),
                from: Fixture.laptop
            )
        )
        let own = try await fixture.loginToken()
        // Another account's code does not fit, whoever's token it is given with.
        let foreign = eve.totp.code(at: fixture.clock.now)
        await #expect(throws: AccountError.invalidCredentials) {
            try await fixture.secondFactor.confirm(own, code: foreign, from: Fixture.phone)
        }
        func code() -> String { ada.totp.code(at: fixture.clock.now) }
        await #expect(throws: OneTimeTokenError.wrongBinding) {
            try await fixture.secondFactor.confirm(own, code: code(), from: Fixture.laptop)
        }
        await #expect(throws: OneTimeTokenError.wrongBinding) {
            try await fixture.secondFactor.confirm(own, code: code(), from: Fixture.phone, forPages: true)
        }
        let moved = ClientContext(address: "203.0.113.80", device: Fixture.phone.device)
        let signIn = try await fixture.secondFactor.confirm(own, code: code(), from: moved)
        #expect(signIn.account.id == ada.signIn.account.id)
        fixture.clock.advance(by: TOTP.period)
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await fixture.secondFactor.confirm(own, code: code(), from: Fixture.phone)
        }
        await #expect(throws: OneTimeTokenError.malformed) {
            try await fixture.secondFactor.confirm("junk", code: code(), from: Fixture.phone)
        }
        let late = try await fixture.loginToken()
        fixture.clock.advance(by: SignInGate.secondFactorPeriod)
        await #expect(throws: OneTimeTokenError.expired) {
            try await fixture.secondFactor.confirm(late, code: code(), from: Fixture.phone)
        }
    }

    @Test("a pending sign-in does not outlive a lock, an unlock, or the end of all sessions [B7]")
    func epoch() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        let account = ada.signIn.account.id
        for change in 0..<3 {
            let loginToken = try await fixture.loginToken()
            switch change {
            case 0: try await fixture.ending.endAll(of: account, as: .signedOut)
            case 1:
                try await fixture.accounts.lock(account)
                try await fixture.accounts.unlock(account)
            default: try await fixture.accounts.lock(account)
            }
            fixture.clock.advance(by: TOTP.period)
            let code = ada.totp.code(at: fixture.clock.now)
            await #expect(throws: OneTimeTokenError.unknownOrSpent) {
                try await fixture.secondFactor.confirm(loginToken, code: code, from: Fixture.phone)
            }
        }
        #expect(try await fixture.sessions.list(of: account) == [])
    }

    @Test("a thousand wrong codes: five of them are looked at, and then one a wait, however many tokens")
    func wrongCodes() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.enrolAda()
        let tokens = try await (0..<20).asyncMap { _ in try await fixture.loginToken() }
        let found = await outcomes(1000) { number in
            _ = try await fixture.secondFactor.confirm(
                tokens[number % 20],
                code: "00000\(number % 10)",
                from: Fixture.phone
            )
        }
        #expect((found["invalidCredentials"] ?? 0) + (found["success"] ?? 0) <= 5)
        #expect(found.values.reduce(0, +) == 1000)
        let right = ada.totp.code(at: fixture.clock.now)
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 1)) {
            try await fixture.secondFactor.confirm(tokens[0], code: right, from: Fixture.phone)
        }
        // The password's own count is another: knowing the password does not clear the codes'.
        _ = try await fixture.loginToken()
        fixture.clock.advance(by: 1)
        let signIn = try await fixture.secondFactor.confirm(
            try await fixture.loginToken(),
            code: ada.totp.code(at: fixture.clock.now),
            from: Fixture.phone
        )
        #expect(signIn.session.authenticationMethods.contains("mfa"))
    }

    @Test("four wrong codes leave the login token good, the fifth voids it")
    func burnt() async throws {
        let fixture = try await Fixture(throttle: LoginThrottle(freeFailures: 1000, lockAfter: 10_000))
        let ada = try await fixture.enrolAda()
        let patient = try await fixture.loginToken()
        let burnt = try await fixture.loginToken()
        for (token, count) in [(patient, 4), (burnt, 5)] {
            for _ in 0..<count {
                await #expect(throws: AccountError.invalidCredentials) {
                    try await fixture.secondFactor.confirm(token, code: "junk", from: Fixture.phone)
                }
            }
        }
        let code = ada.totp.code(at: fixture.clock.now)
        await #expect(throws: OneTimeTokenError.unknownOrSpent) {
            try await fixture.secondFactor.confirm(burnt, code: code, from: Fixture.phone)
        }
        _ = try await fixture.secondFactor.confirm(patient, code: code, from: Fixture.phone)
    }

    @Test("a hundred wrong codes in a row stop the codes until somebody unlocks the account [B7]")
    func stopped() async throws {
        let fixture = try await Fixture(
            throttle: LoginThrottle(freeFailures: 2, longestWait: 8, lockAfter: 4)
        )
        let ada = try await fixture.enrolAda()
        for _ in 0..<4 {
            let token = try await fixture.loginToken()
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.secondFactor.confirm(token, code: "000000", from: Fixture.phone)
            }
            fixture.clock.advance(by: 30)
        }
        let token = try await fixture.loginToken()
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 8)) {
            let code = ada.totp.code(at: fixture.clock.now)
            _ = try await fixture.secondFactor.confirm(token, code: code, from: Fixture.phone)
        }
        try await fixture.accounts.unlock(ada.signIn.account.id)
        let code = ada.totp.code(at: fixture.clock.now)
        _ = try await fixture.secondFactor.confirm(token, code: code, from: Fixture.phone)
    }
}

extension Sequence {
    func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
