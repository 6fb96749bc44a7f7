import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

/// An account with a second factor, and what its owner holds.
struct Enrolled: Sendable {
    let signIn: SignIn
    let factor: Factor
    let totp: TOTP
    let recoveryCodes: [String]
}

extension Fixture {
    var factors: SecondFactors {
        SecondFactors(
            storage: storage,
            ending: sessions.ending,
            masterKey: masterKey,
            limits: limits,
            issuer: "Shop"
        )
    }

    var secondFactor: SecondFactorLogin {
        SecondFactorLogin(storage: storage, gate: gate, masterKey: masterKey, limits: limits)
    }

    var reauthentication: Reauthentication {
        Reauthentication(
            storage: storage,
            hasher: hasher,
            sessions: sessions,
            masterKey: masterKey,
            limits: limits
        )
    }

    var passwordChange: PasswordChange {
        PasswordChange(
            storage: storage,
            hasher: hasher,
            policy: passwordPolicy,
            sessions: sessions,
            limits: limits
        )
    }

    /// Signs Ada up and gives her an authenticator; its next code is that of the next step.
    func enrolAda() async throws -> Enrolled { try await enrol(try await signUpAda()) }

    func enrol(_ signIn: SignIn) async throws -> Enrolled {
        let (account, session) = (signIn.account.id, signIn.session.id)
        let enrolment = try await factors.begin(for: account, in: session, named: "Telephone")
        let totp = try #require(Base32.decode(enrolment.secret).flatMap { TOTP(secret: $0) })
        let confirmed = try await factors.confirm(
            enrolment.factor.id,
            by: totp.code(at: clock.now),
            for: account,
            in: session
        )
        clock.advance(by: TOTP.period)
        return Enrolled(
            signIn: signIn,
            factor: confirmed.factor,
            totp: totp,
            recoveryCodes: confirmed.recoveryCodes ?? []
        )
    }

    /// Knows the password, and returns what leads on to the second factor.
    func loginToken(_ name: String = "ada", from client: ClientContext = Fixture.phone) async throws -> String
    {
        do {
            _ = try await logIn(name, from: client)
        } catch AccountError.secondFactorRequired(let token) {
            return token
        }
        throw MissingSecondFactor()
    }
}

/// An account signed in although it has a second factor.
struct MissingSecondFactor: Error {}

/// How often each outcome came of attempts that were made at once.
func outcomes(
    _ count: Int,
    _ attempt: @escaping @Sendable (Int) async throws -> Void
) async -> [String: Int] {
    await withTaskGroup(of: String.self) { group in
        for number in 0..<count {
            group.addTask {
                do {
                    try await attempt(number)
                    return "success"
                } catch AccountError.tooManyAttempts {
                    return "tooManyAttempts"
                } catch {
                    return "\(error)"
                }
            }
        }
        return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
