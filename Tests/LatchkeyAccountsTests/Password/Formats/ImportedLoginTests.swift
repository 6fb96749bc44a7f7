import Testing

@testable import LatchkeyAccounts

@Suite(.timeLimit(.minutes(5)))
struct ImportedLoginTests {
    /// Ada, whose password came as a hash from elsewhere.
    private func fixture(_ stored: String) async throws -> Fixture {
        let fixture = try await Fixture()
        let ada = try await fixture.accounts.add(
            NewAccount(username: "ada", password: "something else entirely")
        )
        try await fixture.storage.transaction { try $0.credentials.set(stored, kind: .password, of: ada.id) }
        return fixture
    }

    private func stored(_ fixture: Fixture) async throws -> String? {
        let ada = try await fixture.accounts.account(named: "ada")
        return try await fixture.storage.read { try $0.credentials.credential(.password, of: ada.id) }
    }

    @Test("replaces an imported hash by argon2id at the first login [D3]", arguments: ImportedHashes.all)
    func upgrade(_ hash: String) async throws {
        let fixture = try await fixture(hash)
        await #expect(throws: AccountError.invalidCredentials) {
            try await fixture.logIn("ada", password: Fixture.wrongPassword)
        }
        #expect(try await stored(fixture) == hash)
        _ = try await fixture.logIn("ada", password: ImportedHashes.password)
        let upgraded = try #require(try await stored(fixture))
        #expect(upgraded.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$"))
        _ = try await fixture.logIn("ada", password: ImportedHashes.password)
        #expect(try await stored(fixture) == upgraded)
        await #expect(throws: AccountError.invalidCredentials) {
            try await fixture.logIn("ada", password: Fixture.wrongPassword)
        }
    }

    @Test("lets nobody in by a hash that cannot be read", arguments: [HostileHashes.bcrypt[0], "", "plain"])
    func unreadable(_ hash: String) async throws {
        let fixture = try await fixture(hash)
        for password in [ImportedHashes.password, "plain", "", hash] {
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.logIn("ada", password: password)
            }
        }
    }
}
