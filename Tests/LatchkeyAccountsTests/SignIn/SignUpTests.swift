import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite(.timeLimit(.minutes(5)))
struct SignUpTests {
    private func signUp(_ fixture: Fixture, from client: ClientContext = Fixture.phone) async throws -> SignIn
    {
        try await fixture.signUp.signUp(
            NewAccount(email: "ada@example.org", password: Fixture.password),
            from: client
        )
    }

    @Test("makes an account, signs it in, and lets it log in by either name [D3] [D4]")
    func signUp() async throws {
        let fixture = try await Fixture()
        let signIn = try await fixture.signUp.signUp(
            NewAccount(email: "Ada@Example.ORG", username: "ADA", name: "Ada L.", password: Fixture.password),
            from: Fixture.phone
        )
        #expect(signIn.account.email == "ada@example.org")
        #expect(signIn.account.username == "ada")
        #expect(signIn.account.name == "Ada L.")
        #expect(!signIn.account.emailVerified)
        #expect(signIn.account.roles == [])
        #expect(fixture.refusal(of: signIn) == nil)
        for name in ["ada@example.org", "ADA@example.org", "ada", "Ada"] {
            #expect(try await fixture.logIn(name).account == signIn.account)
        }
        #expect(try await fixture.audited().first == .accountCreated)
    }

    @Test("tells a taken address and a taken name apart, in any spelling, and changes nothing [D4]")
    func taken() async throws {
        let fixture = try await Fixture()
        let ada = try await fixture.signUpAda()
        await #expect(throws: AccountError.emailTaken) {
            try await fixture.signUp.signUp(
                NewAccount(email: "ADA@EXAMPLE.ORG", username: "eve", password: "another long password!"),
                from: Fixture.phone
            )
        }
        await #expect(throws: AccountError.usernameTaken) {
            try await fixture.signUp.signUp(
                NewAccount(email: "eve@example.org", username: "Ada", password: "another long password!"),
                from: Fixture.phone
            )
        }
        #expect(try await fixture.accounts.list(limit: 10) == [ada.account])
        #expect(try await fixture.logIn().account == ada.account)
        _ = try await fixture.signUp.signUp(
            NewAccount(email: "eve@example.org", username: "eve", password: Fixture.password),
            from: Fixture.phone
        )
    }

    @Test("of twenty at once with one address one gets it [D4]")
    func parallel() async throws {
        let fixture = try await Fixture()
        let errors = await withTaskGroup(of: AccountError?.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        _ = try await signUp(fixture)
                        return nil
                    } catch {
                        return error as? AccountError ?? .accountNotFound
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(errors.filter { $0 == nil }.count == 1)
        #expect(errors.filter { $0 == .emailTaken }.count == 19)
        #expect(try await fixture.accounts.list(limit: 10).count == 1)
    }

    @Test("keeps a hash and never the password")
    func secret() async throws {
        let fixture = try await Fixture()
        let signIn = try await fixture.signUpAda()
        let stored = try await fixture.storage.read {
            try $0.credentials.credential(.password, of: signIn.account.id)
        }
        #expect(stored?.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$") == true)
        #expect(try fixture.directory.contents().range(of: Data(Fixture.password.utf8)) == nil)
    }

    @Test("refuses faulty input before it counts or hashes anything")
    func faults() async throws {
        let fixture = try await Fixture(signUpsPerHour: 1)
        for _ in 0..<3 {
            await #expect(throws: AccountError.invalid(FieldError("password", .tooShort))) {
                try await fixture.signUp.signUp(
                    NewAccount(username: "ada", password: "short"),
                    from: Fixture.phone
                )
            }
        }
        _ = try await fixture.signUpAda()
    }

    @Test("a full queue uses up nothing of the address's quota")
    func busy() async throws {
        let gate = Gate()
        let pool = HashingPool(threads: 1, queueLimit: 0)
        let hasher = PasswordHasher(parameters: Fixture.cheap, pool: pool)
        let fixture = try await Fixture(hasher: hasher, signUpsPerHour: 1)
        let blocker = Task { try await pool.run { gate.pass(0) } }
        await until { hasher.load.running == 1 }
        for _ in 0..<3 {
            await #expect(throws: AccountError.busy(retryAfter: 1)) { try await signUp(fixture) }
        }
        gate.open()
        _ = try await blocker.value
        _ = try await signUp(fixture)
    }

    @Test("reads nothing more from an address whose quota is used up")
    func throttledBeforeReading() async throws {
        let fixture = try await Fixture(signUpsPerHour: 1)
        _ = try await signUp(fixture)
        let refusal = await #expect(throws: AccountError.self) {
            try await fixture.signUp.signUp(NewAccount(password: "short"), from: Fixture.phone)
        }
        guard case .tooManyAttempts? = refusal else {
            Issue.record("not throttled: \(String(describing: refusal))")
            return
        }
    }

    @Test("lets so many an hour through from one address, taken names included")
    func throttled() async throws {
        let fixture = try await Fixture(signUpsPerHour: 2)
        _ = try await signUp(fixture)
        await #expect(throws: AccountError.emailTaken) { try await signUp(fixture) }
        let refusal = await #expect(throws: AccountError.self) { try await signUp(fixture) }
        guard case .tooManyAttempts(let seconds)? = refusal else {
            Issue.record("not throttled: \(String(describing: refusal))")
            return
        }
        #expect((3590...3600).contains(seconds))
        await #expect(throws: AccountError.emailTaken) { try await signUp(fixture, from: Fixture.laptop) }
    }

    @Test("an account without e-mail and one without user name live side by side")
    func optionalNames() async throws {
        let fixture = try await Fixture()
        for name in ["ada", "eve"] {
            let byName = try await fixture.signUp.signUp(
                NewAccount(username: name, password: Fixture.password),
                from: Fixture.phone
            )
            let byEmail = try await fixture.signUp.signUp(
                NewAccount(email: "\(name)@example.org", password: Fixture.password),
                from: Fixture.phone
            )
            #expect(byName.account.email == nil)
            #expect(byEmail.account.username == nil)
        }
    }
}
