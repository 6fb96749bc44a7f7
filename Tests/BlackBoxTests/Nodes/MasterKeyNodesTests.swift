import Foundation
import Glibc
import LatchkeyJOSE
import TestPostgres
import Testing

extension BlackBox {
    /// The master key of a PostgreSQL database is exchanged while nodes serve it.
    @Suite(.timeLimit(.minutes(5))) struct MasterKeyNodesTests {
        private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
            let deadline = ContinuousClock.now + .seconds(20)
            while try await !condition() {
                guard ContinuousClock.now < deadline else { return false }
                try await Task.sleep(for: .milliseconds(20))
            }
            return true
        }

        private func enrol(_ server: Server, _ tokens: Tokens) async throws -> Int {
            try await server.post("/api/me/factors", ["name": "phone"], bearer: tokens.access).status
        }

        @Test(
            "nodes take a new master key from the file that is named for it; one without it says so and is not ready [A10] [B8]"
        )
        func exchange() async throws {
            let folder = try TemporaryFolder()
            let next = "\(folder.path)/next"
            try await Nodes.with(settings: ["LATCHKEY_NEXT_MASTER_KEY_FILE": next]) { nodes in
                var before = nodes.environment
                before["LATCHKEY_NEXT_MASTER_KEY_FILE"] = nil
                let left = try await Server.start(folder, environment: before)
                let tokens = try await left.signUp()
                #expect(try await enrol(left, tokens) == 201)
                let run = try await nodes.run(["key", "rotate", "--master", "--to", next])
                #expect(run.status == 0, "\(run.error)")
                #expect(run.output.contains("Encrypted anew: signing keys 1, second factors 1, mails "))
                // It adds nothing that nobody else could open.
                #expect(try await enrol(left, tokens) == 503)
                #expect(try await eventually { try await left.get("/health/ready").status == 503 })
                #expect(try await left.get("/health/ready").text.contains("\"failing\":[\"master_key\"]"))
                #expect(try await left.me(tokens).status == 200)
                let renewed = try Tokens(try await left.refresh(tokens))
                // A key that they have not seen before opens with the new one only.
                let rotated = try await nodes.run(["key", "rotate", "--now"])
                #expect(rotated.status == 0, "\(rotated.error)")
                let keyID = try #require(rotated.output.split(separator: "\n").last.map(String.init))
                for server in nodes.servers {
                    #expect(
                        try await eventually {
                            try await server.get("/.well-known/jwks.json").text.contains(keyID)
                        }
                    )
                    #expect(try await server.get("/health/ready").status == 200)
                    #expect(try await server.me(renewed).status == 200)
                    #expect(try await enrol(server, renewed) == 201)
                }
                let last = try Tokens(try await nodes.servers[0].refresh(renewed))
                #expect(try UnverifiedJWT(last.access).header.keyID == keyID)
                #expect(try await nodes.run(["audit", "verify"]).status == 0)
                let isTold = try await eventually { left.program.hasComplained("does not have the new one") }
                #expect(isTold)
                await left.end(by: SIGTERM)
                for server in nodes.servers {
                    let outcome = await server.end(by: SIGTERM)
                    #expect(outcome.status == 0)
                    #expect(outcome.error.contains("the new master key of the database was taken"))
                }
                let refused = try await Program.run(
                    ["key", "list", "--data", nodes.folders[0].data],
                    environment: before
                )
                #expect(refused.status == 3)
            }
        }
    }
}
