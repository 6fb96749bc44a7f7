import Foundation
import Glibc
import LatchkeyJOSE
import Testing

extension BlackBox {
    @Suite struct RestartTests {
        @Test("killed between two requests, it finds account, sessions, keys and revocations again [A9] [B7]")
        func kill() async throws {
            let folder = try TemporaryFolder()
            var server = try await Server.start(folder)
            let first = try await server.signUp()
            let other = try Tokens(try await server.logIn())
            let second = try Tokens(try await server.refresh(first))
            let keys = try await server.get("/.well-known/jwks.json").text
            #expect(try await server.post("/api/logout", bearer: other.access).status == 204)
            #expect(await server.end(by: SIGKILL).status == 128 + SIGKILL)

            server = try await Server.start(folder)
            // The very first request: what was logged out before the kill is refused at once.
            #expect(try await server.me(other).code == "token_revoked")
            #expect(try await server.me(second).status == 200)
            #expect(try await server.get("/.well-known/jwks.json").text == keys)
            #expect(try Tokens(try await server.logIn()).account == first.account)
            let again = try Tokens(try await server.refresh(first))
            #expect(again.refresh == second.refresh)
            let third = try Tokens(try await server.refresh(second))
            let keyIDs = try [first, third].map { try UnverifiedJWT($0.access).header.keyID }
            #expect(keyIDs[0] != nil)
            #expect(keyIDs[0] == keyIDs[1])
            #expect(try await server.refresh(other).code == "session_revoked")
        }

        @Test("killed in the middle of many sign-ups, it keeps every one that it has answered")
        func killUnderLoad() async throws {
            let folder = try TemporaryFolder()
            var server = try await Server.start(folder)
            let running = server
            let acknowledged = try await withThrowingTaskGroup(of: String?.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        (try? await running.signUp("user\(number)")).map { _ in "user\(number)" }
                    }
                }
                var names: [String] = []
                for try await name in group {
                    if let name { names.append(name) }
                    if names.count == 5 { running.program.signal(SIGKILL) }
                }
                return names
            }
            _ = await server.program.end()
            #expect(acknowledged.count >= 5)
            server = try await Server.start(folder)
            for name in acknowledged { #expect(try await server.logIn(name).status == 200) }
        }

        @Test("SIGTERM finishes the requests in flight, keeps what they did, and exits 0")
        func terminate() async throws {
            let folder = try TemporaryFolder()
            var server = try await Server.start(folder)
            for number in 0..<30 { _ = try await server.signUp("user\(number)") }
            // Connections that the server has accepted for certain: each has had an answer.
            let connections = try (0..<30).map { _ in try RawConnection(port: server.port) }
            for connection in connections {
                await connection.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(await connection.answer().hasPrefix("HTTP/1.1 200"))
            }
            for (number, connection) in connections.enumerated() {
                let body = "{\"login\":\"user\(number)@example.org\",\"password\":\"\(Server.password)\"}"
                await connection.send(
                    "POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
                )
            }
            // The first answer is there, so hashing goes on for the others.
            var answers = [await connections[0].answer()]
            server.program.signal(SIGTERM)
            for connection in connections.dropFirst() { answers.append(await connection.answer()) }
            for connection in connections { connection.close() }
            let outcome = await server.program.end()
            #expect(outcome.status == 0)
            #expect(outcome.error == "")
            let tokens = answers.compactMap { answer -> String? in
                #expect(answer.hasPrefix("HTTP/1.1 200"))
                return answer.firstMatch(of: /"refresh_token":"(lkr_[^"]+)"/).map { String($0.1) }
            }
            #expect(tokens.count == 30)

            server = try await Server.start(folder)
            for token in tokens {
                let answer = try await server.post("/api/refresh", ["refresh_token": .string(token)])
                #expect(answer.status == 200)
            }
        }
    }
}
