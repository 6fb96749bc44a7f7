import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Synchronization
import Testing

struct OpaqueSessionsTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000.25)
    private let store = MemoryOpaqueSessions()
    private var sessions: OpaqueSessions {
        OpaqueSessions(storage: store, lifetime: 3600, idleLifetime: 600)
    }

    @Test("a session's token says what a JWT of the same grant would say [A7] [C3]")
    func claims() async throws {
        let grant = TokenGrant(
            subject: "ada",
            clientID: "web",
            epoch: 3,
            authenticatedAt: start,
            authenticationMethods: ["pwd"],
            scope: "notes:read",
            roles: ["admin"],
            claims: ["tier": "gold"]
        )
        let started = try await sessions.start(grant, at: start)
        #expect(started.token.hasPrefix("lks_"))
        #expect(started.token.utf8.count == 4 + 48)
        let token = try await sessions.resolve(started.token, at: start + 1)
        #expect(token.subject == "ada")
        #expect(token.kind == .access)
        #expect(token.header == nil)
        #expect(token.sessionID == started.session.id)
        #expect(token.clientID == "web")
        #expect(token.epoch == 3)
        #expect(token.authenticatedAt == Date(timeIntervalSince1970: 1_790_000_000))
        #expect(token.authenticationMethods == ["pwd"])
        #expect(token.scope == "notes:read")
        #expect(token.roles == ["admin"])
        #expect(token.payload["tier"] == "gold")
        #expect(token.expiresAt == start + 600)
    }

    @Test("a text that a client brings is never adopted, whatever its form [A7]")
    func fixation() async throws {
        let chosen = try await OpaqueSessions(storage: MemoryOpaqueSessions())
            .start(TokenGrant(subject: "mallory"), at: start).token
        for old in [chosen, "", "lks_", "admin", String(repeating: "x", count: 100_000)] {
            let started = try await sessions.start(TokenGrant(subject: "ada"), replacing: old, at: start)
            #expect(started.token != old)
            await #expect(throws: TokenError.self) { try await sessions.resolve(old, at: start) }
        }
    }

    @Test(
        "a login replaces the session that came with it; a step-up gives it a new name; both old ones are dead"
    )
    func renewal() async throws {
        let anonymous = try await sessions.start(TokenGrant(subject: "guest"), at: start)
        let login = try await sessions.start(
            TokenGrant(subject: "ada", claims: ["tier": "gold"]),
            replacing: anonymous.token,
            at: start
        )
        let raised = try await sessions.renew(login.token, authenticatedBy: ["pwd", "otp"], at: start + 60)
        #expect(raised.session.id == login.session.id)
        #expect(raised.session.expiresAt == login.session.expiresAt)
        let token = try await sessions.resolve(raised.token, at: start + 60)
        #expect(token.authenticatedAt == Date(timeIntervalSince1970: 1_790_000_060))
        #expect(token.authenticationMethods == ["pwd", "otp"])
        #expect(token.payload["tier"] == "gold")
        #expect(token.payload["iat"] == 1_790_000_000)
        for dead in [anonymous.token, login.token] {
            await #expect(throws: TokenError(.invalid)) { try await sessions.resolve(dead, at: start + 60) }
            await #expect(throws: TokenError(.invalid)) { try await sessions.renew(dead, at: start + 60) }
        }
    }

    @Test("a renewal says anew what the token says, and never for somebody else")
    func renewalGrant() async throws {
        let login = try await sessions.start(TokenGrant(subject: "\u{e9}ve", roles: ["user"]), at: start)
        await #expect(throws: TokenError(.invalid)) {
            try await sessions.renew(login.token, as: TokenGrant(subject: "e\u{301}ve"), at: start)
        }
        let raised = try await sessions.renew(
            login.token,
            as: TokenGrant(subject: "\u{e9}ve", roles: ["admin"]),
            at: start
        )
        let token = try await sessions.resolve(raised.token, at: start)
        #expect(token.roles == ["admin"])
        #expect(token.sessionID == login.session.id)
    }

    @Test("of 50 parallel renewals one wins, and its token is the only one that lives [A7]")
    func parallelRenewal() async throws {
        let (sessions, start) = (sessions, start)
        let login = try await sessions.start(TokenGrant(subject: "ada"), at: start)
        let renewed = await withTaskGroup(of: String?.self, returning: [String].self) { group in
            for _ in 0..<50 {
                group.addTask { try? await sessions.renew(login.token, at: start).token }
            }
            return await group.reduce(into: []) { if let token = $1 { $0.append(token) } }
        }
        #expect(renewed.count == 1)
        #expect(store.count == 1)
        #expect(try await sessions.resolve(#require(renewed.first), at: start).subject == "ada")
    }

    @Test("the idle end moves with use, the absolute end stays, and both are enforced")
    func ends() async throws {
        let login = try await sessions.start(TokenGrant(subject: "ada"), at: start)
        for seconds in stride(from: 599.0, to: 3600, by: 599) {
            _ = try await sessions.resolve(login.token, at: start + seconds)
        }
        await #expect(throws: TokenError(.invalid)) {
            try await sessions.resolve(login.token, at: start + 3600)
        }
        let idle = try await sessions.start(TokenGrant(subject: "ada"), at: start)
        await #expect(throws: TokenError(.invalid)) {
            try await sessions.resolve(idle.token, at: start + 600)
        }
        let short = try await sessions.start(TokenGrant(subject: "ada", lifetime: 10), at: start)
        #expect(short.session.expiresAt == start + 10)
    }

    @Test("use is noted once a minute, so that reads do not become writes")
    func touches() async throws {
        let counting = CountingSessions(store)
        let sessions = OpaqueSessions(storage: counting, idleLifetime: 600)
        let login = try await sessions.start(TokenGrant(subject: "ada"), at: start)
        for second in 0..<180 {
            _ = try await sessions.resolve(login.token, at: start + Double(second))
        }
        #expect(counting.touches.withLock { $0 } == 2)
    }

    @Test("ending is by token, by name for its own subject only, or all at once")
    func ending() async throws {
        let first = try await sessions.start(TokenGrant(subject: "ada"), at: start)
        let second = try await sessions.start(TokenGrant(subject: "ada"), at: start + 1)
        let third = try await sessions.start(TokenGrant(subject: "ada"), at: start + 2)
        #expect(
            try await sessions.sessions(of: "ada", at: start + 3).map(\.id)
                == [third, second, first].map(\.session.id)
        )
        #expect(try await sessions.end(first.token))
        #expect(try await !sessions.end(first.token))
        #expect(try await !sessions.end(second.session.id, of: "bob"))
        #expect(try await sessions.endAll(of: "ada", except: third.session.id) == 1)
        await #expect(throws: TokenError(.invalid)) {
            try await sessions.resolve(second.token, at: start + 3)
        }
        #expect(try await sessions.end(third.session.id, of: "ada"))
        #expect(store.count == 0)
    }

    @Test("junk is refused without asking the store, and a text of its form waits for it")
    func decide() async throws {
        let login = try await sessions.start(TokenGrant(subject: "ada"), at: start)
        #expect(try sessions.decide(login.token, at: start) == nil)
        for junk in ["", "lks_", "lko_" + login.token.dropFirst(4), login.token + "A", "a.b.c"] {
            #expect(throws: TokenError(.malformed)) { try sessions.decide(junk, at: start) }
        }
    }

    @Test("a store that fails lets nobody through, and the answer is not that the token is bad")
    func failing() async throws {
        let login = try await sessions.start(TokenGrant(subject: "ada"), at: start)
        let counting = CountingSessions(store)
        counting.isDown.withLock { $0 = true }
        let told = Mutex("")
        let failing = OpaqueSessions(
            storage: counting,
            failed: { error in told.withLock { $0 = "\(error)" } }
        )
        await #expect(throws: TokenError(.unavailable)) { try await failing.resolve(login.token, at: start) }
        #expect(told.withLock { $0 } == "Down()")
    }

    @Test("an account's epoch takes its opaque sessions back, too")
    func revoked() async throws {
        let list = RevocationList()
        let sessions = OpaqueSessions(storage: store, revocations: list)
        let login = try await sessions.start(TokenGrant(subject: "ada", epoch: 4), at: start)
        list.revoke(account: "ada", epochBelow: 4, at: start)
        _ = try await sessions.resolve(login.token, at: start)
        list.revoke(account: "ada", epochBelow: 5, at: start)
        await #expect(throws: TokenError(.revoked)) { try await sessions.resolve(login.token, at: start) }
    }

    @Test("what a store need not take is refused at the start, and so is a claim with a name of the profile")
    func refused() async throws {
        let long = String(repeating: "a", count: 513)
        await #expect(throws: OpaqueSessionError.tooLarge) {
            try await sessions.start(TokenGrant(subject: long), at: start)
        }
        let claims = try JSONObject(members: [("c", .string(String(repeating: "a", count: 4096)))])
        await #expect(throws: OpaqueSessionError.tooLarge) {
            try await sessions.start(TokenGrant(subject: "ada", claims: claims), at: start)
        }
        await #expect(throws: JWTError.self) {
            try await sessions.start(TokenGrant(subject: "ada", claims: ["sub": "eve"]), at: start)
        }
        #expect(store.count == 0)
    }
}

/// Counts the notes of use, and can be down.
private final class CountingSessions: OpaqueSessionStorage {
    struct Down: Error {}

    let touches = Mutex(0)
    let isDown = Mutex(false)
    private let store: MemoryOpaqueSessions

    init(_ store: MemoryOpaqueSessions) { self.store = store }

    func insertOpaqueSession(
        _ session: OpaqueSession,
        digest: [UInt8],
        replacing replaced: [UInt8]?
    ) async throws {
        try await store.insertOpaqueSession(session, digest: digest, replacing: replaced)
    }

    func opaqueSession(digest: [UInt8], at now: Date) async throws -> OpaqueSession? {
        if isDown.withLock({ $0 }) { throw Down() }
        return await store.opaqueSession(digest: digest, at: now)
    }

    func touchOpaqueSession(
        digest: [UInt8],
        idleExpiresAt: Date,
        unlessSince moment: Date,
        at now: Date
    ) async throws {
        touches.withLock { $0 += 1 }
        await store.touchOpaqueSession(
            digest: digest,
            idleExpiresAt: idleExpiresAt,
            unlessSince: moment,
            at: now
        )
    }

    func renewOpaqueSession(
        digest: [UInt8],
        to newDigest: [UInt8],
        claims: JSONObject,
        idleExpiresAt: Date,
        at now: Date
    ) async throws -> OpaqueSession? { nil }

    func endOpaqueSession(digest: [UInt8]) async throws -> Bool { false }
    func endOpaqueSession(id: UUIDv7, subject: String) async throws -> Bool { false }
    func endOpaqueSessions(subject: String, except kept: UUIDv7?) async throws -> Int { 0 }
    func opaqueSessions(subject: String, at now: Date) async throws -> [OpaqueSession] { [] }
    func removeOpaqueSessions(expiredAt now: Date) async throws {}
}
