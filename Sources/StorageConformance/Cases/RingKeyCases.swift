import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let ringKeyCases = [
        Case("a new database has no ring keys") { fixture in
            try expect(try await fixture.storage.ringKeys().count, is: 0, "the number of keys")
        },
        Case("every field of a ring key is kept") { fixture in
            let bare = ringKey("bare", fixture.now)
            let full = SealedRingKey(
                keyID: "full",
                algorithm: "RS256",
                sealed: Fixture.octets(7) + Fixture.octets(8),
                createdAt: fixture.now - 3,
                activatesAt: fixture.now + 2,
                expiresAt: fixture.now + 1
            )
            try expect(try await add(fixture, bare), is: true, "whether the first was added")
            try expect(try await add(fixture, full), is: true, "whether the second was added")
            try expect(try await described(fixture), is: [describe(bare), describe(full)], "the keys")
        },
        Case("a key that wants an empty ring is added to no other") { fixture in
            let (first, second) = (ringKey("first", fixture.now), ringKey("second", fixture.now))
            try expect(
                try await add(fixture, first, when: .empty),
                is: true,
                "whether the first was added"
            )
            let added = try await add(fixture, second, expiringOthersAt: fixture.now, when: .empty)
            try expect(added, is: false, "whether the second was added")
            try expect(try await described(fixture), is: [describe(first)], "the keys")
        },
        Case("a new key ends the older ones that have no end yet") { fixture in
            let now = fixture.now
            _ = try await add(fixture, ringKey("a", now))
            _ = try await add(fixture, ringKey("b", now), expiringOthersAt: now + 10)
            _ = try await add(fixture, ringKey("c", now), expiringOthersAt: now + 20)
            let expected = [
                ringKey("a", now, expiresAt: now + 10), ringKey("b", now, expiresAt: now + 20),
                ringKey("c", now),
            ]
            try expect(try await described(fixture), is: expected.map(describe), "the keys")
        },
        Case("a key that is to replace another is added only where nobody has replaced that") { fixture in
            let now = fixture.now
            _ = try await add(fixture, ringKey("a", now))
            for (name, replaced, isAdded) in [("b", "a", true), ("c", "a", false), ("c", "none", false)] {
                let added = try await add(
                    fixture,
                    ringKey(name, now),
                    expiringOthersAt: now + 10,
                    when: .unreplaced(keyID: replaced)
                )
                try expect(added, is: isAdded, "whether \(name) was added in place of \(replaced)")
            }
            let expected = [ringKey("a", now, expiresAt: now + 10), ringKey("b", now)]
            try expect(try await described(fixture), is: expected.map(describe), "the keys")
        },
        Case("one key is removed at once, and only that") { fixture in
            _ = try await add(fixture, ringKey("a", fixture.now))
            _ = try await add(fixture, ringKey("b", fixture.now))
            try expect(try await fixture.storage.removeRingKey("a"), is: true, "whether it was there")
            try expect(try await fixture.storage.removeRingKey("a"), is: false, "whether it still was")
            try expect(try await described(fixture), is: [describe(ringKey("b", fixture.now))], "the keys")
        },
        Case("a key that is there already throws duplicate and ends no other") { fixture in
            let now = fixture.now
            let key = ringKey("a", now)
            _ = try await add(fixture, key)
            try await expect(throws: KeyRingError.duplicate(keyID: "a"), "the key again") {
                try await add(fixture, ringKey("a", now + 1), expiringOthersAt: now + 10)
            }
            try expect(try await described(fixture), is: [describe(key)], "the keys")
        },
        Case("keys whose last token has expired are removed, the others stay") { fixture in
            let now = fixture.now
            let ends = [now - 1, now, now + 1, nil]
            for (name, end) in zip(["a", "b", "c", "d"], ends) {
                _ = try await add(fixture, ringKey(name, now, expiresAt: end))
            }
            try await fixture.storage.removeRingKeys(expiredAt: now)
            let expected = [ringKey("c", now, expiresAt: now + 1), ringKey("d", now)]
            try expect(try await described(fixture), is: expected.map(describe), "the keys")
        },
    ]

    static func ringKey(_ name: String, _ now: Date, expiresAt: Date? = nil) -> SealedRingKey {
        SealedRingKey(
            keyID: name,
            algorithm: "ES256",
            sealed: Fixture.octets(1),
            createdAt: now,
            activatesAt: now,
            expiresAt: expiresAt
        )
    }

    private static func add(
        _ fixture: Fixture,
        _ key: SealedRingKey,
        expiringOthersAt expiry: Date? = nil,
        when condition: KeyRingCondition = .always
    ) async throws -> Bool {
        try await fixture.storage.addRingKey(key, expiringOthersAt: expiry, when: condition)
    }

    /// Every field of a key as text, since a sealed key has no equality of its own.
    private static func describe(_ key: SealedRingKey) -> String {
        "\(key.keyID) \(key.algorithm) \(key.sealed) \(key.createdAt.timeIntervalSince1970) "
            + "\(key.activatesAt.timeIntervalSince1970) \(key.expiresAt?.timeIntervalSince1970 ?? 0)"
    }

    private static func described(_ fixture: Fixture) async throws -> [String] {
        try await fixture.storage.ringKeys().map(describe).sorted()
    }
}
