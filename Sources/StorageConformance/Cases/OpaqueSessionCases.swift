import FoundationEssentials
import LatchkeyJOSE
public import LatchkeyTokens

extension StorageConformance {
    /// What every store of opaque sessions has to do.
    public static var opaqueSessionCases: [StoreCase<any OpaqueSessionStorage>] {
        sessionLifeCases + sessionRenewalCases + sessionEndingCases
    }

    private typealias OpaqueCase = StoreCase<any OpaqueSessionStorage>

    private static let sessionLifeCases = [
        OpaqueCase("an opaque session is found by its digest, with everything it says") { store in
            let session = opaque(claims: ["tier": ["gold", nil]])
            try await insert(session, 1, in: store)
            try expect(try await find(1, in: store), is: session, "the session")
            try expect(try await find(2, in: store), is: nil, "another digest")
        },
        OpaqueCase("an opaque session is gone from its idle end on") { store in
            let session = opaque(idle: 60, lifetime: 600)
            try await insert(session, 1, in: store)
            try expect(try await find(1, in: store, after: 59.999), is: session, "a moment before")
            try expect(try await find(1, in: store, after: 60), is: nil, "at its end")
            try expect(try await renew(1, to: 2, in: store, after: 60), is: nil, "a renewal at its end")
            try await touch(1, in: store, after: 60)
            try expect(try await find(1, in: store, after: 60), is: nil, "after a use at its end")
        },
        OpaqueCase("use moves the idle end, and never past the absolute one") { store in
            try await insert(opaque(idle: 60, lifetime: 150), 1, in: store)
            try await touch(1, in: store, after: 59)
            let used = try await find(1, in: store, after: 100)
            try expect(used?.lastSeenAt, is: storeTime + 59, "the last use")
            try expect(used?.idleExpiresAt, is: storeTime + 119, "the idle end")
            try await touch(1, in: store, after: 118)
            try expect(
                try await find(1, in: store, after: 149)?.idleExpiresAt,
                is: storeTime + 150,
                "the idle end"
            )
            try expect(try await find(1, in: store, after: 150), is: nil, "at its absolute end")
            try expect(try await renew(1, to: 2, in: store, after: 150), is: nil, "a renewal at its end")
        },
        OpaqueCase("a use shortly after another is not noted") { store in
            try await insert(opaque(), 1, in: store)
            try await touch(1, in: store, after: 30, unlessSince: -1)
            try expect(try await find(1, in: store)?.lastSeenAt, is: storeTime, "the last use")
            try await touch(1, in: store, after: 30, unlessSince: 0)
            try expect(try await find(1, in: store)?.lastSeenAt, is: storeTime + 30, "the last use")
        },
    ]

    private static let sessionRenewalCases = [
        OpaqueCase("a renewed session has the new digest and claims, its own name and absolute end") {
            store in
            let session = opaque(idle: 60, lifetime: 90)
            try await insert(session, 1, in: store)
            let renewed = try await renew(1, to: 2, in: store, after: 50, claims: ["sub": "a", "acr": "2"])
            let expected = OpaqueSession(
                id: session.id,
                claims: ["sub": "a", "acr": "2"],
                createdAt: session.createdAt,
                lastSeenAt: storeTime + 50,
                idleExpiresAt: storeTime + 90,
                expiresAt: session.expiresAt
            )
            try expect(renewed, is: expected, "the renewed session")
            try expect(try await find(1, in: store, after: 50), is: nil, "the old digest")
            try expect(try await find(2, in: store, after: 50), is: expected, "the new digest")
            try expect(try await renew(1, to: 3, in: store, after: 50), is: nil, "a second renewal")
        },
        OpaqueCase("of parallel renewals of one opaque session exactly one wins") { store in
            try await insert(opaque(), 1, in: store)
            let renewed = try await inParallel { try await renew(1, to: UInt8($0 + 2), in: store) }
            try expect(renewed.count { $0 != nil }, is: 1, "the number of renewals")
            try expect(try await find(1, in: store), is: nil, "the old digest")
            var found = 0
            for number in 0..<crowd where try await find(UInt8(number + 2), in: store) != nil { found += 1 }
            try expect(found, is: 1, "the number of new digests")
        },
        OpaqueCase("a new session ends the one that it replaces, and no other") { store in
            try await insert(opaque(), 1, in: store)
            try await insert(opaque(), 2, in: store)
            try await insert(opaque(), 3, in: store, replacing: 1)
            try await insert(opaque(), 4, in: store, replacing: 9)
            try expect(try await find(1, in: store), is: nil, "the replaced one")
            for digest: UInt8 in [2, 3, 4] {
                try expect(try await find(digest, in: store) != nil, "session \(digest) is gone")
            }
        },
    ]

    private static let sessionEndingCases = [
        OpaqueCase("an opaque session ends once, by its digest or by its name for its own subject") { store in
            let (first, second) = (opaque(), opaque())
            try await insert(first, 1, in: store)
            try await insert(second, 2, in: store)
            let digest = Fixture.octets(1)
            try expect(try await store.endOpaqueSession(digest: digest), is: true, "whether it ended")
            try expect(try await store.endOpaqueSession(digest: digest), is: false, "whether it ended again")
            let foreign = try await store.endOpaqueSession(id: second.id, subject: "A")
            try expect(foreign, is: false, "whether a stranger ended it")
            let own = try await store.endOpaqueSession(id: second.id, subject: "a")
            try expect(own, is: true, "whether its subject ended it")
            try expect(try await find(2, in: store), is: nil, "what is left")
        },
        OpaqueCase("all sessions of a subject end, but one that is kept; those of others stay") { store in
            let kept = opaque()
            try await insert(kept, 1, in: store)
            for digest: UInt8 in [2, 3] { try await insert(opaque(), digest, in: store) }
            try await insert(opaque(subject: "\u{e9}"), 4, in: store)
            try await insert(opaque(subject: "e\u{301}"), 5, in: store)
            let others = try await store.endOpaqueSessions(subject: "a", except: kept.id)
            try expect(others, is: 2, "how many ended")
            try expect(try await find(1, in: store), is: kept, "the one that was kept")
            try expect(
                try await store.endOpaqueSessions(subject: "a", except: nil),
                is: 1,
                "how many were left"
            )
            let accented = try await store.endOpaqueSessions(subject: "\u{e9}", except: nil)
            try expect(accented, is: 1, "how many ended of a subject whose name looks like another's")
            try expect(try await find(5, in: store) != nil, "the other one's session is gone")
        },
        OpaqueCase("the live sessions of a subject are listed, the newest first") { store in
            var made: [OpaqueSession] = []
            for number in 0..<3 {
                let session = opaque(createdAfter: Double(number), idle: number == 1 ? 5 : 600)
                try await insert(session, UInt8(number), in: store)
                made.append(session)
            }
            try await insert(opaque(subject: "b"), 9, in: store)
            let now = storeTime + 10
            let listed = try await store.opaqueSessions(subject: "a", at: now)
            try expect(listed, is: [made[2], made[0]], "the sessions")
        },
        OpaqueCase("sessions whose end has come are removed, the others stay") { store in
            try await insert(opaque(idle: 60), 1, in: store)
            try await insert(opaque(idle: 61), 2, in: store)
            try await store.removeOpaqueSessions(expiredAt: storeTime + 60)
            // Asked for a time before its end, a session that was not removed would be there.
            try expect(try await find(1, in: store), is: nil, "the first")
            try expect(try await find(2, in: store) != nil, "the second is gone")
        },
    ]

    private static func opaque(
        subject: String = "a",
        claims: JSONObject = .empty,
        createdAfter seconds: TimeInterval = 0,
        idle: TimeInterval = 600,
        lifetime: TimeInterval = 6000
    ) -> OpaqueSession {
        let created = storeTime + seconds
        let members = [("sub", JSONValue.string(subject))] + claims.members
        return OpaqueSession(
            id: UUIDv7(at: created),
            claims: (try? JSONObject(members: members)) ?? .empty,
            createdAt: created,
            lastSeenAt: created,
            idleExpiresAt: created + idle,
            expiresAt: created + lifetime
        )
    }

    private static func insert(
        _ session: OpaqueSession,
        _ digest: UInt8,
        in store: any OpaqueSessionStorage,
        replacing replaced: UInt8? = nil
    ) async throws {
        try await store.insertOpaqueSession(
            session,
            digest: Fixture.octets(digest),
            replacing: replaced.map { Fixture.octets($0) }
        )
    }

    private static func find(
        _ digest: UInt8,
        in store: any OpaqueSessionStorage,
        after seconds: TimeInterval = 0
    ) async throws -> OpaqueSession? {
        try await store.opaqueSession(digest: Fixture.octets(digest), at: storeTime + seconds)
    }

    private static func touch(
        _ digest: UInt8,
        in store: any OpaqueSessionStorage,
        after seconds: TimeInterval,
        unlessSince moment: TimeInterval? = nil
    ) async throws {
        try await store.touchOpaqueSession(
            digest: Fixture.octets(digest),
            idleExpiresAt: storeTime + seconds + 60,
            unlessSince: storeTime + (moment ?? seconds),
            at: storeTime + seconds
        )
    }

    private static func renew(
        _ digest: UInt8,
        to newDigest: UInt8,
        in store: any OpaqueSessionStorage,
        after seconds: TimeInterval = 0,
        claims: JSONObject = ["sub": "a"]
    ) async throws -> OpaqueSession? {
        try await store.renewOpaqueSession(
            digest: Fixture.octets(digest),
            to: Fixture.octets(newDigest),
            claims: claims,
            idleExpiresAt: storeTime + seconds + 60,
            at: storeTime + seconds
        )
    }
}
