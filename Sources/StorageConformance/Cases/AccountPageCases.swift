import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let accountPageCases = [
        Case("accounts are paged in the order of their identifiers, roles included") { fixture in
            var accounts: [Account] = []
            for number in 0..<7 {
                fixture.clock.advance(by: 1)
                accounts.append(fixture.newAccount(username: "user\(number)"))
            }
            for account in accounts.reversed() { try await fixture.insert(account) }
            let last = accounts[6].id
            try await fixture.storage.transaction { try $0.roles.grant("admin", to: last) }
            accounts[6].roles = ["admin"]

            var cursor: UUIDv7?
            var pages: [[Account]] = []
            repeat {
                let page = try await page(fixture, after: cursor, limit: 3)
                pages.append(page)
                cursor = page.last?.id
            } while pages.last?.isEmpty == false
            let expected = [Array(accounts[0..<3]), Array(accounts[3..<6]), [accounts[6]], []]
            try expect(pages, is: expected, "the pages")
        },
        Case("a page of no accounts is empty") { fixture in
            try expect(try await page(fixture, limit: 5), is: [], "the page of an empty database")
            _ = try await fixture.insertAccount()
            try expect(try await page(fixture, limit: 0), is: [], "the page of length 0")
        },
        Case("a search finds pieces of e-mail address, user name and name, ASCII case ignored") { fixture in
            let byEmail = try await fixture.insertAccount(email: "needle@example.org")
            fixture.clock.advance(by: 1)
            let byUsername = try await fixture.insertAccount(username: "the.needle")
            fixture.clock.advance(by: 1)
            let byName = try await fixture.insertAccount(name: "Rusty Needle Smith")
            fixture.clock.advance(by: 1)
            _ = try await fixture.insertAccount(email: "hay@example.org", username: "hay", name: "Hay")
            let expected = [byEmail, byUsername, byName]
            try expect(try await page(fixture, limit: 9, "nEEdle"), is: expected, "the accounts found")
            let rest = try await page(fixture, after: byEmail.id, limit: 1, "needle")
            try expect(rest, is: [byUsername], "the second page of length 1")
            try expect(try await page(fixture, limit: 9, "pin"), is: [], "a piece that nobody has")
        },
        Case("a search takes every character as itself") { fixture in
            let percent = try await fixture.insertAccount(name: "100% cotton")
            let under = try await fixture.insertAccount(username: "snake_case")
            let quote = try await fixture.insertAccount(name: "O'Hara \\ Sons")
            for (piece, account) in [("%", percent), ("_", under), ("'", quote), ("\\", quote)] {
                try expect(
                    try await page(fixture, limit: 9, piece),
                    is: [account],
                    "the accounts with \(piece)"
                )
            }
            try expect(
                try await page(fixture, limit: 9, "' OR 1=1--"),
                is: [],
                "the accounts by an injection"
            )
        },
        Case("an empty search matches every account") { fixture in
            let account = try await fixture.insertAccount()
            try expect(try await page(fixture, limit: 9, ""), is: [account], "the accounts")
        },
    ]

    private static func page(
        _ fixture: Fixture,
        after cursor: UUIDv7? = nil,
        limit: Int,
        _ search: String? = nil
    ) async throws -> [Account] {
        try await fixture.storage.read {
            try $0.accounts.accounts(after: cursor, limit: limit, matching: search)
        }
    }
}
