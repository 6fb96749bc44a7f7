import ArgumentParser
import FoundationEssentials
import LatchkeyAccounts
import LatchkeyPostgres
import LatchkeyRedis
import LatchkeyServer
import Synchronization

/// `latchkey bench`.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure on this machine what sessions and signed tokens cost, and say which to take.",
        discussion: """
            Serves one route behind each strategy over loopback, sends requests as fast as they are answered, in turns, \
            and prints a table: requests a second, the time that half of the answers (P50) and 99 of 100 (P99) took at \
            most, processor time for a request (of this process, without what sends the requests; a database server's \
            own is not counted), octets that a token adds to each request, octets stored for each user who is signed \
            in, and the time until an ended token was refused. Then a recommendation in words.

            Run it where nothing else runs. One processor sends the requests, the others serve. Nothing is measured over \
            a network, and nothing is kept: --postgres takes an empty database, and leaves no session in it; --redis \
            uses names of its own, and leaves none.
            """
    )

    @Option(help: ArgumentHelp("How long each strategy is under load.", valueName: "seconds"))
    var seconds = 2.0

    @Option(
        help: ArgumentHelp("How many users are signed in by sessions.", valueName: "count")
    )
    var callers = 10_000

    @Option(help: ArgumentHelp("How many connections send requests.", valueName: "count"))
    var connections = 32

    @Option(
        help: ArgumentHelp(
            "How many live entries the revocation list has.",
            valueName: "count"
        )
    )
    var revocations = 100_000

    @Option(help: ArgumentHelp("Measure sessions in an empty PostgreSQL database, too.", valueName: "url"))
    var postgres: String?

    @Option(
        help: ArgumentHelp(
            "Measure sessions in Redis, too; redis://host:port, its password in REDISCLI_AUTH.",
            valueName: "url"
        )
    )
    var redis: String?

    @Option(help: ArgumentHelp("Draw the requests a second into a new SVG file.", valueName: "file"))
    var chart: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard seconds.isFinite, (0.05...600).contains(seconds) else {
            throw ValidationError("--seconds takes a number from 0.05 to 600.")
        }
        if let postgres, DatabaseLocation(postgres)?.holdsPassword == true {
            throw Self.password("--postgres", belongs: "~/.pgpass")
        }
        if let redis, (try? RedisServer(url: redis))?.hasCredentials == true {
            throw Self.password("--redis", belongs: "REDISCLI_AUTH")
        }
        try Self.check("--callers", callers, 10...1_000_000)
        try Self.check("--connections", connections, 1...1000)
        try Self.check("--revocations", revocations, 0...10_000_000)
    }

    private static func password(_ option: String, belongs place: String) -> ValidationError {
        ValidationError(
            "\(option) takes no password, which everybody on this machine could read. Put it into \(place)."
        )
    }

    private static func check(_ option: String, _ value: Int, _ range: ClosedRange<Int>) throws {
        guard range.contains(value) else {
            throw ValidationError(
                "\(option) takes a whole number from \(range.lowerBound) to \(range.upperBound)."
            )
        }
    }

    func run() async throws {
        if let chart, (try? Descriptor.find(chart)) != nil {
            throw CommandFailure.environment("\(chart) exists already. Remove it, or choose another name.")
        }
        let redis = try await openRedis()
        defer { redis?.close() }
        let storage = try await openPostgres()
        let bar = Mutex(ProgressBar())
        let run = BenchRun(
            duration: .seconds(seconds),
            connections: connections,
            callers: callers,
            revocations: revocations,
            postgres: storage,
            redis: redis
        )
        let measurements: [Measurement]
        do {
            measurements = try await run.measure { done, total, words in
                bar.withLock { $0.show(done, of: total, words) }
            }
        } catch {
            bar.withLock { $0.end() }
            await storage?.close()
            throw Self.failure(error)
        }
        bar.withLock { $0.end() }
        await storage?.close()
        let report = BenchReport(measurements, run)
        if let chart { try FileOutput.write(Array(BenchChart(measurements).svg.utf8), to: chart) }
        if output.json { try Output.print(report.json) } else { try Output.write(report.text) }
    }

    private func openPostgres() async throws -> PostgresStorage? {
        guard let postgres else { return nil }
        var options = PostgresOptions(url: postgres)
        options.connections = max(4, BenchServer.threads * 2)
        let storage = try await PostgresStorage.open(options)
        let isUsed = try await storage.read {
            try !$0.accounts.accounts(after: nil, limit: 1, matching: nil).isEmpty
        }
        guard !isUsed else {
            await storage.close()
            throw CommandFailure.refused(
                "the database \(storage.name) has accounts in it. Give an empty one, made with createdb."
            )
        }
        return storage
    }

    private func openRedis() async throws -> RedisClient? {
        guard let redis else { return nil }
        let server = try Self.redisServer(redis)
        var options = RedisOptions()
        // Whatever else is in there is not touched.
        options.prefix = "latchkey-bench-\(UUID().uuidString)"
        do throws(RedisError) {
            let client = try RedisClient(server, options: options)
            try await client.ping()
            return client
        } catch {
            throw CommandFailure.environment("\(error)".sentence)
        }
    }

    /// The server with the password that the environment has for it.
    private static func redisServer(_ url: String) throws -> RedisServer {
        let server: RedisServer
        do throws(RedisURLError) {
            server = try RedisServer(url: url)
        } catch {
            throw CommandFailure.usage("--redis: \(error)")
        }
        guard let password = ProcessInfo.processInfo.environment["REDISCLI_AUTH"], !password.isEmpty else {
            return server
        }
        return RedisServer(
            host: server.host,
            port: server.port,
            database: server.database,
            usesTLS: server.usesTLS,
            credentials: RedisCredentials(password: password)
        )
    }

    private static func failure(_ error: any Error) -> any Error {
        switch error {
        case is BenchInterruption: CommandFailure.refused("the measurement was ended before it was over.")
        case let error as UnexpectedAnswer:
            CommandFailure.environment("\(error.description), and the measurement means nothing. Try again.")
        default: error
        }
    }
}
