import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite(.timeLimit(.minutes(5)))
struct LoginTests {
    /// Ada's account with one thing about it changed.
    enum Obstacle: CaseIterable {
        case unknownName, wrongPassword, locked, withoutPassword, impossibleName
    }

    private func attempt(_ obstacle: Obstacle, in fixture: Fixture, number: Int = 0) async throws -> SignIn {
        switch obstacle {
        case .unknownName: try await fixture.logIn("nobody\(number)@example.org")
        case .wrongPassword: try await fixture.logIn("ada", password: Fixture.wrongPassword)
        case .locked: try await fixture.logIn("locked")
        case .withoutPassword: try await fixture.logIn("passwordless")
        case .impossibleName: try await fixture.logIn("\u{E9}\(number) @@")
        }
    }

    /// Accounts for every obstacle.
    private func prepare(_ fixture: Fixture) async throws {
        _ = try await fixture.signUpAda()
        let locked = try await fixture.accounts.add(
            NewAccount(username: "locked", password: Fixture.password)
        )
        try await fixture.accounts.lock(locked.id)
        let other = try await fixture.accounts.add(
            NewAccount(username: "passwordless", password: Fixture.password)
        )
        try await fixture.storage.transaction { try $0.credentials.remove(.password, of: other.id) }
    }

    @Test(
        "signs in by e-mail address and by user name [A1] [D4]",
        arguments: ["ada@example.org", "ADA@Example.org", "ada", "Ada"]
    )
    func signsIn(_ name: String) async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let signIn = try await fixture.logIn(name, from: Fixture.laptop)
        #expect(signIn.account == ada.account)
        #expect(signIn.session.id != ada.session.id)
        #expect(signIn.session.device == "laptop")
        #expect(fixture.refusal(of: signIn) == nil)
        #expect(try await fixture.audited().last == .loginSucceeded)
    }

    @Test("gives one answer to everybody who may not sign in [D4]", arguments: Obstacle.allCases)
    func oneAnswer(_ obstacle: Obstacle) async throws {
        let fixture = try await Fixture()
        try await prepare(fixture)
        for _ in 0..<5 {
            await #expect(throws: AccountError.invalidCredentials) {
                try await attempt(obstacle, in: fixture)
            }
        }
        // The throttle does not tell either whether the name exists.
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 1)) {
            try await attempt(obstacle, in: fixture)
        }
        #expect(
            try await fixture.audited().suffix(6) == [
                .loginFailed, .loginFailed, .loginFailed, .loginFailed, .loginFailed, .loginThrottled,
            ]
        )
    }

    @Test("costs the same time for everybody who may not sign in [D4]")
    func oneTime() async throws {
        let hasher = PasswordHasher(
            parameters: Argon2Parameters(memory: 8192, iterations: 2, parallelism: 1)
        )
        let fixture = try await Fixture(
            hasher: hasher,
            throttle: LoginThrottle(freeFailures: 1000, lockAfter: 1000)
        )
        try await prepare(fixture)
        let clock = ContinuousClock()
        var quickest: [Obstacle: Duration] = [:]
        // Other work on the machine lengthens some, and the more are taken the less it lengthens the quickest.
        for number in 0..<150 {
            for obstacle in Obstacle.allCases {
                let time = await clock.measure {
                    _ = try? await attempt(obstacle, in: fixture, number: number)
                }
                quickest[obstacle] = min(time, quickest[obstacle] ?? time)
            }
            if number >= 15, Self.areAlike(quickest) { break }
        }
        #expect(Self.areAlike(quickest), "\(quickest)")
    }

    private static func areAlike(_ times: [Obstacle: Duration]) -> Bool {
        guard let reference = times[.wrongPassword] else { return false }
        return times.values.allSatisfy { $0 > reference / 2 && $0 < reference * 2 }
    }

    @Test("a success clears the count")
    func clears() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.signUpAda()
        for _ in 0..<3 {
            for _ in 0..<4 {
                await #expect(throws: AccountError.invalidCredentials) {
                    try await fixture.logIn(password: Fixture.wrongPassword)
                }
            }
            _ = try await fixture.logIn()
        }
    }

    /// What `count` logins under a name end with.
    private func answers(
        to name: String,
        _ count: Int,
        password: String = Fixture.wrongPassword,
        in fixture: Fixture
    ) async -> [AccountError?] {
        var answers: [AccountError?] = []
        for _ in 0..<count {
            do {
                _ = try await fixture.logIn(name, password: password)
                answers.append(nil)
            } catch {
                answers.append(error as? AccountError)
            }
        }
        return answers
    }

    @Test("counts every spelling of a name together")
    func spellings() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.signUpAda()
        for name in ["ada", "Ada", "ADA", "adA", "aDa"] {
            #expect(await answers(to: name, 1, in: fixture) == [.invalidCredentials])
        }
        #expect(await answers(to: "aDA", 1, in: fixture) == [.tooManyAttempts(retryAfter: 1)])
    }

    @Test("does not tell by the limits that two names belong to one account, or to any [D4]")
    func unlinkable() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.signUpAda()
        let pattern = await answers(to: "ada", 6, in: fixture)
        #expect(pattern.last == .tooManyAttempts(retryAfter: 1))
        #expect(await answers(to: "ada@example.org", 6, in: fixture) == pattern)
        #expect(await answers(to: "nobody@example.org", 6, in: fixture) == pattern)
    }

    @Test(
        "allows five failures for an account, not for each of its names: then the right password is a wrong one"
    )
    func names() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.signUpAda()
        _ = await answers(to: "ada", 5, in: fixture)
        #expect(
            await answers(to: "ada@example.org", 1, password: Fixture.password, in: fixture)
                == [.invalidCredentials]
        )
        let events = try await fixture.storage.read { try $0.audit.events(after: 0, limit: 100).map(\.event) }
        #expect(events.last?.reason == "throttled")
        fixture.clock.advance(by: 1)
        _ = try await fixture.logIn("ada@example.org")
        // The success has cleared the account's count: four more failures cost nothing.
        _ = await answers(to: "ada@example.org", 4, in: fixture)
        _ = try await fixture.logIn("ada@example.org")
    }

    @Test("a hundred failures under one name lock the other, too; unlocking opens both")
    func lockedUnderAnotherName() async throws {
        let fixture = try await Fixture(throttle: LoginThrottle(longestWait: 60, lockAfter: 12))
        let ada = try await fixture.signUpAda()
        for _ in 0..<12 {
            _ = await answers(to: "ada", 1, in: fixture)
            fixture.clock.advance(by: 60)
        }
        fixture.clock.advance(by: 86_400)
        #expect(
            await answers(to: "ada@example.org", 1, password: Fixture.password, in: fixture)
                == [.invalidCredentials]
        )
        try await fixture.accounts.unlock(ada.account.id)
        for name in ["ada", "ada@example.org"] { _ = try await fixture.logIn(name) }
    }

    @Test("tries at most five of twenty wrong passwords at once")
    func parallel() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.signUpAda()
        let errors = await withTaskGroup(of: AccountError?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        _ = try await fixture.logIn(password: Fixture.wrongPassword)
                        return nil
                    } catch {
                        return error as? AccountError
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors.filter { $0 == .invalidCredentials }.count == 5)
        #expect(errors.filter { $0 == .tooManyAttempts(retryAfter: 1) }.count == 15)
    }

    @Test("after 100 failures the password signs in no more, while live sessions go on; unlocking helps")
    func lockedOut() async throws {
        let fixture = try await Fixture()
        let session = try await fixture.signUpAda()
        for _ in 0..<100 {
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.logIn(password: Fixture.wrongPassword)
            }
            fixture.clock.advance(by: 900)
        }
        await #expect(throws: AccountError.tooManyAttempts(retryAfter: 900)) { try await fixture.logIn() }
        _ = try await fixture.sessions.refresh(session.refreshToken, from: Fixture.phone)
        try await fixture.accounts.unlock(session.account.id)
        _ = try await fixture.logIn()
    }

    @Test("refuses an account that is locked while its password is being hashed")
    func lockedMeanwhile() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let storage = InterposedStorage(fixture.storage, after: 1) {
            try await fixture.accounts.lock(ada.account.id)
        }
        let login = Login(
            storage: storage,
            hasher: fixture.hasher,
            gate: SignInGate(
                storage: storage,
                sessions: fixture.sessions,
                masterKey: fixture.masterKey
            ),
            limits: LoginLimits(masterKey: fixture.masterKey)
        )
        await #expect(throws: AccountError.invalidCredentials) {
            try await login.logIn("ada", password: Fixture.password, from: Fixture.phone)
        }
        #expect(try await fixture.sessions.list(of: ada.account.id) == [])
        #expect(try await fixture.audited().last == .loginFailed)
    }

    @Test("refuses an account whose sessions were all ended while its password was being hashed")
    func epochMeanwhile() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let storage = InterposedStorage(fixture.storage, after: 1) {
            try await fixture.ending.endAll(of: ada.account.id, as: .accountChanged)
        }
        let login = Login(
            storage: storage,
            hasher: fixture.hasher,
            gate: SignInGate(
                storage: storage,
                sessions: fixture.sessions,
                masterKey: fixture.masterKey
            ),
            limits: LoginLimits(masterKey: fixture.masterKey)
        )
        await #expect(throws: AccountError.invalidCredentials) {
            try await login.logIn("ada", password: Fixture.password, from: Fixture.phone)
        }
    }

    @Test("hashes again at login when the cost has changed, and goes on knowing the password")
    func rehash() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        let dearer = PasswordHasher(
            parameters: Argon2Parameters(memory: 128, iterations: 1, parallelism: 1)
        )
        let login = Login(
            storage: fixture.storage,
            hasher: dearer,
            gate: SignInGate(
                storage: fixture.storage,
                sessions: fixture.sessions,
                masterKey: fixture.masterKey
            ),
            limits: LoginLimits(masterKey: fixture.masterKey)
        )
        await #expect(throws: AccountError.invalidCredentials) {
            try await login.logIn("ada", password: Fixture.wrongPassword, from: Fixture.phone)
        }
        #expect(try await stored(ada, fixture).hasPrefix("$argon2id$v=19$m=64,"))
        _ = try await login.logIn("ada", password: Fixture.password, from: Fixture.phone)
        #expect(try await stored(ada, fixture).hasPrefix("$argon2id$v=19$m=128,"))
        _ = try await login.logIn("ada", password: Fixture.password, from: Fixture.phone)
    }

    private func stored(_ signIn: SignIn, _ fixture: Fixture) async throws -> String {
        try await fixture.storage.read { try $0.credentials.credential(.password, of: signIn.account.id) }
            ?? ""
    }

    @Test("a full queue refuses and counts no failure, neither for the name nor for the address")
    func busy() async throws {
        let gate = Gate()
        let pool = HashingPool(threads: 1, queueLimit: 0)
        let hasher = PasswordHasher(parameters: Fixture.cheap, pool: pool)
        let fixture = try await Fixture(hasher: hasher, failuresPerMinute: 2)
        _ = try await fixture.signUpAda()
        let blocker = Task { try await pool.run { gate.pass(0) } }
        await until { hasher.load.running == 1 }
        for _ in 0..<10 {
            await #expect(throws: AccountError.busy(retryAfter: 1)) { try await fixture.logIn() }
        }
        gate.open()
        _ = try await blocker.value
        _ = try await fixture.logIn()
    }

    @Test("refuses a password over 1,024 octets before it counts or hashes anything")
    func tooLong() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.signUpAda()
        let before = fixture.transactions
        await #expect(throws: AccountError.invalid(FieldError("password", .tooLong))) {
            try await fixture.logIn(password: String(repeating: "x", count: 1025))
        }
        #expect(fixture.transactions == before)
    }

    @Test("counts failures by address, across names; successes do not count")
    func address() async throws {
        let fixture = try await Fixture(failuresPerMinute: 3)
        _ = try await fixture.signUpAda()
        for _ in 0..<5 { _ = try await fixture.logIn() }
        for number in 0..<3 {
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.logIn("nobody\(number)", password: Fixture.wrongPassword)
            }
        }
        let refusal = await #expect(throws: AccountError.self) { try await fixture.logIn() }
        guard case .tooManyAttempts(let seconds)? = refusal else {
            Issue.record("not throttled: \(String(describing: refusal))")
            return
        }
        #expect((1...60).contains(seconds))
        _ = try await fixture.logIn(from: Fixture.laptop)
    }

    @Test(
        "a name of any length or content is counted and refused like any other",
        arguments: ["", "\0", String(repeating: "a", count: 60_000), "' OR 1=1 --", "e\u{301}@example.org"]
    )
    func strangeNames(_ name: String) async throws {
        let fixture = try await Fixture()
        await #expect(throws: AccountError.invalidCredentials) { try await fixture.logIn(name) }
        #expect(try await fixture.audited() == [.loginFailed])
    }

    @Test("keeps neither password nor typed name of a failed login")
    func keepsNothing() async throws {
        let fixture = try await Fixture()
        await #expect(throws: AccountError.invalidCredentials) {
            try await fixture.logIn("my-password-typed-as-name", password: "typed-by-mistake-elsewhere")
        }
        let contents = try fixture.directory.contents()
        #expect(contents.range(of: Data("my-password-typed-as-name".utf8)) == nil)
        #expect(contents.range(of: Data("typed-by-mistake-elsewhere".utf8)) == nil)
    }
}
