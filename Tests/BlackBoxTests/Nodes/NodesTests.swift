import Foundation
import Glibc
import LatchkeyJOSE
import TestPostgres
import Testing

extension BlackBox {
    /// Two servers over one PostgreSQL database.
    @Suite struct NodesTests {
        @Test(
            "what one node makes is good on the other, and what one revokes the other refuses within a second [A9]",
            arguments: [false, true]
        )
        func revocation(listening: Bool) async throws {
            try await Nodes.with(listening: listening) { nodes in
                let (here, there) = (nodes.servers[0], nodes.servers[1])
                let tokens = try await here.signUp()
                #expect(try await there.me(tokens).status == 200)
                let other = try Tokens(try await there.logIn())
                #expect(try await here.me(other).status == 200)
                #expect(try await there.post("/api/logout", bearer: tokens.access).status == 204)
                let delay = try await Nodes.seconds { try await here.me(tokens).code == "token_revoked" }
                _ = try #require(delay, "the token is still good after a second")
                #expect(try await here.refresh(tokens).code == "session_revoked")
                #expect(try await here.me(other).status == 200)
                for server in nodes.servers {
                    let outcome = await server.end(by: SIGTERM)
                    #expect(outcome.status == 0)
                    #expect(!(outcome.output + outcome.error).contains(PostgresCluster.password))
                    #expect(outcome.output.contains("PostgreSQL at 127.0.0.1:"))
                    #expect(!outcome.error.contains(" error "), "\(outcome.error)")
                }
            }
        }

        @Test("refreshes that race on two nodes force nobody to log in again")
        func refreshRace() async throws {
            try await Nodes.with { nodes in
                var tokens = try await nodes.servers[0].signUp()
                for _ in 0..<25 {
                    let current = tokens
                    async let one = nodes.servers[0].refresh(current)
                    async let other = nodes.servers[1].refresh(current)
                    let answers = try await [one, other]
                    #expect(answers.map(\.status) == [200, 200], "\(answers.map(\.text))")
                    let new = try answers.map { try Tokens($0) }
                    #expect(new[0].refresh == new[1].refresh)
                    tokens = new[1]
                }
                #expect(try await nodes.servers[0].me(tokens).status == 200)
            }
        }

        @Test("a key that is rotated beside the nodes is seen by all, and fails no verification")
        func rotation() async throws {
            try await Nodes.with { nodes in
                let (here, there) = (nodes.servers[0], nodes.servers[1])
                let before = try await here.signUp()
                let outcome = try await nodes.run(["key", "rotate", "--now"])
                #expect(outcome.status == 0, "\(outcome.error)")
                let keyID = try #require(outcome.output.split(separator: "\n").last.map(String.init))
                for server in nodes.servers {
                    let delay = try await Nodes.seconds {
                        try await server.get("/.well-known/jwks.json").text.contains(keyID)
                    }
                    _ = try #require(delay, "the key is not published after a second")
                }
                let after = try Tokens(try await there.refresh(before))
                #expect(try UnverifiedJWT(after.access).header.keyID == keyID)
                for server in nodes.servers {
                    #expect(try await server.me(before).status == 200)
                    #expect(try await server.me(after).status == 200)
                }
            }
        }

        @Test("a node that is killed loses nothing that it has answered, and the other goes on")
        func kill() async throws {
            try await Nodes.with { nodes in
                let (victim, other) = (nodes.servers[0], nodes.servers[1])
                let acknowledged = try await withThrowingTaskGroup(of: (String, Tokens)?.self) { group in
                    for number in 0..<30 {
                        group.addTask {
                            (try? await victim.signUp("user\(number)")).map { ("user\(number)", $0) }
                        }
                    }
                    var kept: [(String, Tokens)] = []
                    for try await person in group {
                        if let person { kept.append(person) }
                        guard kept.count == 5 else { continue }
                        victim.program.signal(SIGKILL)
                        // The others would try to reach it for a minute.
                        group.cancelAll()
                    }
                    return kept
                }
                _ = await victim.program.end()
                #expect(acknowledged.count >= 5)
                for (name, tokens) in acknowledged {
                    #expect(try await other.me(tokens).status == 200)
                    #expect(try await other.refresh(tokens).status == 200, "\(name)")
                }
                #expect(try await other.logIn(acknowledged[0].0).status == 200)
                // Whoever comes next takes the place of the one that is gone, or a new one.
                let server = try await Server.start(nodes.folders[0], environment: nodes.environment)
                #expect(try await server.me(acknowledged[0].1).status == 200)
            }
        }

        @Test("two nodes send each mail once")
        func mails() async throws {
            try await Nodes.with(settings: ["LATCHKEY_LIMITS_MAILS_PER_HOUR": "1000"]) { nodes in
                let count = 16
                for number in 0..<count { _ = try await nodes.servers[number % 2].signUp("user\(number)") }
                for number in 0..<count {
                    let login: JSONObject = ["email": .string("user\(number)@example.org")]
                    #expect(
                        try await nodes.servers[number % 2].post("/api/password-reset", login).status < 300
                    )
                }
                func all() throws -> [String] {
                    try nodes.folders.flatMap { folder in
                        let names =
                            (try? FileManager.default.contentsOfDirectory(atPath: folder.data + "/outbox"))
                            ?? []
                        // What is being written has another name until it is whole.
                        return try names.filter { $0.hasSuffix(".eml") }.map {
                            String(decoding: try folder.read("data/outbox/\($0)"), as: UTF8.self)
                        }
                    }
                }
                while try all().count < count { try await Task.sleep(for: .milliseconds(50)) }
                // Longer than a worker looks again.
                try await Task.sleep(for: .seconds(3))
                let recipients = try all().compactMap {
                    $0.firstMatch(of: /To: <?(user\d+)@/).map { String($0.1) }
                }
                #expect(recipients.count == count)
                #expect(Set(recipients).count == count)
            }
        }

        @Test(
            "every command works on the database of the nodes, and none takes its password as an argument"
        )
        func commands() async throws {
            try await Nodes.with(1) { nodes in
                let tokens = try await nodes.servers[0].signUp()
                let listed = try await nodes.run(["account", "list"])
                #expect(listed.status == 0 && listed.output.contains("ada@example.org"), "\(listed.error)")
                let sessions = try await nodes.run(["session", "list", "ada@example.org", "--json"])
                #expect(sessions.output.split(separator: "\n").count == 1)
                #expect(try await nodes.run(["account", "lock", "ada@example.org"]).status == 0)
                let delay = try await Nodes.seconds { try await nodes.servers[0].me(tokens).status == 401 }
                _ = try #require(delay, "the token is still good after a second")
                var audit = try await nodes.run(["audit", "verify"])
                for _ in 0..<50 where !audit.output.contains("0 rows wait") && audit.status != 0 {
                    try await Task.sleep(for: .milliseconds(100))
                    audit = try await nodes.run(["audit", "verify"])
                }
                #expect(audit.status == 0, "\(audit.output)\(audit.error)")
                let shown = try await nodes.run(["serve", "--print-config"])
                #expect(!shown.output.contains(PostgresCluster.password))

                let url = nodes.environment["LATCHKEY_DATABASE"] ?? ""
                let refused = try await Program.run(["account", "list", "--database", url])
                #expect(refused.status == 2)
                #expect(refused.error.contains("LATCHKEY_DATABASE"))
                #expect(!refused.error.contains(PostgresCluster.password))
                let wrong = url.replacing(PostgresCluster.password, with: "another-password")
                let failed = try await Program.run(
                    ["account", "list", "--data", nodes.folders[0].data],
                    environment: ["LATCHKEY_DATABASE": wrong]
                )
                #expect(failed.status == 3)
                #expect(!failed.error.contains("another-password"))
                #expect(failed.error.contains("check user and password"), "\(failed.error)")
            }
        }
    }
}
