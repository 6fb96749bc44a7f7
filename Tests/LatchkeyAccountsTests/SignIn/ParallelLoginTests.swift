import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

/// Logins that wait for a hashing thread while others come in.
@Suite(.timeLimit(.minutes(5)))
struct ParallelLoginTests {
    private let gate = Gate()
    private let pool = HashingPool(threads: 1, queueLimit: 1000)

    /// The outcomes of many logins, of which `waiting` get as far as the queue before any password is tried.
    private func outcomes(
        of names: [String],
        waiting: Int,
        in fixture: Fixture
    ) async throws -> [AccountError?] {
        let blocker = Task { try await pool.run { gate.pass(0) } }
        await until { pool.load.running == 1 }
        let logins = names.map { name in
            Task { () -> AccountError? in
                do {
                    _ = try await fixture.logIn(name)
                    return nil
                } catch let error as AccountError {
                    return error
                }
            }
        }
        await until { pool.load.queued == waiting }
        // Those that are refused are refused before the gate opens.
        var refused: [AccountError?] = []
        try await withThrowingTaskGroup(of: AccountError?.self) { group in
            for login in logins { group.addTask { try await login.value } }
            for _ in 0..<(names.count - waiting) { refused.append(try await group.next() ?? nil) }
            gate.open()
            for try await outcome in group { refused.append(outcome) }
        }
        _ = try await blocker.value
        return refused
    }

    private func fixture(failuresPerMinute: Int = 30) async throws -> Fixture {
        try await Fixture(
            hasher: PasswordHasher(parameters: Fixture.cheap, pool: pool),
            failuresPerMinute: failuresPerMinute
        )
    }

    @Test("of many right passwords at once none is told to wait for more than a second")
    func oneAccount() async throws {
        let fixture = try await fixture()
        _ = try await fixture.signUpAda()
        let names = [String](repeating: "ada", count: 45)
        let outcomes = try await outcomes(of: names, waiting: 5, in: fixture)
        #expect(outcomes.filter { $0 == nil }.count == 5)
        #expect(outcomes.filter { $0 == .tooManyAttempts(retryAfter: 1) }.count == 40)
        for _ in 0..<40 { _ = try await fixture.logIn() }
    }

    @Test("of many accounts behind one address none is told to wait for more than a second")
    func oneAddress() async throws {
        let fixture = try await fixture()
        let names = (0..<24).map { "user\($0)" }
        for name in names {
            _ = try await fixture.accounts.add(NewAccount(username: name, password: Fixture.password))
        }
        let outcomes = try await outcomes(of: names + names.prefix(8), waiting: 30, in: fixture)
        #expect(outcomes.filter { $0 == nil }.count == 30)
        #expect(outcomes.filter { $0 == .tooManyAttempts(retryAfter: 1) }.count == 2)
        for name in names { _ = try await fixture.logIn(name) }
    }

    @Test("an attempt that may yet succeed keeps another one waiting for a second only")
    func pending() async throws {
        let fixture = try await fixture()
        _ = try await fixture.signUpAda()
        for _ in 0..<12 {
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.logIn(password: Fixture.wrongPassword)
            }
            fixture.clock.advance(by: 900)
        }
        let outcomes = try await outcomes(
            of: ["ada@example.org", "ada@example.org"],
            waiting: 1,
            in: fixture
        )
        #expect(outcomes == [.tooManyAttempts(retryAfter: 1), nil])
    }

    @Test("a wait that failures have earned is told in full")
    func failed() async throws {
        let fixture = try await fixture()
        _ = try await fixture.signUpAda()
        for _ in 0..<12 {
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.logIn(password: Fixture.wrongPassword)
            }
            fixture.clock.advance(by: 900)
        }
        await #expect(throws: AccountError.invalidCredentials) {
            try await fixture.logIn(password: Fixture.wrongPassword)
        }
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 256)) { try await fixture.logIn() }
    }

    @Test("a refusal for one name costs the address nothing")
    func refusals() async throws {
        let fixture = try await fixture(failuresPerMinute: 8)
        _ = try await fixture.signUpAda()
        _ = try await fixture.accounts.add(NewAccount(username: "bob", password: Fixture.password))
        for _ in 0..<5 {
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.logIn(password: Fixture.wrongPassword)
            }
        }
        for _ in 0..<32 {
            await #expect(throws: AccountError.tooManyAttempts(retryAfter: 1)) { try await fixture.logIn() }
        }
        _ = try await fixture.logIn("bob")
        // What costs nothing must not fill the disk either.
        #expect(try await fixture.audited().filter { $0 == .loginThrottled }.count == 8)
    }

    @Test("a full queue leaves the wait as it was")
    func busy() async throws {
        let pool = HashingPool(threads: 1, queueLimit: 0)
        let hasher = PasswordHasher(parameters: Fixture.cheap, pool: pool)
        let fixture = try await Fixture(hasher: hasher)
        _ = try await fixture.signUpAda()
        for _ in 0..<12 {
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.logIn(password: Fixture.wrongPassword)
            }
            fixture.clock.advance(by: 900)
        }
        let blocker = Task { try await pool.run { gate.pass(0) } }
        await until { hasher.load.running == 1 }
        for _ in 0..<3 {
            await #expect(throws: AccountError.busy(retryAfter: 1)) { try await fixture.logIn() }
        }
        gate.open()
        _ = try await blocker.value
        _ = try await fixture.logIn()
    }
}
