import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite(.timeLimit(.minutes(5)))
struct AccountImportTests {
    private let key = [UInt8](repeating: 9, count: 32)

    private func accountImport(_ fixture: Fixture) -> AccountImport {
        AccountImport(storage: fixture.storage, hasher: fixture.hasher, policy: PasswordPolicy())
    }

    private func row(_ line: Int, _ change: (inout ImportedAccount) -> Void) -> ImportRow {
        var account = ImportedAccount()
        change(&account)
        return ImportRow(line: line, content: .success(account))
    }

    private func fault(_ change: (inout ImportedAccount) -> Void) async throws -> ImportFault? {
        let fixture = try await Fixture()
        _ = try await fixture.signUpAda()
        let progress = try await accountImport(fixture)
            .take([row(1, change)], after: ImportProgress(key: key), isLast: true)
        #expect(progress.imported + progress.refused == 1)
        return try await accountImport(fixture).refusals(of: key, after: 0, limit: 9).first?.fault
    }

    @Test("makes accounts whose owners log in with their old passwords [D3]")
    func importing() async throws {
        let fixture = try await Fixture()
        let rows = [
            row(2) {
                $0.id = "0190A7F0-0000-4000-8000-00000000000A"
                $0.email = "Ada@Example.org"
                $0.username = "Ada"
                $0.name = "Ada L."
                $0.password = .hash(ImportedHashes.werkzeug[0])
                $0.emailVerified = true
                $0.roles = ["staff", "admin"]
                $0.createdAt = Date(timeIntervalSince1970: 1_500_000_000)
            },
            row(3) {
                $0.username = "bob"
                $0.password = .plain("zebra umbrella 44 quartz")
            },
            row(4) {
                $0.username = "eve"
                $0.password = .hash(ImportedHashes.django[0])
                $0.lockedAt = Date(timeIntervalSince1970: 1_600_000_000)
            },
            row(5) { $0.username = "passwordless" },
        ]
        var expected = ImportProgress(key: key)
        #expect(try await accountImport(fixture).progress(of: key) == expected)
        let progress = try await accountImport(fixture).take(rows, after: expected, isLast: true)
        (expected.rows, expected.imported, expected.isFinished) = (4, 4, true)
        #expect(progress == expected)
        #expect(try await accountImport(fixture).progress(of: key) == expected)

        let ada = try await fixture.logIn("ada", password: ImportedHashes.password).account
        #expect(ada.id.description == "0190a7f0-0000-4000-8000-00000000000a")
        #expect(ada.email == "ada@example.org")
        #expect(ada.name == "Ada L.")
        #expect(ada.emailVerified)
        #expect(ada.roles == ["admin", "staff"])
        #expect(ada.createdAt == Date(timeIntervalSince1970: 1_500_000_000))
        _ = try await fixture.logIn("bob", password: "zebra umbrella 44 quartz")
        for name in ["eve", "passwordless"] {
            await #expect(throws: AccountError.invalidCredentials) {
                try await fixture.logIn(name, password: ImportedHashes.password)
            }
        }
        #expect(
            try await fixture.audited().prefix(4) == [
                .accountCreated, .accountCreated, .accountCreated, .accountCreated,
            ]
        )
    }

    @Test("refuses what cannot be an account, and names column and reason")
    func faults() async throws {
        let taken = "belongs to an account already"
        #expect(
            try await fault { $0.name = "Bob" } == ImportFault("email", "is missing, and so is a user name")
        )
        #expect(try await fault { $0.email = "ADA@example.org" } == ImportFault("email", taken))
        #expect(try await fault { $0.username = "ADA" } == ImportFault("username", taken))
        #expect(try await fault { $0.email = "bob" } == ImportFault("email", "has the wrong form"))
        #expect(
            try await fault { $0.username = "b\u{F6}b" }
                == ImportFault("username", "has characters outside ASCII")
        )
        let hash = ImportFault("password_hash", "has no known format, or costs too much")
        for text in ["", "plain", HostileHashes.bcrypt[0], "$1$abc$def"] {
            #expect(
                try await fault {
                    $0.username = "bob"
                    $0.password = .hash(text)
                } == hash
            )
        }
    }

    @Test("refuses values that no account may have")
    func valueFaults() async throws {
        let cases: [(ImportFault, (inout ImportedAccount) -> Void)] = [
            (ImportFault("id", "is not a UUID"), { $0.id = "17" }),
            (ImportFault("name", "has the wrong form"), { $0.name = "B\u{1B}ob" }),
            (ImportFault("password", "is too short"), { $0.password = .plain("short") }),
            (
                ImportFault("password", "is one that attackers try first"),
                { $0.password = .plain("bob@example.org") }
            ),
            (
                ImportFault("created_at", "lies before 1970 or in the future"),
                { $0.createdAt = .distantFuture }
            ),
            (ImportFault("locked_at", "lies before 1970 or in the future"), { $0.lockedAt = .distantPast }),
            (
                ImportFault(
                    "roles",
                    "holds what is not 1 to 64 ASCII characters without space, comma and quote"
                ),
                { $0.roles = ["staff", "a b"] }
            ),
        ]
        for (expected, change) in cases {
            #expect(
                try await fault {
                    $0.email = "bob@example.org"
                    change(&$0)
                } == expected
            )
        }
        #expect(
            try await fault {
                $0.username = "bob"
                $0.emailVerified = true
            } == ImportFault("email_verified", "has no e-mail address")
        )
    }

    @Test("a batch is done once, however many runs try it")
    func once() async throws {
        let fixture = try await Fixture()
        let begin = ImportProgress(key: key)
        let rows = [row(1) { $0.username = "bob" }, row(2) { $0.username = "Bob" }]
        let progress = try await accountImport(fixture).take(rows, after: begin, isLast: false)
        #expect(progress.rows == 2)
        #expect(progress.imported == 1)
        #expect(progress.refused == 1)
        await #expect(throws: AccountImport.Conflict()) {
            try await accountImport(fixture).take(rows, after: begin, isLast: false)
        }
        #expect(try await accountImport(fixture).refusals(of: key, after: 0, limit: 9).map(\.line) == [2])
        #expect(try await fixture.accounts.list(limit: 9).count == 1)
    }

    @Test("a dry run finds what an import would refuse, within the file too, and changes nothing")
    func dryRun() async throws {
        let fixture = try await Fixture()
        _ = try await fixture.signUpAda()
        var names = ImportNames()
        let first = [
            row(1) { $0.username = "bob" }, row(2) { $0.username = "ada" }, row(3) { $0.email = "bob" },
            ImportRow(line: 4, content: .failure(ImportFault(nil, "is broken"))),
        ]
        let refusals = try await accountImport(fixture).check(first, names: &names)
        #expect(refusals.map(\.line) == [2, 3, 4])
        let second = [row(5) { $0.username = "BOB" }, row(6) { $0.email = "bob@example.org" }]
        #expect(try await accountImport(fixture).check(second, names: &names).map(\.line) == [5])
        #expect(try await fixture.accounts.list(limit: 9).count == 1)
        #expect(try await accountImport(fixture).progress(of: key).rows == 0)
    }

    @Test("hands out hashes only where they are asked for")
    func export() async throws {
        let fixture = try await Fixture()
        let rows = [
            row(1) {
                $0.username = "bob"
                $0.password = .hash(ImportedHashes.django[0])
            }
        ]
        _ = try await accountImport(fixture).take(rows, after: ImportProgress(key: key), isLast: true)
        let export = AccountExport(storage: fixture.storage)
        let with = try await export.page(after: nil, limit: 9, withPasswordHashes: true)
        #expect(with.map(\.passwordHash) == [ImportedHashes.django[0]])
        let without = try await export.page(after: nil, limit: 9, withPasswordHashes: false)
        #expect(without.map(\.passwordHash) == [nil])
        #expect(without.map(\.account.username) == ["bob"])
    }

    @Test("joins Firebase's parameters, salt and hash as its console and its tools write them [D3]")
    func firebase() throws {
        let text = """
            hash_config {
              algorithm: SCRYPT,
              base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
              base64_salt_separator: Bw==,
              rounds: 8,
              mem_cost: 14,
            }
            """
        let parameters = try #require(FirebaseHashParameters(text))
        let hash = "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="
        #expect(parameters.passwordHash(hash, salt: "42xEC+ixf3L2lw==") == ImportedHashes.firebaseExample)
        let urlSafe = hash.replacing("/", with: "_").replacing("+", with: "-").filter { $0 != "=" }
        #expect(parameters.passwordHash(urlSafe, salt: "42xEC-ixf3L2lw") == ImportedHashes.firebaseExample)
        for wrong in [
            "", "{}", text + "\nrounds: 8", text.replacing("SCRYPT", with: "BCRYPT"),
            text.replacing("mem_cost", with: "memory"),
        ] {
            #expect(FirebaseHashParameters(wrong) == nil)
        }
    }
}
