import AsyncHTTPClient
import Foundation
import Glibc
import LatchkeyJOSE
import NIOCore
import NIOHTTP1
import TestPostgres
import TestRedis
import Testing

extension BlackBox {
    /// Two servers over one PostgreSQL database and one Redis.
    @Suite struct RedisNodesTests {
        private static func settings(_ redis: RedisProcess, _ onFailure: String) -> [String: String] {
            [
                "LATCHKEY_REDIS_URL": redis.url,
                "LATCHKEY_REDIS_ON_FAILURE": onFailure,
                // Only here do clients have addresses of their own.
                "LATCHKEY_PROXIES_TRUSTED": "127.0.0.1",
                "LATCHKEY_LIMITS_LOGIN_FAILURES_PER_MINUTE": "3",
            ]
        }

        /// A wrong password for a name that nobody has, from a client behind the proxy.
        private func fail(_ server: Server, from address: String) async throws -> Server.Answer {
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(server.port)/api/login")
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.headers.add(name: "X-Forwarded-For", value: address)
            let login: JSONObject = [
                "login": .string("\(UUID().uuidString)@example.org"),
                "password": .string(Server.wrongPassword),
            ]
            request.body = .bytes(ByteBuffer(string: login.json()))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
            return Server.Answer(
                status: Int(response.status.code),
                headers: response.headers,
                text: String(buffer: try await response.body.collect(upTo: 1 << 20))
            )
        }

        private func isReady(_ server: Server, as status: String) async throws -> Bool {
            let answer = try await server.get("/health/ready")
            // An answer that says what is wrong has the number of its own status there.
            return (try? answer.json.string("status")) == status
        }

        @Test(
            "limits hold over all nodes, and what one revokes the other refuses at once, with a password for Redis [A9] [B8]"
        )
        func shared() async throws {
            let redis = try RedisProcess(asksForPassword: true)
            try await Nodes.with(settings: Self.settings(redis, "closed")) { nodes in
                let (here, there) = (nodes.servers[0], nodes.servers[1])
                let tokens = try await here.signUp()
                #expect(try await fail(here, from: "192.0.2.1").status == 401)
                #expect(try await fail(there, from: "192.0.2.1").status == 401)
                #expect(try await fail(here, from: "192.0.2.1").status == 401)
                for server in nodes.servers {
                    let refused = try await fail(server, from: "192.0.2.1")
                    #expect(refused.status == 429)
                    #expect(refused.headers.first(name: "Retry-After").flatMap { Int($0) } ?? 0 > 30)
                }
                #expect(try await fail(there, from: "192.0.2.2").status == 401)
                #expect(try await there.post("/api/logout", bearer: tokens.access).status == 204)
                let delay = try await Nodes.seconds { try await here.me(tokens).code == "token_revoked" }
                _ = try #require(delay, "the token is still good after a second")
                let figures = try await here.get("/metrics").text
                #expect(figures.contains("latchkey_redis_up{on_failure=\"closed\"} 1\n"))
                #expect(figures.contains("latchkey_limits_shared_total{decided_by=\"shared\"} "))
                let examined = try await nodes.run(["doctor", "--json"])
                #expect(
                    examined.output.contains("Redis at 127.0.0.1:\(redis.port)/0 answers"),
                    "\(examined.output)"
                )
                let shown = try await nodes.run(["serve", "--print-config"])
                for server in nodes.servers {
                    let outcome = await server.end(by: SIGTERM)
                    #expect(outcome.status == 0)
                    #expect(outcome.error.contains("limits are shared through Redis"), "\(outcome.error)")
                    let said = outcome.output + outcome.error + examined.output + shown.output + shown.error
                    #expect(!said.contains(RedisProcess.password))
                }
            }
        }

        @Test(
            "when Redis is gone, open nodes limit by themselves and closed ones are not ready; both come back [B8]",
            arguments: ["open", "closed"]
        )
        func gone(onFailure: String) async throws {
            let redis = try RedisProcess()
            try await Nodes.with(settings: Self.settings(redis, onFailure)) { nodes in
                let (here, there) = (nodes.servers[0], nodes.servers[1])
                let tokens = try await here.signUp()
                #expect(try await eventually { try await isReady(here, as: "ok") })
                redis.kill()
                if onFailure == "open" {
                    #expect(try await eventually { try await isReady(here, as: "degraded") })
                    for server in nodes.servers {
                        for _ in 0..<3 { #expect(try await fail(server, from: "192.0.2.1").status == 401) }
                        #expect(try await fail(server, from: "192.0.2.1").status == 429)
                    }
                } else {
                    #expect(try await eventually { try await here.get("/health/ready").status == 503 })
                    #expect(try await here.get("/health/ready").text.contains("\"failing\":[\"redis\"]"))
                    let refused = try await fail(here, from: "192.0.2.1")
                    #expect(refused.status == 503)
                    #expect(refused.headers.first(name: "Retry-After") != nil)
                }
                // Whoever is signed in notices nothing, and what is revoked meanwhile is not lost.
                let renewed = try Tokens(try await there.refresh(tokens))
                #expect(try await there.post("/api/logout", bearer: renewed.access).status == 204)
                let delay = try await Nodes.seconds { try await here.me(renewed).code == "token_revoked" }
                _ = try #require(delay, "the token is still good after a second")
                try redis.restart()
                #expect(try await eventually { try await isReady(here, as: "ok") })
                #expect(try await eventually { try await isReady(there, as: "ok") })
                // Counted on one node, refused on the other, as before.
                for _ in 0..<3 { #expect(try await fail(here, from: "192.0.2.9").status == 401) }
                #expect(try await fail(there, from: "192.0.2.9").status == 429)
                for server in nodes.servers {
                    let outcome = await server.end(by: SIGTERM)
                    #expect(outcome.status == 0)
                    #expect(outcome.error.contains("Redis is gone"), "\(outcome.error)")
                    #expect(outcome.error.contains("on_failure=\(onFailure)"), "\(outcome.error)")
                }
            }
        }

        @Test(
            "a command beside the nodes tells them through Redis what it has revoked, and works without Redis [A9] [B8]"
        )
        func commands() async throws {
            let redis = try RedisProcess()
            try await Nodes.with(settings: Self.settings(redis, "open")) { nodes in
                let tokens = try await nodes.servers[0].signUp()
                let listener = try RawConnection(port: redis.port)
                defer { listener.close() }
                await listener.send("SUBSCRIBE latchkey:changes\r\n")
                #expect(await listener.text(through: ":1\r\n").contains("subscribe"))
                // One that changes nothing has nothing to tell.
                #expect(try await nodes.run(["account", "list"]).status == 0)
                #expect(try await nodes.run(["account", "lock", "ada@example.org"]).status == 0)
                let heard = await listener.text(through: "command\r\n")
                #expect(heard.components(separatedBy: "$7\r\nmessage").count == 2, "\(heard)")
                let delay = try await Nodes.seconds {
                    try await nodes.servers[1].me(tokens).code == "token_revoked"
                }
                _ = try #require(delay, "the token is still good after a second")
                redis.kill()
                let unlocked = try await nodes.run(["account", "unlock", "ada@example.org"])
                #expect(unlocked.status == 0, "\(unlocked.error)")
                #expect(unlocked.error == "")
                #expect(try await nodes.servers[1].logIn().status == 200)
            }
        }

        private func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
            let deadline = Date() + 60
            while try await !condition() {
                guard Date() < deadline else { return false }
                try await Task.sleep(for: .milliseconds(20))
            }
            return true
        }
    }
}
