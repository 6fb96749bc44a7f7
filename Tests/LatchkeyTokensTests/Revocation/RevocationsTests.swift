import Foundation
import LatchkeyJOSE
import LatchkeyTokens
import Synchronization
import Testing

struct RevocationsTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let log = MemoryLog()

    private func token(session: UUIDv7? = nil) throws -> AccessToken {
        let key = try JWK.generate(.ed25519)
        let issued = try TokenIssuer(key: key, issuer: "https://i.example", audience: ["a"])
            .issue(TokenGrant(subject: "ada", sessionID: session, authenticatedAt: start), at: start)
        let keys = FixedKeys(JWKSet([key]).publicKeys)
        return try TokenVerifier(keys: keys, issuer: "https://i.example", audience: "a")
            .verify(issued.token, at: start)
    }

    private func open(_ list: RevocationList) async throws -> Revocations {
        try await Revocations.open(log: log, list: list, longestLifetime: 3600, leeway: 30)
    }

    @Test("what is revoked is durable and refused here at once, and known after a restart [A9]")
    func durable() async throws {
        let token = try token(session: UUIDv7(at: start))
        let revocations = try await open(RevocationList())
        try await revocations.revoke(session: #require(token.session), at: start)
        #expect(revocations.list.contains(token))
        #expect(log.entries.withLock { $0.map(\.expiresAt) } == [start + 3600 + 30 + 300])

        let restarted = try await open(RevocationList())
        #expect(restarted.list.contains(token))
    }

    @Test("each way of revoking writes its own target")
    func targets() async throws {
        let token = try token()
        let revocations = try await open(RevocationList())
        try await revocations.revoke(token)
        try await revocations.revoke(account: "ada", epochBelow: 7, at: start)
        try await revocations.revoke(account: "ada", at: start)
        let entries = log.entries.withLock { $0 }
        #expect(
            entries.map(\.target) == [
                .token(try #require(token.tokenID.flatMap { UUIDv7($0) })),
                .namedAccount("ada", epochBelow: 7), .signIns(of: "ada", before: start),
            ]
        )
        #expect(entries[0].expiresAt == token.expiresAt + 30)
    }

    @Test("when the log fails the caller learns it, and this process refuses the token even so")
    func failing() async throws {
        let token = try token(session: UUIDv7(at: start))
        let revocations = try await open(RevocationList())
        log.isDown.withLock { $0 = true }
        await #expect(throws: MemoryLog.Down.self) {
            try await revocations.revoke(session: #require(token.session), at: start)
        }
        #expect(revocations.list.contains(token))
        await #expect(throws: MemoryLog.Down.self) { try await open(RevocationList()) }
    }

    @Test("a follower without a key ring catches up with what another process revoked")
    func follower() async throws {
        let token = try token(session: UUIDv7(at: start))
        let here = RevocationList()
        let follower = TokenStateFollower(storage: log, revocations: here, failed: { _ in })
        _ = try await log.appendRevocation(
            .session(named: #require(token.session)),
            expiresAt: .distantFuture
        )
        #expect(!here.contains(token))
        try await follower.catchUp()
        #expect(here.contains(token))
    }

    @Test("what has expired is removed from the log and from memory")
    func removal() async throws {
        let revocations = try await open(RevocationList())
        try await revocations.revoke(session: "web-17", at: start)
        try await revocations.removeExpired(at: start + 3929)
        #expect(revocations.list.count == 1)
        try await revocations.removeExpired(at: start + 3931)
        #expect(revocations.list.count == 0)
        #expect(log.entries.withLock { $0.isEmpty })
    }
}

/// A log in memory that can be down; the durable ones have a conformance suite of their own.
private final class MemoryLog: RevocationLog {
    struct Down: Error {}

    let entries = Mutex<[Revocation]>([])
    let isDown = Mutex(false)

    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        if isDown.withLock({ $0 }) { throw Down() }
        return entries.withLock { Array($0.filter { $0.sequence > sequence }.prefix(limit)) }
    }

    func changeMarker() async throws -> Int64 { entries.withLock { Int64($0.count) } }

    func appendRevocation(_ target: Revocation.Target, expiresAt: Date) async throws -> Revocation {
        if isDown.withLock({ $0 }) { throw Down() }
        return entries.withLock { entries in
            let entry = Revocation(
                sequence: Int64(entries.count + 1),
                target: target,
                expiresAt: expiresAt
            )
            entries.append(entry)
            return entry
        }
    }

    func removeRevocations(expiredAt now: Date) async throws {
        entries.withLock { $0.removeAll { $0.expiresAt < now } }
    }
}
