import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

extension StorageConformance {
    /// Why a rotation is refused, and how to bring that about.
    ///
    /// Each gets a live session at counter 5 and returns what is then asked of it.
    private static let refusals: [(String, @Sendable (Fixture, Session) async throws -> SessionRotation)] = [
        ("the counter is an older one", { $0.rotation(of: $1, counter: 4) }),
        ("the counter is a future one", { $0.rotation(of: $1, counter: 6) }),
        ("the nonce digest is another one", { $0.rotation(of: $1, nonceDigest: Fixture.octets(0x11)) }),
        (
            "the nonce digest is cut short",
            { $0.rotation(of: $1, nonceDigest: Array($1.nonceDigest.dropLast())) }
        ),
        ("the client is another one", { $0.rotation(of: $1, clientID: "somebody else") }),
        ("the client is none", { $0.rotation(of: $1, clientID: "") }),
        ("the nonce digest is empty", { $0.rotation(of: $1, nonceDigest: []) }),
        (
            "the session has ended",
            { fixture, session in
                var ended = session
                (ended.endedAt, ended.end) = (fixture.now, .revoked)
                try await fixture.storage.transaction { [ended] in try $0.sessions.update(ended) }
                return fixture.rotation(of: session)
            }
        ),
        (
            "the idle end is reached",
            { fixture, session in
                fixture.clock.advance(by: 14 * 86_400)
                return fixture.rotation(of: session)
            }
        ),
        (
            "the absolute end is reached",
            { fixture, session in
                var used = session
                used.idleExpiresAt = session.expiresAt + 86_400
                try await fixture.storage.transaction { [used] in try $0.sessions.update(used) }
                fixture.clock.advance(by: 30 * 86_400)
                return fixture.rotation(of: session)
            }
        ),
        (
            "the account is locked",
            { fixture, session in
                try await change(fixture, session.accountID) { $0.lockedAt = fixture.now }
                return fixture.rotation(of: session)
            }
        ),
        (
            "the account's epoch has moved on",
            { fixture, session in
                try await change(fixture, session.accountID) { $0.epoch += 1 }
                return fixture.rotation(of: session)
            }
        ),
    ]

    static let rotationRefusalCases =
        refusals.map { reason, arrange in
            Case("a rotation is refused and changes nothing when \(reason)") { fixture in
                let session = try await fixture.insertSession { $0.counter = 5 }
                let rotation = try await arrange(fixture, session)
                let before = try await fixture.session(session.id)
                try expect(try await fixture.rotate(rotation), is: nil, "the rotated session")
                try expect(try await fixture.session(session.id), is: before, "the stored session")
            }
        } + [
            Case("a rotation of a session that is not there is refused") { fixture in
                _ = try await fixture.insertSession()
                let stranger = fixture.newSession(of: try await fixture.insertAccount())
                try expect(try await fixture.rotate(fixture.rotation(of: stranger)), is: nil, "the session")
            },
            Case("an account that was locked and opened again rotates its sessions again") { fixture in
                let session = try await fixture.insertSession()
                try await change(fixture, session.accountID) { $0.lockedAt = fixture.now }
                try expect(
                    try await fixture.rotate(fixture.rotation(of: session)),
                    is: nil,
                    "it while locked"
                )
                try await change(fixture, session.accountID) { $0.lockedAt = nil }
                let rotated = try await fixture.rotate(fixture.rotation(of: session))
                try expect(rotated?.counter, is: 1, "the counter after unlocking")
            },
        ]

    private static func change(
        _ fixture: Fixture,
        _ id: UUIDv7,
        _ change: (inout Account) -> Void
    ) async throws {
        var account = try require(try await fixture.account(id), "the account is missing")
        change(&account)
        try await fixture.storage.transaction { [account] in try $0.accounts.update(account) }
    }
}
