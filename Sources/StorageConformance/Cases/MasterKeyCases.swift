import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let masterKeyCases = [
        Case("a new database belongs to no master key, and to the first that is bound") { fixture in
            let storage = fixture.storage
            try expect(try await storage.isBoundToMasterKey(), is: false, "whether it was bound at first")
            try await storage.bind(masterKeyCheck: Fixture.octets(1))
            try expect(try await storage.isBoundToMasterKey(), is: true, "whether it is bound")
            try await storage.bind(masterKeyCheck: Fixture.octets(1))
        },
        Case("a database of one master key refuses every other and keeps its own") { fixture in
            let check = Fixture.octets(1)
            try await fixture.storage.bind(masterKeyCheck: check)
            for other in [Fixture.octets(2), Array(check.dropLast()), check + [0], []] {
                try await expect(throws: MasterKeyMismatch(), "another master key") {
                    try await fixture.storage.bind(masterKeyCheck: other)
                }
            }
            try await fixture.storage.bind(masterKeyCheck: check)
        },
        Case("another master key is bound with what is carried over to it, and moves the change marker") {
            fixture in
            let storage = fixture.storage
            try expect(try await storage.masterKeyBinding(), is: nil, "the binding at first")
            try await storage.bind(masterKeyCheck: Fixture.octets(1))
            let first = MasterKeyBinding(check: Fixture.octets(1), carried: nil)
            try expect(try await storage.masterKeyBinding(), is: first, "the first binding")
            let marker = try await storage.changeMarker()
            let second = MasterKeyBinding(check: Fixture.octets(2), carried: Fixture.octets(3))
            try await storage.transaction { try $0.masterKey.rebind(to: second) }
            try expect(try await storage.masterKeyBinding(), is: second, "the second binding")
            try expect(try await storage.changeMarker() != marker, is: true, "whether followers look")
            try await storage.bind(masterKeyCheck: Fixture.octets(2))
            try await expect(throws: MasterKeyMismatch(), "the first master key") {
                try await storage.bind(masterKeyCheck: Fixture.octets(1))
            }
        },
        Case("a key that is encrypted under another master key does not get into the ring") { fixture in
            let storage = fixture.storage
            var key = SealedRingKey(
                keyID: "k",
                algorithm: "ES256",
                sealed: Fixture.octets(4),
                createdAt: fixture.now,
                activatesAt: fixture.now,
                expiresAt: nil
            )
            key.masterKeyCheck = Fixture.octets(1)
            let foreign = key
            // A database that belongs to no master key takes any.
            try await storage.bind(masterKeyCheck: Fixture.octets(2))
            try await expect(throws: MasterKeyMismatch(), "a key of another") {
                _ = try await storage.addRingKey(foreign, expiringOthersAt: fixture.now, when: .always)
            }
            try expect(try await storage.ringKeys().count, is: 0, "how many keys there are")
            key.masterKeyCheck = Fixture.octets(2)
            _ = try await storage.addRingKey(key, expiringOthersAt: nil, when: .always)
            try expect(try await storage.ringKeys().count, is: 1, "how many keys there are then")
        },
        Case("all that is encrypted is found page by page, and written anew one by one") { fixture in
            let account = try await fixture.insertAccount()
            let factors = (0..<5).map { _ in newFactor(fixture, of: account) }
            let mails = (0..<5).map { _ in sealedMail(at: fixture.now) }
            for name in ["a", "b", "c"] {
                let key = SealedRingKey(
                    keyID: name,
                    algorithm: "ES256",
                    sealed: Fixture.octets(4),
                    createdAt: fixture.now,
                    activatesAt: fixture.now,
                    expiresAt: nil
                )
                _ = try await fixture.storage.addRingKey(key, expiringOthersAt: nil, when: .always)
            }
            try await fixture.storage.transaction { tx in
                for factor in factors { try tx.factors.insert(factor) }
                for mail in mails { try tx.mail.enqueue(mail) }
                // What is over says nothing any more.
                try tx.mail.markSent(mails[0].id)
            }
            let counts = try await fixture.storage.transaction { tx in
                try SealedSecret.Kind.allCases.map { kind in
                    var (found, last) = ([SealedSecret](), SealedSecret?.none)
                    repeat {
                        let page = try tx.masterKey.secrets(kind, after: last, limit: 2)
                        for var secret in page {
                            secret.sealed += [9]
                            try tx.masterKey.replace(secret)
                        }
                        found += page
                        last = page.last
                    } while last != nil
                    return found.count
                }
            }
            try expect(counts, is: [3, 5, 4], "how many signing keys, factors and mails there are")
            let keys = try await fixture.storage.ringKeys().map(\.sealed)
            try expect(Set(keys), is: [Fixture.octets(4) + [9]], "the signing keys")
            let kept = try await fixture.storage.read { try $0.factors.factors(of: account.id) }
            try expect(Set(kept.map(\.sealedSecret)), is: [factors[0].sealedSecret + [9]], "the factors")
            let leased = try await fixture.storage.transaction { tx in
                try tx.mail.lease(limit: 9, until: tx.now + 60)
            }
            try expect(leased.count, is: 4, "how many mails wait")
            try expect(Set(leased.map(\.sealed)), is: [mails[0].sealed + [9]], "the mails")
        },
    ]

    private static func sealedMail(at now: Date) -> QueuedMail {
        QueuedMail(
            id: UUIDv7(at: now),
            kind: .passwordReset,
            recipientDigest: Fixture.octets(6),
            sealed: Fixture.octets(7),
            createdAt: now
        )
    }
}
