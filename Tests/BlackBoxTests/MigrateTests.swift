import Foundation
import Glibc
import LatchkeyJOSE
import TestPostgres
import Testing

extension BlackBox {
    /// `latchkey migrate` between a file and a PostgreSQL server, as somebody does whose one machine has become too small.
    @Suite struct MigrateTests {
        private static let rows = 3000

        private let folder: TemporaryFolder

        init() throws { folder = try TemporaryFolder() }

        private var file: String { "sqlite:\(folder.data)/latchkey.db" }

        private func run(_ arguments: [String], at url: String) async throws -> Program.Outcome {
            try await Program.run(
                arguments + ["--data", folder.data],
                environment: ["LATCHKEY_DATABASE": url]
            )
        }

        /// Copies the file to a PostgreSQL database.
        private func migrate(to url: String, _ arguments: String...) async throws -> Program.Outcome {
            try await run(["migrate", "--from", file] + arguments, at: url)
        }

        private func expectWhole(
            _ outcome: Program.Outcome,
            sourceLocation: SourceLocation = #_sourceLocation
        ) {
            #expect(outcome.status == 0, "\(outcome.error)", sourceLocation: sourceLocation)
            #expect(outcome.output.contains("are the same on both sides."), sourceLocation: sourceLocation)
            #expect(!(outcome.output + outcome.error).contains(PostgresCluster.password))
        }

        @Test("sessions, revocations and the audit log go on in PostgreSQL, and back in SQLite [A9, D3]")
        func thereAndBack() async throws {
            var server = try await Server.start(folder)
            var tokens = try await server.signUp()
            let revoked = try Tokens(try await server.logIn())
            #expect(try await server.post("/api/logout", bearer: revoked.access).status == 204)
            tokens = try Tokens(try await server.refresh(tokens))
            await server.end(by: SIGTERM)

            try await PostgresCluster.shared().withDatabase { url in
                expectWhole(try await migrate(to: url))
                server = try await Server.start(folder, environment: ["LATCHKEY_DATABASE": url])
                let running = try await run(["migrate", "--to", "sqlite:\(folder.path)/back.db"], at: url)
                #expect(running.status == 3)
                #expect(running.error.contains("stop every node first"), "\(running.error)")
                tokens = try await goOn(server, tokens, revoked)
                try await expectSound(url)
                await server.end(by: SIGTERM)

                let back = try await run(["migrate", "--to", "sqlite:\(folder.path)/back.db"], at: url)
                expectWhole(back)
                let path = "sqlite:\(folder.path)/back.db"
                server = try await Server.start(folder, environment: ["LATCHKEY_DATABASE": path])
                tokens = try await goOn(server, tokens, revoked)
                try await expectSound(path)
                await server.end(by: SIGTERM)
            }
        }

        /// The session is as good as before, and what was revoked is not; returns its new tokens.
        private func goOn(_ server: Server, _ tokens: Tokens, _ revoked: Tokens) async throws -> Tokens {
            #expect(try await server.me(tokens).status == 200)
            #expect(try await server.me(revoked).code == "token_revoked")
            #expect(try await server.refresh(revoked).code == "session_revoked")
            #expect(try await server.logIn().status == 200)
            return try Tokens(try await server.refresh(tokens))
        }

        private func expectSound(_ database: String) async throws {
            var audit = try await run(["audit", "verify"], at: database)
            for _ in 0..<50 where audit.status != 0 {
                try await Task.sleep(for: .milliseconds(100))
                audit = try await run(["audit", "verify"], at: database)
            }
            #expect(audit.status == 0, "\(audit.output)\(audit.error)")
            let doctor = try await run(["doctor"], at: database)
            #expect(doctor.status == 0, "\(doctor.output)\(doctor.error)")
        }

        @Test("killed at any moment it goes on when it is run again, and the digests are equal [D3]")
        func killed() async throws {
            try await importAccounts()
            try await PostgresCluster.shared().withDatabase { url in
                for rows in [1, Self.rows, Self.rows * 2 - 1] {
                    let program = try start(url)
                    try await wait(for: rows, in: url)
                    program.signal(SIGKILL)
                    #expect(await program.end().status == 128 + SIGKILL)
                    let server = try await Program.run(
                        ["serve", "--listen", "127.0.0.1:0", "--data", folder.data],
                        environment: ["LATCHKEY_DATABASE": url]
                    )
                    #expect(server.status == 3)
                    #expect(server.error.contains("holds a part of a copy"), "\(server.error)")
                }
                let outcome = try await migrate(to: url, "--json")
                #expect(outcome.status == 0, "\(outcome.error)")
                let answer = try JSONObject(json: outcome.output)
                #expect(try answer.bool("equal") == true)
                let (copied, all) = (try answer.integer("copied") ?? 0, try answer.integer("rows") ?? 0)
                #expect(all > Self.rows * 2 && copied <= all - Int64(Self.rows) * 2 + 1000)
            }
        }

        @Test("a connection that is cut in the midst is told with what to do, and the next run goes on")
        func cut() async throws {
            try await importAccounts()
            try await PostgresCluster.shared().withDatabase { url in
                let program = try start(url)
                try await wait(for: 1, in: url)
                try await PostgresCluster.shared().execute(
                    """
                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE application_name = 'latchkey' AND datname = '\(database(url))'
                    """
                )
                let outcome = await program.end()
                #expect(outcome.status == 3)
                #expect(outcome.error.contains("run the same command again"), "\(outcome.error)")
                expectWhole(try await migrate(to: url))
            }
        }

        @Test("a disk that is full in the midst is told with what to do, and the next run goes on")
        func full() async throws {
            try await importAccounts()
            let limited = try await Program(
                [
                    "--fsize=600000", Program.path, "migrate", "--data", folder.data, "--to",
                    "sqlite:\(folder.path)/copy.db",
                ],
                path: "/usr/bin/prlimit"
            ).end()
            #expect(limited.status == 3)
            #expect(limited.error.contains("run the same command again"), "\(limited.error)")
            let arguments = ["migrate", "--data", folder.data, "--to", "sqlite:\(folder.path)/copy.db"]
            expectWhole(try await Program.run(arguments))
        }

        /// Accounts with a hash of another system, which costs nothing to take over.
        private func importAccounts() async throws {
            let hash = "$2b$10$p2r.roP7v3RcruZ.9tUvfOX6UqsVY/JNiZIXnVHWJ3rKksakksk8m"
            let lines = (0..<Self.rows).map {
                #"{"email":"user\#($0)@example.org","password_hash":"\#(hash)","email_verified":true}"#
            }
            try folder.write(Data(lines.joined(separator: "\n").utf8), to: "users.jsonl")
            let outcome = try await Program.run([
                "account", "import", "\(folder.path)/users.jsonl", "--data", folder.data,
            ])
            try #require(outcome.status == 0, "\(outcome.error)")
        }

        private func start(_ url: String) throws -> Program {
            try Program(
                ["migrate", "--from", file, "--data", folder.data],
                environment: ["LATCHKEY_DATABASE": url]
            )
        }

        private func database(_ url: String) -> String { String(url.split(separator: "/").last ?? "") }

        /// Waits until so many rows are there.
        private func wait(for rows: Int, in url: String) async throws {
            let cluster = try await PostgresCluster.shared()
            let deadline = ContinuousClock.now + .seconds(60)
            while ContinuousClock.now < deadline {
                let found = try? await cluster.execute(
                    "SELECT rows FROM latchkey.copy_state",
                    in: database(url)
                )
                if let found, let count = Int(found), count >= rows { return }
            }
            Issue.record("\(rows) rows never came")
        }
    }
}
