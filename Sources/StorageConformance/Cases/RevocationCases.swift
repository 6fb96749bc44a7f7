import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens
import Synchronization

extension StorageConformance {
    static let revocationCases = [
        Case("revocations of each kind are followed in the order in which they were made") { fixture in
            let id = UUIDv7(at: fixture.now)
            let targets: [Revocation.Target] = [
                .session(id), .account(id, epochBelow: 9_007_199_254_740_993), .token(id), .session(id),
            ]
            var made: [Revocation] = []
            for (index, target) in targets.enumerated() {
                let expiry = fixture.now + 900 - TimeInterval(index)
                let revocation = try await append(fixture, target, expiresAt: expiry)
                try expect(revocation.target, is: target, "the target")
                try expect(revocation.expiresAt, is: expiry, "the expiry")
                made.append(revocation)
            }
            try expect(
                try await fixture.storage.revocations(after: 0, limit: 100),
                is: made,
                "the revocations"
            )
            let sequences = made.map(\.sequence)
            try expect(
                Array(Set(sequences)).sorted(),
                is: sequences,
                "the sequence numbers, strictly growing"
            )
            try expect(
                sequences[0] > 0,
                "the first sequence number is \(sequences[0]), which nobody would follow"
            )
        },
        Case("revocations are followed from a sequence number on, at most as many as asked for") { fixture in
            var made: [Revocation] = []
            for _ in 0..<7 {
                let id = UUIDv7(at: fixture.now)
                made.append(try await append(fixture, .token(id), expiresAt: fixture.now + 1))
            }
            var followed: [[Revocation]] = []
            repeat {
                let last = followed.last?.last?.sequence ?? 0
                followed.append(try await fixture.storage.revocations(after: last, limit: 3))
            } while followed.last?.count == 3
            let expected = [Array(made[0..<3]), Array(made[3..<6]), [made[6]]]
            try expect(followed, is: expected, "the portions")
            let none = try await fixture.storage.revocations(after: made[6].sequence, limit: 3)
            try expect(none, is: [], "what comes after the last")
        },
        Case("expired revocations are removed, the others stay") { fixture in
            let (now, id) = (fixture.now, UUIDv7(at: fixture.now))
            _ = try await append(fixture, .session(id), expiresAt: now - 1)
            let kept = try await append(fixture, .token(id), expiresAt: now + 1)
            try await fixture.storage.transaction { try $0.revocations.removeExpired(at: now) }
            try expect(try await fixture.storage.revocations(after: 0, limit: 9), is: [kept], "what is left")
        },
        Case("a sequence number is never given twice, not even when everything was removed") { fixture in
            let id = UUIDv7(at: fixture.now)
            var last: Int64 = 0
            for _ in 0..<3 {
                let revocation = try await append(fixture, .session(id), expiresAt: fixture.now)
                try expect(revocation.sequence > last, "\(revocation.sequence) came after \(last)")
                last = revocation.sequence
                fixture.clock.advance(by: 10)
                let now = fixture.now
                try await fixture.storage.transaction { try $0.revocations.removeExpired(at: now) }
                try expect(try await fixture.storage.revocations(after: 0, limit: 9), is: [], "what is left")
            }
        },
        Case("packed revocations are read at once, those behind them one by one, and all end in time") {
            fixture in
            let (now, ids) = (
                fixture.now, (0..<4100).map { UUIDv7(high: $0, low: $0 &* 0x9E37_79B9_7F4A_7C15) }
            )
            let made = try await fixture.storage.transaction { tx in
                try ids.map { try tx.revocations.append(.session($0), expiresAt: now + 1) }
            }
            let packed = [
                try await fixture.storage.transaction { try $0.revocations.pack() },
                try await fixture.storage.transaction { try $0.revocations.pack() },
            ]
            try expect(packed, is: [true, false], "whether there was enough for a pack")

            let portions = try await portions(fixture)
            try expect(portions.map(\.count), is: [4096, 4], "the portions")
            try expect(portions.flatMap(\.self).map(\.target), is: made.map(\.target), "what is read")
            try expect(Set(portions[0].map(\.sequence)), is: [made[4095].sequence], "the numbers in the pack")
            try expect(portions[1], is: Array(made[4096...]), "what came behind the pack")

            fixture.clock.advance(by: 2)
            try await fixture.storage.transaction { try $0.revocations.removeExpired(at: $0.now) }
            try expect(try await Self.portions(fixture), is: [[]], "what is left")
        },
    ]

    private static func portions(_ fixture: Fixture) async throws -> [[Revocation]] {
        let portions = Mutex<[[Revocation]]>([])
        try await fixture.storage.readRevocations(after: 0) { portion, _ in
            portions.withLock { $0.append(portion) }
        }
        return portions.withLock { $0 }
    }

    private static func append(
        _ fixture: Fixture,
        _ target: Revocation.Target,
        expiresAt: Date
    ) async throws -> Revocation {
        try await fixture.storage.transaction { try $0.revocations.append(target, expiresAt: expiresAt) }
    }
}
