import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    static let sessionCases = [
        Case("every field of a session is kept") { fixture in
            let account = try await fixture.insertAccount()
            let full = fullSession(fixture, of: account)
            let bare = Session(
                id: UUIDv7(at: fixture.now),
                accountID: account.id,
                clientID: "app",
                accountEpoch: 1,
                authenticatedAt: fixture.now,
                authenticationMethods: [],
                scope: Scope([]),
                createdAt: fixture.now,
                lastSeenAt: fixture.now,
                expiresAt: fixture.now,
                idleExpiresAt: fixture.now,
                accessExpiresAt: fixture.now,
                nonceDigest: Fixture.octets(3),
                rotatedAt: fixture.now,
                fingerprint: []
            )
            for session in [full, bare] {
                try await fixture.insert(session)
                try expect(try await fixture.session(session.id), is: session, "the session")
            }
        },
        Case("a session is found by its page cookie's digest") { fixture in
            let account = try await fixture.insertAccount()
            let session = fixture.newSession(of: account, browserDigest: Fixture.octets(1))
            try await fixture.insert(session)
            try await fixture.insert(fixture.newSession(of: account, browserDigest: Fixture.octets(2)))
            try await fixture.insert(fixture.newSession(of: account))
            let found = try await fixture.storage.read { tx in
                [
                    try tx.sessions.session(browserDigest: Fixture.octets(1)),
                    try tx.sessions.session(browserDigest: Fixture.octets(9)),
                    try tx.sessions.session(browserDigest: []),
                ]
            }
            try expect(found, is: [session, nil, nil], "the sessions by digest")
        },
        Case("a session that is not there is nil") { fixture in
            _ = try await fixture.insertSession()
            let stranger = UUIDv7(at: fixture.now)
            try expect(try await fixture.session(stranger), is: nil, "the session")
        },
        Case("a session of an account that is not there throws accountNotFound") { fixture in
            let session = fixture.newSession(of: fixture.newAccount())
            try await expect(throws: AccountError.accountNotFound, "a session of a stranger") {
                try await fixture.insert(session)
            }
            try expect(try await fixture.session(session.id), is: nil, "the session")
        },
        Case("an account's sessions are listed youngest first, ended and expired ones included") { fixture in
            let account = try await fixture.insertAccount()
            try await fixture.insert(fixture.newSession(of: try await fixture.insertAccount()))
            var sessions: [Session] = []
            for number in 0..<4 {
                var session = fixture.newSession(of: account, lifetime: number == 1 ? 0 : 60)
                if number == 2 { (session.endedAt, session.end) = (fixture.now, .signedOut) }
                sessions.append(session)
                fixture.clock.advance(by: 1)
            }
            for index in [2, 0, 3, 1] { try await fixture.insert(sessions[index]) }
            let found = try await fixture.storage.read { try $0.sessions.sessions(of: account.id) }
            try expect(found, is: sessions.reversed(), "the sessions")
        },
        Case("an update writes every changeable field of a session and no other session") { fixture in
            let session = try await fixture.insertSession()
            let other = try await fixture.insertSession()
            let changed = changedSession(fixture, session)
            try await fixture.storage.transaction { try $0.sessions.update(changed) }
            try expect(try await fixture.session(session.id), is: changed, "the session")
            try expect(try await fixture.session(other.id), is: other, "the other session")
        },
        Case("an update of a session that is not there throws sessionNotFound") { fixture in
            let stranger = fixture.newSession(of: try await fixture.insertAccount())
            try await expect(throws: AccountError.sessionNotFound, "an update of a stranger") {
                try await fixture.storage.transaction { try $0.sessions.update(stranger) }
            }
        },
        Case("sessions past their absolute end are removed oldest first, in portions, the others stay") {
            fixture in
            let account = try await fixture.insertAccount()
            let date = fixture.now
            let sessions = [-1, 1, -3, 0, -2].map { fixture.newSession(of: account, lifetime: $0) }
            for session in sessions { try await fixture.insert(session) }
            var left: [[Session]] = []
            var removed: [Int] = []
            for _ in 0..<3 {
                let count = try await fixture.storage.transaction {
                    try $0.sessions.removeExpired(before: date, limit: 2)
                }
                removed.append(count)
                left.append(try await fixture.storage.read { try $0.sessions.sessions(of: account.id) })
            }
            try expect(removed, is: [2, 1, 0], "how many were removed")
            try expect(
                Set(left[0].map(\.id)),
                is: Set([0, 1, 3].map { sessions[$0].id }),
                "what the first left"
            )
            try expect(Set(left[2].map(\.id)), is: Set([1, 3].map { sessions[$0].id }), "what is left")
        },
    ]

    /// A session in which no two fields of one type have the same value, and none its default.
    private static func fullSession(_ fixture: Fixture, of account: Account) -> Session {
        let now = fixture.now
        return Session(
            id: UUIDv7(at: now),
            accountID: account.id,
            clientID: "app",
            accountEpoch: 5,
            authenticatedAt: now - 8,
            authenticationMethods: ["pwd", "otp"],
            scope: "notes:read notes:write",
            createdAt: now - 7,
            lastSeenAt: now - 6,
            expiresAt: now + 5.5,
            idleExpiresAt: now + 4.25,
            accessExpiresAt: now + 3.125,
            endedAt: now + 2,
            end: .refreshShared,
            counter: 6,
            nonceDigest: Fixture.octets(1),
            browserDigest: Fixture.octets(2),
            rotatedAt: now - 5,
            fingerprint: Fixture.octets(4),
            replays: 7,
            replayedElsewhere: true,
            sharedGenerations: 8,
            device: "Engine № 1",
            address: "2001:db8::1",
            deviceName: "Ada's № 1",
            deviceDigest: Fixture.octets(5)
        )
    }

    private static func changedSession(_ fixture: Fixture, _ session: Session) -> Session {
        var changed = session
        changed.accountEpoch = 5
        changed.authenticatedAt = fixture.now + 1
        changed.authenticationMethods = ["pwd", "otp"]
        changed.lastSeenAt = fixture.now + 2
        changed.idleExpiresAt = fixture.now + 3
        changed.accessExpiresAt = fixture.now + 4
        changed.endedAt = fixture.now + 5
        changed.end = .revoked
        changed.counter = 6
        changed.rotatedAt = fixture.now + 6
        changed.fingerprint = Fixture.octets(9)
        changed.replays = 7
        changed.replayedElsewhere = true
        changed.sharedGenerations = 8
        changed.nonceDigest = Fixture.octets(10)
        changed.browserDigest = Fixture.octets(12)
        changed.deviceName = "Ada's № 2"
        changed.deviceDigest = Fixture.octets(11)
        changed.device = nil
        changed.address = "203.0.113.9"
        return changed
    }
}
