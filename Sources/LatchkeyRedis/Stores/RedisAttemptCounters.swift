public import LatchkeyAccounts

/// Counts of attempts that nodes share through Redis.
///
/// A hash for each place holds what counts (`c`) and what is still undecided (`p`), and expires with its window. Every
/// step is a script, which Redis runs as one.
///
/// ```swift
/// let limits = SharedLimits(RedisAttemptCounters(redis), onFailure: .open, masterKey: masterKey)
/// ```
public struct RedisAttemptCounters: AttemptCounters {
    /// Answers 0 when the attempt is reserved, -1 when undecided ones are in the way, else the milliseconds to wait.
    private static let reserve = RedisScript(
        """
        local state = redis.call('HMGET', KEYS[1], 'c', 'p')
        local counted, pending = tonumber(state[1] or 0), tonumber(state[2] or 0)
        local limit = tonumber(ARGV[1])
        local left = redis.call('PTTL', KEYS[1])
        if counted >= limit then return math.max(left, 1) end
        if counted + pending >= limit then return -1 end
        redis.call('HINCRBY', KEYS[1], 'p', 1)
        if left < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
        return 0
        """
    )
    /// Answers 0, or the milliseconds to wait.
    private static let wait = RedisScript(
        """
        local counted = tonumber(redis.call('HGET', KEYS[1], 'c') or 0)
        if counted < tonumber(ARGV[1]) then return 0 end
        return math.max(redis.call('PTTL', KEYS[1]), 1)
        """
    )
    private static let count = RedisScript(
        """
        if tonumber(redis.call('HGET', KEYS[1], 'p') or 0) > 0 then redis.call('HINCRBY', KEYS[1], 'p', -1) end
        redis.call('HINCRBY', KEYS[1], 'c', 1)
        if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
        return 0
        """
    )
    /// A window in which nothing counts ends with its last reservation.
    private static let release = RedisScript(
        """
        local state = redis.call('HMGET', KEYS[1], 'c', 'p')
        local counted, pending = tonumber(state[1] or 0), tonumber(state[2] or 0)
        if pending < 1 then return 0 end
        if counted + pending == 1 then redis.call('DEL', KEYS[1]) else redis.call('HINCRBY', KEYS[1], 'p', -1) end
        return 0
        """
    )

    private let redis: RedisClient

    /// Counts through a client.
    public init(_ redis: RedisClient) {
        self.redis = redis
    }

    /// Reserves an attempt, or refuses it.
    public func reserve(_ place: String, limit: Int, period: Int) async throws(RedisError) -> Int? {
        let answer = try await redis.run(
            Self.reserve,
            keys: [key(place)],
            .init(Int64(limit)),
            .init(milliseconds(period))
        )
        guard case .integer(let milliseconds) = answer else { throw redis.unexpected("EVALSHA") }
        return milliseconds == -1 ? 1 : seconds(milliseconds)
    }

    /// The seconds to wait when as many attempts count as may.
    public func wait(_ place: String, limit: Int) async throws(RedisError) -> Int? {
        let answer = try await redis.run(Self.wait, keys: [key(place)], .init(Int64(limit)))
        guard case .integer(let milliseconds) = answer else { throw redis.unexpected("EVALSHA") }
        return seconds(milliseconds)
    }

    /// Counts a reserved attempt.
    public func count(_ place: String, period: Int) async throws(RedisError) {
        _ = try await redis.run(Self.count, keys: [key(place)], .init(milliseconds(period)))
    }

    /// Takes back a reserved attempt.
    public func release(_ place: String) async throws(RedisError) {
        _ = try await redis.run(Self.release, keys: [key(place)])
    }

    /// Checks that Redis answers.
    public func check() async throws(RedisError) { try await redis.ping() }

    /// What is known of the connection.
    public var status: AttemptCountersStatus {
        let known = redis.status
        var status = AttemptCountersStatus()
        status.isReachable = known.availability == .reachable
        (status.answered, status.failed) = (known.commands, known.failures)
        status.connections = known.connections
        return status
    }

    private func key(_ place: String) -> [UInt8] { redis.key("limit:", place.utf8) }

    /// A century at most: Redis refuses ends that it cannot add to its clock.
    private func milliseconds(_ seconds: Int) -> Int64 { min(max(Int64(seconds), 1), 3_155_760_000) * 1000 }

    /// Whole seconds, rounded up; `nil` for none.
    private func seconds(_ milliseconds: Int64) -> Int? {
        milliseconds > 0 ? Int(clamping: (milliseconds - 1) / 1000 + 1) : nil
    }
}
