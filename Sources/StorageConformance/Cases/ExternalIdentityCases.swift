import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let externalIdentityCases = [
        Case("somebody known elsewhere is found by provider and subject, compared octet by octet") {
            fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            let links = [
                ("wechat", "caf\u{E9}", account), ("wechat", "cafe\u{301}", other),
                ("wechat:wx1", "caf\u{E9}", other),
            ]
            for (provider, subject, account) in links {
                let isNew = try await link(fixture, provider, subject, account.id)
                try expect(isNew, is: true, "whether a link was made")
            }
            for (provider, subject, account) in links {
                let found = try await found(fixture, provider, subject)
                try expect(found, is: account.id, "the account of \(provider) \(subject)")
            }
            try expect(try await found(fixture, "wechat", "cafe"), is: nil, "the account of a stranger")
            try expect(try await found(fixture, "", "caf\u{E9}"), is: nil, "the account of no provider")
        },
        Case("a subject that is linked stays with its account") { fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            _ = try await link(fixture, "wechat", "ada", account.id)
            for next in [account, other] {
                let isNew = try await link(fixture, "wechat", "ada", next.id)
                try expect(isNew, is: false, "whether a second link was made")
            }
            try expect(try await found(fixture, "wechat", "ada"), is: account.id, "the account")
        },
        Case("the links of an account come in the order of provider and subject") { fixture in
            let account = try await fixture.insertAccount()
            let other = try await fixture.insertAccount()
            _ = try await link(fixture, "wechat", "other", other.id)
            for (provider, subject) in [("wechat:wx1", "a"), ("wechat", "z"), ("wechat", "b")] {
                _ = try await link(fixture, provider, subject, account.id)
            }
            let links = try await fixture.storage.read { try $0.identities.identities(of: account.id) }
            let expected = [("wechat", "b"), ("wechat", "z"), ("wechat:wx1", "a")].map { provider, subject in
                ExternalIdentity(
                    provider: provider,
                    subject: subject,
                    accountID: account.id,
                    createdAt: fixture.now
                )
            }
            try expect(links, is: expected, "the links")
        },
        Case("a link is gone when it is removed, or its account is") { fixture in
            let account = try await fixture.insertAccount()
            for subject in ["one", "two"] { _ = try await link(fixture, "wechat", subject, account.id) }
            for _ in 0..<2 {
                try await fixture.storage.transaction {
                    try $0.identities.unlink(provider: "wechat", subject: "one")
                }
                try expect(try await found(fixture, "wechat", "one"), is: nil, "the account")
            }
            try expect(try await found(fixture, "wechat", "two"), is: account.id, "the other link's account")
            try await fixture.storage.transaction { try $0.accounts.delete(account.id) }
            try expect(try await found(fixture, "wechat", "two"), is: nil, "the deleted account")
        },
        Case("a link to an account that is not there throws accountNotFound") { fixture in
            let stranger = UUIDv7(at: fixture.now)
            try await expect(throws: AccountError.accountNotFound, "a link to a stranger") {
                try await link(fixture, "wechat", "ada", stranger)
            }
        },
    ]

    private static func link(
        _ fixture: Fixture,
        _ provider: String,
        _ subject: String,
        _ account: UUIDv7
    ) async throws -> Bool {
        try await fixture.storage.transaction {
            try $0.identities.link(provider: provider, subject: subject, to: account)
        }
    }

    private static func found(
        _ fixture: Fixture,
        _ provider: String,
        _ subject: String
    ) async throws -> UUIDv7? {
        try await fixture.storage.read {
            try $0.identities.account(provider: provider, subject: subject)
        }
    }
}
