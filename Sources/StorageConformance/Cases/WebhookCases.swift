import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let webhookCases = [
        Case("deliveries wait for their own endpoint until they are due, and an attempt begins once") {
            fixture in
            let one = delivery(fixture, "https://a.example")
            let other = delivery(fixture, "https://b.example")
            try await fixture.storage.transaction { tx in
                try tx.webhooks.insert(one)
                try tx.webhooks.insert(other)
            }
            try expect(try await due(fixture, "https://a.example"), is: [one], "what is due")
            let next = fixture.now + 20
            let begun = try await fixture.storage.transaction { tx in
                [try tx.webhooks.begin(one, next: next), try tx.webhooks.begin(one, next: next)]
            }
            try expect(begun, is: [true, false], "which attempts began")
            try expect(try await due(fixture, "https://a.example"), is: [], "what is due during the attempt")
            try expect(try await due(fixture, "https://b.example"), is: [other], "what is due elsewhere")
            fixture.clock.advance(by: 20)
            var again = one
            again.attempts = 1
            try expect(try await due(fixture, "https://a.example"), is: [again], "what is due again")
            try await fixture.storage.transaction { tx in
                try tx.webhooks.remove(one.id)
                try tx.webhooks.remove(one.id)
            }
            try expect(try await due(fixture, "https://a.example"), is: [], "what is due once it is removed")
            let cut = fixture.now
            let removed = try await fixture.storage.transaction { try $0.webhooks.removeOlder(than: cut) }
            try expect(removed, is: 1, "how many old deliveries were removed")
        },
        Case("the open holders of a role are listed in order") { fixture in
            var accounts: [Account] = []
            for name in ["a", "b", "c", "d"] {
                accounts.append(try await fixture.insertAccount(username: name))
                fixture.clock.advance(by: 1)
            }
            let ids = accounts.map(\.id)
            var locked = accounts[1]
            locked.lockedAt = fixture.now
            let change = locked
            try await fixture.storage.transaction { tx in
                for id in ids.prefix(3) { try tx.roles.grant("admin", to: id) }
                try tx.roles.grant("staff", to: ids[3])
                try tx.accounts.update(change)
            }
            for (limit, expected) in [(9, [ids[0], ids[2]]), (1, [ids[0]])] {
                let found = try await fixture.storage.read {
                    try $0.roles.openHolders(of: "admin", limit: limit)
                }
                try expect(found, is: expected, "the open holders")
            }
        },
    ]

    static func delivery(_ fixture: Fixture, _ endpoint: String) -> WebhookDelivery {
        WebhookDelivery(
            id: UUIDv7(at: fixture.now),
            endpoint: endpoint,
            type: "account.created",
            body: "{\"é\":1}",
            createdAt: fixture.now
        )
    }

    private static func due(_ fixture: Fixture, _ endpoint: String) async throws -> [WebhookDelivery] {
        try await fixture.storage.read { try $0.webhooks.due(for: endpoint, limit: 9) }
    }
}
