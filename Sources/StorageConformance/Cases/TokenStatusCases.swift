import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let tokenStatusCases = [
        Case("places in status lists are numbered from 0 on, over everything that takes one") { fixture in
            let places = try await fixture.storage.transaction { tx in
                try (0..<3).map { _ in try tx.statuses.take() }
            }
            try expect(places, is: [0, 1, 2], "the places")
            let next = try await fixture.storage.transaction { try $0.statuses.take() }
            try expect(next, is: 3, "the next place")
            let taken = try await fixture.storage.read { try $0.statuses.taken() }
            try expect(taken, is: 4, "how many were taken")
        },
        Case("a place that was taken in a transaction that is undone is nobody's") { fixture in
            try await expect(throws: Undo(), "the transaction") {
                try await fixture.storage.transaction { tx in
                    _ = try tx.statuses.take()
                    throw Undo()
                }
            }
            let taken = try await fixture.storage.read { try $0.statuses.taken() }
            try expect(taken, is: 0, "how many were taken")
        },
        Case("a holder keeps its place until that is invalidated, and may have another then") { fixture in
            let (one, other) = (UUIDv7(at: fixture.now), UUIDv7(at: fixture.now))
            let end = fixture.now + 900
            let found = try await fixture.storage.transaction { tx -> [Int64?] in
                try tx.statuses.hold(7, by: one)
                let before = [try tx.statuses.place(of: one), try tx.statuses.place(of: other)]
                try tx.statuses.invalidate(7, until: end)
                let between = try tx.statuses.place(of: one)
                try tx.statuses.hold(9, by: one)
                return before + [between, try tx.statuses.place(of: one)]
            }
            try expect(found, is: [7, nil, nil, 9], "the places held")
            try expect(try await invalidated(fixture, 0..<100), is: [7], "the places invalidated")
        },
        Case("invalidated places are told by range and in order until their end, and the later end counts") {
            fixture in
            let now = fixture.now
            try await fixture.storage.transaction { tx in
                for (place, life) in [(300, 900.0), (5, 900), (9, 900), (9, 10), (12, 0), (100, 900)] {
                    try tx.statuses.invalidate(Int64(place), until: now + life)
                }
            }
            try expect(try await invalidated(fixture, 5..<100), is: [5, 9], "those of a range")
            try expect(try await invalidated(fixture, 0..<1000), is: [5, 9, 100, 300], "all of them")
            let later = try await fixture.storage.transaction { tx in
                try tx.statuses.hold(500, by: UUIDv7(at: now))
                try tx.statuses.removeExpired(at: now + 900)
                return try tx.statuses.invalidated(in: 0..<1000, at: now)
            }
            try expect(later, is: [], "those that are kept")
            let held = try await fixture.storage.read { try $0.statuses.taken() }
            try expect(held, is: 0, "how many were taken")
        },
        Case(
            "places are in use until the last token at any of them has expired, and while somebody may get another"
        ) {
            fixture in
            let now = fixture.now
            let session = try await fixture.insertSession { $0.statusPlace = 70 }
            let places: [Range<Int64>] = [0..<70, 70..<71, 71..<200]
            try expect(
                try await inUse(fixture, places, at: now),
                is: [false, true, false],
                "a session that goes on"
            )
            let last = [session.accessExpiresAt, min(session.expiresAt, session.idleExpiresAt)]
            let end = last.max() ?? now
            try expect(
                try await inUse(fixture, places, at: end - 1),
                is: [false, true, false],
                "a session before its end"
            )
            try expect(
                try await inUse(fixture, places, at: end),
                is: [false, false, false],
                "one that is over"
            )
            var ended = session
            (ended.endedAt, ended.end) = (now, .revoked)
            let update = ended
            try await fixture.storage.transaction { tx in
                try tx.sessions.update(update)
                try tx.statuses.invalidate(8, until: now + 60)
                try tx.statuses.hold(150, by: UUIDv7(at: now))
            }
            let token = ended.accessExpiresAt
            try expect(try await inUse(fixture, places, at: now + 59)[0], is: true, "a place taken back")
            try expect(try await inUse(fixture, places, at: now + 60)[0], is: false, "one after its end")
            try expect(
                try await inUse(fixture, places, at: token - 1)[1],
                is: true,
                "a token of an ended session"
            )
            try expect(try await inUse(fixture, places, at: token)[1], is: false, "one that has expired")
            try expect(
                try await inUse(fixture, places, at: end + 86_400)[2],
                is: true,
                "a place that is held"
            )
        },
        Case("a session keeps its place, and may give it up") { fixture in
            var session = try await fixture.insertSession { $0.statusPlace = 1 << 40 }
            try expect(try await fixture.session(session.id)?.statusPlace, is: 1 << 40, "the place")
            let rotated = try await fixture.rotate(fixture.rotation(of: session))
            try expect(rotated?.statusPlace, is: 1 << 40, "the place after a rotation")
            session.statusPlace = nil
            try await fixture.storage.transaction { [session] in try $0.sessions.update(session) }
            try expect(try await fixture.session(session.id)?.statusPlace, is: nil, "the place given up")
        },
    ]

    private static func inUse(
        _ fixture: Fixture,
        _ places: [Range<Int64>],
        at now: Date
    ) async throws -> [Bool] {
        try await fixture.storage.read { tx in try places.map { try tx.statuses.isInUse($0, at: now) } }
    }

    private static func invalidated(_ fixture: Fixture, _ places: Range<Int64>) async throws -> [Int64] {
        let now = fixture.now
        return try await fixture.storage.read { try $0.statuses.invalidated(in: places, at: now) }
    }
}
