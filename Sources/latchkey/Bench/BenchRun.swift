import FoundationEssentials
import LatchkeyJOSE
import LatchkeyPostgres
import LatchkeyRedis
import LatchkeySQLite
import LatchkeyTokens
import ServiceLifecycle

/// Measures every strategy in one run, round about.
struct BenchRun: Sendable {
    private static let rounds = 5
    private static let warmUp = Duration.milliseconds(150)
    static let algorithms: [SignatureAlgorithm] = [.hs256, .es256, .ed25519, .rs256]

    /// How long each strategy is under load, all rounds together.
    let duration: Duration
    let connections: Int
    let callers: Int
    let revocations: Int
    let postgres: PostgresStorage?
    let redis: RedisClient?

    /// Measures in a temporary folder, which is gone afterwards; `progress` is told how many turns of how many are over,
    /// and what is under way.
    func measure(_ progress: @escaping @Sendable (Int, Int, String) -> Void) async throws -> [Measurement] {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "latchkey-bench-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "bench.db").path
        // Two handles, as two processes have them: one serves, the other one revokes.
        let (here, elsewhere) = (try SQLiteStorage(path: file), try SQLiteStorage(path: file))
        // Nobody else's sessions are touched at the end.
        let subject = "bench-\(UUID().uuidString)"
        do {
            let measurements = try await measure(here, elsewhere, subject, progress)
            try await cleanUp(here, elsewhere, subject)
            return measurements
        } catch {
            try? await cleanUp(here, elsewhere, subject)
            throw error
        }
    }

    private func cleanUp(_ here: SQLiteStorage, _ elsewhere: SQLiteStorage, _ subject: String) async throws {
        if let postgres { _ = try await OpaqueSessions(storage: postgres).endAll(of: subject) }
        if let redis { _ = try await OpaqueSessions(storage: RedisOpaqueSessions(redis)).endAll(of: subject) }
        try await elsewhere.close()
        try await here.close()
    }

    private func measure(
        _ here: SQLiteStorage,
        _ elsewhere: SQLiteStorage,
        _ subject: String,
        _ progress: @escaping @Sendable (Int, Int, String) -> Void
    ) async throws -> [Measurement] {
        progress(0, 1, "preparing")
        let makers = Strategies(callers: callers, revocations: revocations)
        var strategies = try await [Strategies.bare] + sessions(makers, here, subject)
        let list = makers.makeList()
        for algorithm in Self.algorithms {
            strategies += try makers.signed(algorithm, list, log: elsewhere, isCached: algorithm == .es256)
        }
        let follower = TokenStateFollower(storage: here, revocations: list) { _ in }
        let following = Task { try await follower.run() }
        defer { following.cancel() }
        return try await BenchServer.serving(strategies) { [strategies] address in
            try await LoadClient.withConnections(connections, to: address) { client in
                try await measure(strategies, client, progress)
            }
        }
    }

    /// Sessions in every place that there is.
    private func sessions(
        _ makers: Strategies,
        _ file: SQLiteStorage,
        _ subject: String
    ) async throws -> [Strategy] {
        var strategies: [Strategy] = []
        strategies.append(
            try await makers.sessions(
                "sessions.sqlite",
                "sessions, SQLite",
                in: file,
                subject: subject,
                size: file.sizeInUse
            )
        )
        if let postgres {
            strategies.append(
                try await makers.sessions(
                    "sessions.postgres",
                    "sessions, PostgreSQL",
                    in: postgres,
                    subject: subject,
                    size: postgres.sizeInUse
                )
            )
        }
        if let redis {
            strategies.append(
                try await makers.sessions(
                    "sessions.redis",
                    "sessions, Redis",
                    in: RedisOpaqueSessions(redis),
                    subject: subject,
                    size: { try await redis.inspect().usedMemory }
                )
            )
        }
        return strategies
    }

    private func measure(
        _ strategies: [Strategy],
        _ client: LoadClient,
        _ progress: @Sendable (Int, Int, String) -> Void
    ) async throws -> [Measurement] {
        for strategy in strategies { _ = try await client.run(strategy.target, for: Self.warmUp) }
        var results = [[LoadResult]](repeating: [], count: strategies.count)
        let turns = Self.rounds * strategies.count
        for round in 0..<Self.rounds {
            // Every other round backwards: whoever runs first has no advantage.
            let order = round.isMultiple(of: 2) ? Array(strategies.indices) : strategies.indices.reversed()
            for (turn, index) in order.enumerated() {
                progress(round * strategies.count + turn, turns, strategies[index].title)
                results[index].append(
                    try await client.run(strategies[index].target, for: duration / Self.rounds)
                )
            }
        }
        var measurements: [Measurement] = []
        for (index, strategy) in strategies.enumerated() {
            let delay = try await endingDelay(of: strategy, number: index, client)
            measurements.append(Measurement(strategy, rounds: results[index], endingDelay: delay))
        }
        return measurements
    }

    /// Milliseconds from the end of a token, made durable, to its first refusal.
    private func endingDelay(of strategy: Strategy, number: Int, _ client: LoadClient) async throws -> Double?
    {
        guard case .byStorage(let end) = strategy.ending, !strategy.tokens.isEmpty else { return nil }
        // Strategies may have tokens in common: each ends another one.
        let token = strategy.tokens[number % strategy.tokens.count]
        try await end(token)
        let ended = ContinuousClock.now
        while try await client.status(strategy.target.path, token: token) == 200 {
            guard ContinuousClock.now - ended < .seconds(10) else {
                throw UnexpectedAnswer(description: "an ended token is still good after ten seconds")
            }
        }
        return (ContinuousClock.now - ended) / .milliseconds(1)
    }
}
