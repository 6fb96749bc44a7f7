public import FoundationEssentials
public import LatchkeyJOSE
public import LatchkeyTokens

/// Opaque sessions in Redis.
///
/// A hash for each session, under the SHA-256 of its secret, which Redis forgets at the session's end; and a sorted set for
/// each subject with the names of the sessions. Ends are judged by the clock of whoever asks, so that a server whose clock
/// differs ends no session early. Each change is one step.
///
/// A server without `appendonly yes` forgets every session when it ends, and one that evicts keys some of them at any time:
/// people sign in again, nothing else is lost.
///
/// ```swift
/// let sessions = OpaqueSessions(storage: RedisOpaqueSessions(redis))
/// ```
public struct RedisOpaqueSessions: OpaqueSessionStorage {
    /// How many sessions one answer holds at most: a little more than a MiB.
    private static let portion: Int64 = 256

    let redis: RedisClient

    /// Keeps sessions through a client.
    public init(_ redis: RedisClient) {
        self.redis = redis
    }

    /// Keeps a session and ends the one that it replaces.
    ///
    /// - Throws: ``OpaqueSessionError/storeFull`` when Redis has no memory left, and ``RedisError``.
    public func insertOpaqueSession(
        _ session: OpaqueSession,
        digest: [UInt8],
        replacing replaced: [UInt8]?
    ) async throws {
        do throws(RedisError) {
            let record = SessionRecord(session)
            _ = try await redis.run(
                SessionScripts.insert,
                keys: [key(digest), prefix, key(replaced ?? [])],
                .init(record.subject),
                .init(record.id),
                .init(record.claims),
                .init(record.createdAt),
                .init(record.lastSeenAt),
                .init(record.idleExpiresAt),
                .init(record.expiresAt),
                .init(session.idleExpiresAt.milliseconds(after: session.lastSeenAt))
            )
        } catch {
            guard error.code == "OOM" else { throw error }
            throw OpaqueSessionError.storeFull
        }
    }

    /// The live session with a digest.
    public func opaqueSession(digest: [UInt8], at now: Date) async throws -> OpaqueSession? {
        let command = RedisCommand("HMGET", [.init(key(digest))] + SessionRecord.fields.map { .init($0) })
        return try session(try await redis.send(command), at: now)
    }

    /// Notes that a session is used.
    public func touchOpaqueSession(
        digest: [UInt8],
        idleExpiresAt: Date,
        unlessSince moment: Date,
        at now: Date
    ) async throws {
        _ = try await redis.run(
            SessionScripts.touch,
            keys: [key(digest), prefix],
            .init(now.milliseconds),
            .init(idleExpiresAt.milliseconds),
            .init(moment.milliseconds)
        )
    }

    /// Gives a live session another digest and other claims.
    public func renewOpaqueSession(
        digest: [UInt8],
        to newDigest: [UInt8],
        claims: JSONObject,
        idleExpiresAt: Date,
        at now: Date
    ) async throws -> OpaqueSession? {
        let answer = try await redis.run(
            SessionScripts.renew,
            keys: [key(digest), prefix, key(newDigest)],
            .init(now.milliseconds),
            .init(idleExpiresAt.milliseconds),
            .init(claims.json())
        )
        return try session(answer, at: now)
    }

    /// Ends the session with a digest.
    public func endOpaqueSession(digest: [UInt8]) async throws -> Bool {
        try count(try await redis.run(SessionScripts.end, keys: [key(digest), prefix])) > 0
    }

    /// Ends a session by its public name.
    public func endOpaqueSession(id: UUIDv7, subject: String) async throws -> Bool {
        let answer = try await redis.run(
            SessionScripts.endSome,
            keys: [subjectKey(subject), prefix],
            .init(id.description),
            "only"
        )
        return try count(answer) > 0
    }

    /// Ends every session of a subject but one.
    public func endOpaqueSessions(subject: String, except kept: UUIDv7?) async throws -> Int {
        let answer = try await redis.run(
            SessionScripts.endSome,
            keys: [subjectKey(subject), prefix],
            .init(kept?.description ?? ""),
            "except"
        )
        return try count(answer)
    }

    /// The live sessions of a subject, the newest first.
    public func opaqueSessions(subject: String, at now: Date) async throws -> [OpaqueSession] {
        // In portions, or somebody with very many would be more than one answer holds. By name: between two portions a
        // session may move from one into the other.
        var live: [UUIDv7: OpaqueSession] = [:]
        var start: Int64 = 0
        while true {
            let answer = try await redis.run(
                SessionScripts.list,
                keys: [subjectKey(subject), prefix],
                .init(start),
                .init(start + Self.portion - 1)
            )
            guard let found = answer.values else { throw redis.unexpected("EVALSHA") }
            for session in try found.compactMap({ try session($0, at: now) }) { live[session.id] = session }
            start += Self.portion
            guard found.count == Self.portion else { break }
        }
        return live.values.sorted { ($1.createdAt, $1.id) < ($0.createdAt, $0.id) }
    }

    /// Removes the sessions whose end has come.
    ///
    /// Redis does so by itself, so nobody has to call it: this looks through every key of the database.
    public func removeOpaqueSessions(expiredAt now: Date) async throws {
        var cursor: [UInt8] = Array("0".utf8)
        repeat {
            let pattern = redis.key("session:").map { "*?[]\\".utf8.contains($0) ? [0x5C, $0] : [$0] }
                .joined()
            let answer = try await redis.send(
                RedisCommand("SCAN", .init(cursor), "MATCH", .init(pattern + [0x2A]), "COUNT", "500")
            )
            guard let parts = answer.values, parts.count == 2, let next = parts[0].octets,
                let keys = parts[1].values
            else { throw redis.unexpected("SCAN") }
            for key in keys.compactMap(\.octets) {
                _ = try await redis.run(SessionScripts.endDead, keys: [key, prefix], .init(now.milliseconds))
            }
            cursor = next
        } while cursor != Array("0".utf8)
    }

    /// What the keys of sessions begin with, those of subjects after it.
    private var prefix: [UInt8] { redis.key("") }

    private func key(_ digest: [UInt8]) -> [UInt8] { redis.key("session:", digest) }

    private func subjectKey(_ subject: String) -> [UInt8] { redis.key("subject:", subject.utf8) }

    private func count(_ answer: RESPValue) throws(RedisError) -> Int {
        guard case .integer(let count) = answer else { throw redis.unexpected("EVALSHA") }
        return Int(clamping: count)
    }

    /// The session that a reply holds, while it is live.
    private func session(_ reply: RESPValue, at now: Date) throws(RedisError) -> OpaqueSession? {
        guard reply != .null, let values = reply.values, values.first != .null else { return nil }
        guard let session = SessionRecord(values)?.session else { throw redis.unexpected("HMGET") }
        return session.isLive(at: now) ? session : nil
    }
}
