import Foundation
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

struct RefreshRotationTests {
    /// What is presented, in relation to the session's current token.
    enum Presented: CaseIterable {
        case newer, current, previous, older, oldest, otherNonce
    }

    /// The state of the session that it meets.
    enum State: CaseIterable {
        case live, ended, idle, past, accountClosed
    }

    private static let now = Fixture.start
    private static let nonce: [UInt8] = Array(0..<16)
    private static let account = UUIDv7(at: now)
    private static let phone: [UInt8] = [1]
    private static let laptop: [UInt8] = [2]

    /// A session at counter 9 whose current token was made 10 seconds ago by the phone.
    private static func session(_ change: (inout Session) -> Void = { _ in }) -> Session {
        let token = RefreshToken(sessionID: UUIDv7(at: now), counter: 9, nonce: nonce)
        var session = Session(
            id: token.sessionID,
            accountID: account,
            clientID: "latchkey",
            accountEpoch: 1,
            authenticatedAt: now - 60,
            authenticationMethods: ["pwd"],
            scope: Scope([]),
            createdAt: now - 60,
            lastSeenAt: now - 10,
            expiresAt: now + 1000,
            idleExpiresAt: now + 500,
            accessExpiresAt: now + 900,
            counter: 9,
            nonceDigest: token.nonceDigest,
            rotatedAt: now - 10,
            fingerprint: phone
        )
        change(&session)
        return session
    }

    private static func token(_ presented: Presented, of session: Session) -> RefreshToken {
        let counter: Int64 =
            switch presented {
            case .newer: session.counter + 1
            case .current: session.counter
            case .previous, .otherNonce: session.counter - 1
            case .older: session.counter - 2
            case .oldest: 0
            }
        return RefreshToken(
            sessionID: session.id,
            counter: counter,
            nonce: presented == .otherNonce ? Array(1..<17) : nonce
        )
    }

    private static func judge(
        _ presented: Presented,
        _ session: Session,
        isOpen: Bool = true,
        from fingerprint: [UInt8] = phone,
        policy: SessionPolicy = SessionPolicy(),
        at now: Date = now
    ) -> RefreshRotation.Judgement {
        RefreshRotation.judge(
            token(presented, of: session),
            session: session,
            accountIsOpen: isOpen,
            fingerprint: fingerprint,
            policy: policy,
            at: now
        )
    }

    /// Every row of the table, for every state of the session; the window is open.
    private static func expected(_ presented: Presented, _ state: State) -> String {
        switch (presented, state) {
        case (.newer, _), (.otherNonce, _): "refuse refresh_invalid"
        case (_, .ended), (_, .accountClosed): "refuse session_revoked"
        case (_, .idle), (_, .past): "refuse refresh_expired"
        // The statement that rotates takes a current token of a live session; what it did not take has run out.
        case (.current, .live): "refuse refresh_expired"
        case (.previous, .live): "replay"
        case (.older, .live), (.oldest, .live): "end refresh_reused"
        }
    }

    private static func name(_ judgement: RefreshRotation.Judgement) -> String {
        switch judgement {
        case .replay: "replay"
        case .refuse(let error): "refuse \(error.rawValue)"
        case .end(let end): "end \(end.rawValue)"
        }
    }

    @Test("every state meets every token [B5] [B7]", arguments: Presented.allCases, State.allCases)
    func table(_ presented: Presented, _ state: State) {
        let session = Self.session { session in
            switch state {
            case .live, .accountClosed: break
            case .ended: session.endedAt = Self.now - 1
            case .idle: session.idleExpiresAt = Self.now
            case .past: session.expiresAt(Self.now)
            }
        }
        let judgement = Self.judge(presented, session, isOpen: state != .accountClosed)
        #expect(Self.name(judgement) == Self.expected(presented, state))
    }

    @Test(
        "the previous token is taken for less than the window and no longer [B5]",
        arguments: [
            (0.0, true), (29.999, true), (30.0, false), (30.001, false), (86_400.0, false), (-5.0, true),
        ]
    )
    func window(_ age: TimeInterval, _ replays: Bool) {
        let session = Self.session { $0.rotatedAt = Self.now - age }
        let judgement = Self.judge(.previous, session)
        #expect(Self.name(judgement) == (replays ? "replay" : "end refresh_reused"))
        #expect(Self.judge(.older, session) == .end(.refreshReused))
    }

    @Test("a window of nothing is strict: the previous token ends the session at once [B5]")
    func strict() {
        var policy = SessionPolicy()
        policy.replayWindow = 0
        let session = Self.session { $0.rotatedAt = Self.now }
        #expect(Self.judge(.previous, session, policy: policy) == .end(.refreshReused))
    }

    @Test(
        "the previous token is taken as often as the limit says",
        arguments: [(0, 0), (0, 1), (1, 2), (99, 100), (100, 100)]
    )
    func limit(_ replays: Int, _ limit: Int) {
        var policy = SessionPolicy()
        policy.replayLimit = limit
        let session = Self.session { $0.replays = replays }
        let judgement = Self.judge(.previous, session, policy: policy)
        guard replays < limit else {
            #expect(judgement == .end(.refreshReused))
            return
        }
        var counted = session
        counted.replays += 1
        #expect(judgement == .replay(counted))
    }

    @Test("a replay from the same client counts and shares nothing")
    func sameClient() {
        let session = Self.session { $0.sharedGenerations = 2 }
        var counted = session
        counted.replays = 1
        #expect(Self.judge(.previous, session) == .replay(counted))
    }

    @Test("a replay from another client marks the generation once")
    func otherClient() {
        let session = Self.session()
        var marked = session
        marked.replays = 1
        marked.replayedElsewhere = true
        marked.sharedGenerations = 1
        #expect(Self.judge(.previous, session, from: Self.laptop) == .replay(marked))
        var again = marked
        again.replays = 2
        #expect(Self.judge(.previous, marked, from: Self.laptop) == .replay(again))
    }

    @Test("the third generation in a row that another client shares ends the session")
    func sharedThrice() {
        let second = Self.session { $0.sharedGenerations = 1 }
        guard case .replay(let session) = Self.judge(.previous, second, from: Self.laptop) else {
            Issue.record("the second shared generation ended the session")
            return
        }
        #expect(session.sharedGenerations == 2)
        let third = Self.session { $0.sharedGenerations = 2 }
        #expect(Self.judge(.previous, third, from: Self.laptop) == .end(.refreshShared))
    }
}

extension Session {
    /// The same session with another absolute end, which no live code may move.
    fileprivate mutating func expiresAt(_ date: Date) {
        self = Session(
            id: id,
            accountID: accountID,
            clientID: clientID,
            accountEpoch: accountEpoch,
            authenticatedAt: authenticatedAt,
            authenticationMethods: authenticationMethods,
            scope: scope,
            createdAt: createdAt,
            lastSeenAt: lastSeenAt,
            expiresAt: date,
            idleExpiresAt: idleExpiresAt,
            accessExpiresAt: accessExpiresAt,
            counter: counter,
            nonceDigest: nonceDigest,
            rotatedAt: rotatedAt,
            fingerprint: fingerprint
        )
    }
}
