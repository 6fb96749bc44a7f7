import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let credentialCases = [
        Case("a credential is kept as it was set, for its own account only") { fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            let secret = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"
            try await fixture.storage.transaction {
                try $0.credentials.set(secret, kind: .password, of: account.id)
            }
            try expect(try await password(fixture, of: account.id), is: secret, "the credential")
            try expect(try await password(fixture, of: other.id), is: nil, "the other account's credential")
        },
        Case("setting a credential again replaces it") { fixture in
            let account = try await fixture.insertAccount()
            for secret in ["first", "second"] {
                try await fixture.storage.transaction {
                    try $0.credentials.set(secret, kind: .password, of: account.id)
                }
                try expect(try await password(fixture, of: account.id), is: secret, "the credential")
            }
        },
        Case("a removed credential is gone, and removing it again does nothing") { fixture in
            let account = try await fixture.insertAccount()
            try await fixture.storage.transaction {
                try $0.credentials.set("secret", kind: .password, of: account.id)
            }
            for _ in 0..<2 {
                try await fixture.storage.transaction { try $0.credentials.remove(.password, of: account.id) }
                try expect(try await password(fixture, of: account.id), is: nil, "the credential")
            }
        },
        Case("a credential of an account that is not there throws accountNotFound") { fixture in
            let stranger = UUIDv7(at: fixture.now)
            try await expect(throws: AccountError.accountNotFound, "a credential of a stranger") {
                try await fixture.storage.transaction {
                    try $0.credentials.set("secret", kind: .password, of: stranger)
                }
            }
            try expect(try await password(fixture, of: stranger), is: nil, "the credential")
        },
    ]

    static let roleCases = [
        Case("roles are kept in the order of their octets and read with the account") { fixture in
            let account = try await fixture.insertAccount(username: "ada")
            let other = try await fixture.insertAccount()
            try await fixture.storage.transaction { tx in
                for role in ["\u{E9}diteur", "editor", "Zoo", "admin", "e\u{301}diteur"] {
                    try tx.roles.grant(role, to: account.id)
                }
            }
            let expected = ["Zoo", "admin", "editor", "e\u{301}diteur", "\u{E9}diteur"].map { Array($0.utf8) }
            let found = try await fixture.storage.read { tx in
                [
                    try tx.roles.roles(of: account.id),
                    try tx.accounts.account(account.id)?.roles ?? [],
                    try tx.accounts.account(.username("ada"))?.roles ?? [],
                ].map { $0.map { Array($0.utf8) } }
            }
            try expect(
                found,
                is: [expected, expected, expected],
                "the roles by themselves and with the account"
            )
            let others = try await fixture.storage.read { try $0.roles.roles(of: other.id) }
            try expect(others, is: [], "the roles of the other account")
        },
        Case("granting a role again does nothing") { fixture in
            let account = try await fixture.insertAccount()
            for _ in 0..<2 {
                try await fixture.storage.transaction { try $0.roles.grant("admin", to: account.id) }
                let roles = try await fixture.storage.read { try $0.roles.roles(of: account.id) }
                try expect(roles, is: ["admin"], "the roles")
            }
        },
        Case("a withdrawn role is gone, the others stay, and withdrawing it again does nothing") { fixture in
            let account = try await fixture.insertAccount()
            try await fixture.storage.transaction { tx in
                for role in ["admin", "editor"] { try tx.roles.grant(role, to: account.id) }
            }
            for _ in 0..<2 {
                try await fixture.storage.transaction { try $0.roles.withdraw("admin", from: account.id) }
                let roles = try await fixture.storage.read { try $0.roles.roles(of: account.id) }
                try expect(roles, is: ["editor"], "the roles")
            }
        },
        Case("a role for an account that is not there throws accountNotFound") { fixture in
            let stranger = UUIDv7(at: fixture.now)
            try await expect(throws: AccountError.accountNotFound, "a role of a stranger") {
                try await fixture.storage.transaction { try $0.roles.grant("admin", to: stranger) }
            }
        },
    ]

    private static func password(_ fixture: Fixture, of account: UUIDv7) async throws -> String? {
        try await fixture.storage.read { try $0.credentials.credential(.password, of: account) }
    }
}
