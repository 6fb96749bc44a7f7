import Foundation
import LatchkeyJOSE
import TestPostgres
import TestRedis
import Testing

@Suite struct BenchTests {
    private static let small = [
        "--seconds", "0.05", "--callers", "20", "--connections", "2", "--revocations", "5",
    ]

    /// An argument shows a password to everybody on the machine.
    private static func bench(_ url: String, _ arguments: [String] = []) async throws -> Program.Outcome {
        try await Program.run(
            ["bench", "--postgres", url.replacingOccurrences(of: ":\(PostgresCluster.password)@", with: "@")]
                + arguments,
            environment: ["PGPASSWORD": PostgresCluster.password]
        )
    }

    @Test("measures sessions in PostgreSQL, too, and leaves none there [A10]")
    func postgres() async throws {
        let cluster = try await PostgresCluster.shared()
        try await cluster.withDatabase { url in
            let run = try await Self.bench(url, ["--json"] + Self.small)
            #expect(run.status == 0, "\(run.error)")
            let answer = try JSONObject(json: run.output)
            guard case .array(let rows)? = answer["strategies"], case .object(let shared) = rows[2] else {
                throw CocoaError(.coderReadCorrupt)
            }
            #expect(shared["name"] == "sessions.postgres")
            #expect(try shared.number("requests_per_second") ?? 0 > 0)
            let name = String(url.split(separator: "/").last ?? "")
            let left = try await cluster.execute("SELECT count(*) FROM latchkey.opaque_session", in: name)
            #expect(left == "0")
        }
    }

    @Test("measures sessions in Redis, too, draws them, says what they cost, and leaves nothing there [A10]")
    func redis() async throws {
        let redis = try RedisProcess()
        let folder = try TemporaryFolder()
        let chart = "\(folder.path)/chart.svg"
        let options = ["--redis", redis.url] + Self.small
        let run = try await Program.run(["bench", "--json", "--chart", chart] + options)
        #expect(run.status == 0, "\(run.error)")
        let answer = try JSONObject(json: run.output)
        guard case .array(let rows)? = answer["strategies"], case .object(let sessions) = rows[2] else {
            throw CocoaError(.coderReadCorrupt)
        }
        #expect(sessions["name"] == "sessions.redis")
        #expect(try sessions.number("requests_per_second") ?? 0 > 0)
        #expect(try sessions.number("stored_octets_per_user") ?? 0 > 50)
        #expect(try sessions.number("ended_after_ms") != nil)
        #expect(try String(contentsOfFile: chart, encoding: .utf8).contains("sessions, Redis"))
        let table = try await Program.run(["bench"] + options)
        #expect(table.output.contains("\nsessions, Redis "))
        #expect(table.output.contains("Sessions in Redis answer half of the requests within "))
        #expect(table.output.split(separator: "\n").filter { $0.count > 80 } == [])
        let connection = try RawConnection(port: redis.port)
        defer { connection.close() }
        await connection.send("DBSIZE\r\n")
        #expect(await connection.text(through: "\r\n") == ":0\r\n")
    }

    @Test("the password of Redis comes from the environment, and a wrong one is said so")
    func redisPassword() async throws {
        let redis = try RedisProcess(options: ["--requirepass", RedisProcess.password])
        let arguments = ["bench", "--redis", "redis://127.0.0.1:\(redis.port)", "--json"] + Self.small
        let run = try await Program.run(arguments, environment: ["REDISCLI_AUTH": RedisProcess.password])
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output.contains("\"sessions.redis\""))
        let refused = try await Program.run(arguments, environment: ["REDISCLI_AUTH": "wr0ng"])
        #expect(refused.status == 3)
        #expect(!refused.error.contains("wr0ng"))
    }

    @Test("a Redis that is not there, and an address that is none, are said so")
    func noRedis() async throws {
        let gone = try await Program.run(["bench", "--redis", "redis://127.0.0.1:1"])
        #expect(gone.status == 3)
        #expect(gone.error.hasPrefix("latchkey: "))
        #expect(gone.error.contains("127.0.0.1:1"))
        #expect(try await Program.run(["bench", "--redis", "http://x"]).status == 2)
    }

    @Test("a database that somebody uses is refused")
    func used() async throws {
        try await Nodes.with(1) { nodes in
            _ = try await nodes.run(["account", "add", "ada@example.org", "--invite"])
            let url = try #require(nodes.environment["LATCHKEY_DATABASE"])
            _ = try await nodes.servers[0].signUp()
            let run = try await Self.bench(url)
            #expect(run.status == 1)
            #expect(run.error.hasSuffix("has accounts in it. Give an empty one, made with createdb.\n"))
        }
    }
}
