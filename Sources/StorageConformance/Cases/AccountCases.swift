import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let accountCases = [
        Case("an account is found by its identifier and by each of its names") { fixture in
            let account = try await fixture.insertAccount(
                email: "ada@example.org",
                username: "ada",
                name: "Ada"
            )
            _ = try await fixture.insertAccount(email: "grace@example.org", username: "grace")
            let found = try await fixture.storage.read { tx in
                [
                    try tx.accounts.account(account.id),
                    try tx.accounts.account(.email("ada@example.org")),
                    try tx.accounts.account(.username("ada")),
                ]
            }
            try expect(
                found,
                is: [account, account, account],
                "the account by identifier, e-mail, user name"
            )
        },
        Case("an account that is not there is nil") { fixture in
            _ = try await fixture.insertAccount(email: "ada@example.org", username: "ada")
            let stranger = UUIDv7(at: fixture.now)
            let found = try await fixture.storage.read { tx in
                [
                    try tx.accounts.account(stranger),
                    try tx.accounts.account(.email("grace@example.org")),
                    try tx.accounts.account(.username("grace")),
                    try tx.accounts.account(.email("ada")),
                    try tx.accounts.account(.username("ada@example.org")),
                ]
            }
            try expect(found, is: [nil, nil, nil, nil, nil], "accounts that nobody inserted")
        },
        Case("every field of an account is kept, roles excluded") { fixture in
            var account = Account(
                id: UUIDv7(at: fixture.now),
                email: "ada@example.org",
                username: "ada",
                name: "Ada Λ 🗝 e\u{301}",
                emailVerified: true,
                epoch: 9_007_199_254_740_993,
                lockedAt: fixture.now + 0.25,
                createdAt: fixture.now - 86_400,
                roles: ["admin"]
            )
            try await fixture.insert(account)
            account.roles = []
            let found = try require(try await fixture.account(account.id), "the account is missing")
            try expect(found, is: account, "the account")
            try expect(octets(found.name), is: octets(account.name), "the octets of the name")
        },
        Case("an e-mail address belongs to one account at most") { fixture in
            _ = try await fixture.insertAccount(email: "ada@example.org", username: "ada")
            let second = fixture.newAccount(email: "ada@example.org", username: "ada2")
            try await expect(throws: AccountError.emailTaken, "a second account with the address") {
                try await fixture.insert(second)
            }
            try expect(try await fixture.account(second.id), is: nil, "the second account")
        },
        Case("a user name belongs to one account at most") { fixture in
            _ = try await fixture.insertAccount(email: "ada@example.org", username: "ada")
            let second = fixture.newAccount(email: "ada2@example.org", username: "ada")
            try await expect(throws: AccountError.usernameTaken, "a second account with the user name") {
                try await fixture.insert(second)
            }
            try expect(try await fixture.account(second.id), is: nil, "the second account")
        },
        Case("of two names that are taken the e-mail address is told") { fixture in
            _ = try await fixture.insertAccount(email: "ada@example.org", username: "ada")
            let second = fixture.newAccount(email: "ada@example.org", username: "ada")
            try await expect(throws: AccountError.emailTaken, "a second account with both names") {
                try await fixture.insert(second)
            }
        },
        Case("any number of accounts may lack an e-mail address or a user name") { fixture in
            let accounts = [try await fixture.insertAccount(), try await fixture.insertAccount()]
            let page = try await fixture.storage.read { tx in
                try tx.accounts.accounts(after: nil, limit: 9, matching: nil)
            }
            try expect(Set(page.map(\.id)), is: Set(accounts.map(\.id)), "the accounts without names")
        },
        Case("names are compared octet by octet: K and KELVIN SIGN, é and e with an accent never meet") {
            fixture in
            let names = [
                "k@example.org", "K@example.org", "\u{212A}@example.org", "\u{E9}@x.org", "e\u{301}@x.org",
            ]
            for name in names {
                let account = try await fixture.insertAccount(email: name, username: name)
                let found = try await fixture.storage.read { tx in
                    [try tx.accounts.account(.email(name))?.id, try tx.accounts.account(.username(name))?.id]
                }
                try expect(found, is: [account.id, account.id], "the accounts named \(name.unicodeScalars)")
            }
        },
        Case("text with a NUL octet never becomes the text before it") { fixture in
            let account = try await fixture.insertAccount()
            // A back end may refuse such text, or keep it whole.
            _ = try? await fixture.insertAccount(email: "ada@example.org\0x", username: "ada\0x")
            _ = try? await fixture.storage.transaction { try $0.roles.grant("admin\0x", to: account.id) }
            let found = try await fixture.storage.read { tx in
                [
                    try tx.accounts.account(.email("ada@example.org")),
                    try tx.accounts.account(.username("ada")),
                ]
            }
            try expect(found, is: [nil, nil], "the accounts of the names before the NUL")
            let roles = try await fixture.storage.read { try $0.roles.roles(of: account.id) }
            try expect(!roles.contains("admin"), "the role before the NUL was granted")
        },
        Case("an update writes every field but identifier, time of creation and roles") { fixture in
            let inserted = try await fixture.insertAccount(email: "ada@example.org", name: "Ada")
            try await fixture.storage.transaction { try $0.roles.grant("editor", to: inserted.id) }
            var changed = Account(
                id: inserted.id,
                email: nil,
                username: "countess",
                name: "Ada Lovelace",
                emailVerified: true,
                epoch: 7,
                lockedAt: fixture.now,
                createdAt: fixture.now + 1,
                roles: ["admin"]
            )
            try await fixture.storage.transaction { [changed] in try $0.accounts.update(changed) }
            changed = Account(changed, createdAt: inserted.createdAt, roles: ["editor"])
            try expect(try await fixture.account(inserted.id), is: changed, "the account")
            let formerName = try await fixture.storage.read {
                try $0.accounts.account(.email("ada@example.org"))
            }
            try expect(formerName, is: nil, "the account by its former address")
        },
        Case("an update to a name that is taken throws and changes nothing") { fixture in
            _ = try await fixture.insertAccount(email: "ada@example.org", username: "ada")
            let account = try await fixture.insertAccount(email: "grace@example.org", username: "grace")
            var changed = account
            changed.name = "Grace"
            changed.email = "ada@example.org"
            try await expect(throws: AccountError.emailTaken, "an update to a taken address") { [changed] in
                try await fixture.storage.transaction { try $0.accounts.update(changed) }
            }
            changed.email = account.email
            changed.username = "ada"
            try await expect(throws: AccountError.usernameTaken, "an update to a taken user name") {
                [changed] in
                try await fixture.storage.transaction { try $0.accounts.update(changed) }
            }
            try expect(try await fixture.account(account.id), is: account, "the account")
        },
        Case("an update may keep its own names") { fixture in
            var account = try await fixture.insertAccount(email: "ada@example.org", username: "ada")
            account.name = "Ada"
            try await fixture.storage.transaction { [account] in try $0.accounts.update(account) }
            try expect(try await fixture.account(account.id), is: account, "the account")
        },
        Case("an update of an account that is not there throws accountNotFound") { fixture in
            let stranger = fixture.newAccount(email: "ada@example.org")
            try await expect(throws: AccountError.accountNotFound, "an update of a stranger") {
                try await fixture.storage.transaction { try $0.accounts.update(stranger) }
            }
            try expect(try await fixture.account(stranger.id), is: nil, "the stranger")
        },
        Case("a name that was given up can be taken by another account") { fixture in
            var first = try await fixture.insertAccount(email: "ada@example.org", username: "ada")
            first.email = "lovelace@example.org"
            first.username = nil
            try await fixture.storage.transaction { [first] in try $0.accounts.update(first) }
            let second = try await fixture.insertAccount(email: "ada@example.org", username: "ada")
            try expect(try await fixture.account(second.id), is: second, "the second account")
        },
    ]

    private static func octets(_ text: String?) -> [UInt8]? {
        text.map { Array($0.utf8) }
    }
}

extension Account {
    /// A copy with another time of creation and other roles.
    fileprivate init(_ account: Account, createdAt: Date, roles: [String]) {
        self.init(
            id: account.id,
            email: account.email,
            username: account.username,
            name: account.name,
            emailVerified: account.emailVerified,
            epoch: account.epoch,
            lockedAt: account.lockedAt,
            createdAt: createdAt,
            roles: roles
        )
    }
}
