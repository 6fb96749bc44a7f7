public import FoundationEssentials
public import LatchkeyTokens

/// A revocation list that several processes share through Redis, for applications without a database of this package.
///
/// What one process revokes is durable when the call returns as far as Redis keeps it: with `appendonly yes` over a
/// restart, otherwise not. Numbers grow with the server's clock, so that whoever follows misses nothing after Redis has
/// lost its data, or a replica has taken over. A server that evicts keys would forget revocations: `noeviction` is needed.
///
/// ```swift
/// let log = RedisRevocations(redis)
/// let revocations = try await Revocations.open(log: log, list: list, longestLifetime: 30 * 86_400)
/// let follower = TokenStateFollower(storage: log, revocations: list, failed: { logger.error("\($0)") })
/// application.addServices(follower, log.propagation())
/// ```
public struct RedisRevocations: RevocationLog {
    /// How many entries one command reads.
    private static let portion = 1000

    /// Numbers are microseconds of the server's clock, or one more than the last.
    ///
    /// The entry stands in two sorted sets: by
    /// number with its text, and by its end with its number.
    private static let append = RedisScript(
        """
        local time = redis.call('TIME')
        local last = tonumber(redis.call('GET', KEYS[1]) or 0)
        local number = math.max(last + 1, tonumber(time[1]) * 1000000 + tonumber(time[2]))
        local text = string.format('%.0f', number)
        redis.call('SET', KEYS[1], text)
        redis.call('ZADD', KEYS[2], text, text .. ARGV[1])
        redis.call('ZADD', KEYS[3], ARGV[2], text)
        redis.call('PUBLISH', KEYS[4], text)
        return text
        """
    )
    private static let remove = RedisScript(
        """
        local ended = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])
        for _, number in ipairs(ended) do
            redis.call('ZREMRANGEBYSCORE', KEYS[1], number, number)
            redis.call('ZREM', KEYS[2], number)
        end
        return #ended
        """
    )

    /// Half a second; with a ``propagation(failed:)`` beside it, a revocation arrives at once.
    public let followInterval = Duration.milliseconds(500)
    /// Fired by ``propagation(failed:)`` when another process has revoked.
    public let changeSignal: ChangeSignal? = ChangeSignal()

    private let redis: RedisClient

    /// Keeps revocations through a client.
    public init(_ redis: RedisClient) {
        self.redis = redis
    }

    /// What hears at once of what other processes revoke; run it as a service.
    ///
    /// - Parameter failed: told once about each different failure to listen; it is tried again.
    /// - Returns: the service.
    public func propagation(
        failed: @escaping @Sendable (RedisError) -> Void = { _ in }
    ) -> RedisPropagation {
        // Every append tells by itself.
        RedisPropagation(redis, telling: nil, waking: changeSignal, failed: failed)
    }

    /// Adds an entry, and returns it with its number.
    ///
    /// - Throws: ``RedisError``.
    public func appendRevocation(
        _ target: Revocation.Target,
        expiresAt: Date
    ) async throws(RedisError) -> Revocation {
        let answer = try await redis.run(
            Self.append,
            keys: [last, entries, ends, redis.key("changes")],
            .init(RevocationText.write(target, expiresAt: expiresAt)),
            .init(expiresAt.milliseconds)
        )
        guard let sequence = answer.number else { throw redis.unexpected("EVALSHA") }
        return Revocation(sequence: sequence, target: target, expiresAt: expiresAt)
    }

    /// The entries above a number, in their order.
    ///
    /// - Throws: ``RedisError``; also when there is an entry that cannot be read, which must not be passed over.
    public func revocations(after sequence: Int64, limit: Int) async throws(RedisError) -> [Revocation] {
        var all: [Revocation] = []
        while all.count < limit {
            let count = min(limit - all.count, Self.portion)
            let next = try await portion(after: all.last?.sequence ?? sequence, count)
            all += next
            if next.count < count { break }
        }
        return all
    }

    /// The number of the last entry.
    ///
    /// - Throws: ``RedisError``.
    public func changeMarker() async throws(RedisError) -> Int64 {
        let answer = try await redis.send(RedisCommand("GET", .init(last)))
        guard answer != .null else { return 0 }
        guard let number = answer.number else { throw redis.unexpected("GET") }
        return number
    }

    /// Removes the entries that expired before `now`.
    ///
    /// - Throws: ``RedisError``.
    public func removeRevocations(expiredAt now: Date) async throws(RedisError) {
        var removed = Int64(Self.portion)
        while removed == Self.portion {
            let answer = try await redis.run(
                Self.remove,
                keys: [entries, ends],
                .init(now.milliseconds),
                .init(Int64(Self.portion))
            )
            guard let count = answer.number else { throw redis.unexpected("EVALSHA") }
            removed = count
        }
    }

    private var last: [UInt8] { redis.key("revocations:last") }
    private var entries: [UInt8] { redis.key("revocations") }
    private var ends: [UInt8] { redis.key("revocations:ends") }

    private func portion(after sequence: Int64, _ count: Int) async throws(RedisError) -> [Revocation] {
        let answer = try await redis.send(
            RedisCommand(
                "ZRANGEBYSCORE",
                .init(entries),
                .init("(\(sequence)"),
                "+inf",
                "LIMIT",
                "0",
                .init(Int64(count))
            )
        )
        guard let members = answer.values else { throw redis.unexpected("ZRANGEBYSCORE") }
        var revocations: [Revocation] = []
        for member in members {
            guard let octets = member.octets, let revocation = RevocationText.read(octets) else {
                throw redis.unexpected("ZRANGEBYSCORE")
            }
            revocations.append(revocation)
        }
        return revocations
    }
}
