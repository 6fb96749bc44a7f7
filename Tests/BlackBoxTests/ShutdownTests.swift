import Foundation
import Glibc
import LatchkeyJOSE
import NIOHTTP1
import Testing

extension BlackBox {
    /// How a server ends that has work in flight.
    @Suite struct ShutdownTests {
        /// A request in flight whose body does not come, and an answer before it as proof that the server has it.
        private func slowRequest(_ server: Server) async throws -> RawConnection {
            let connection = try RawConnection(port: server.port)
            await connection.send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(await connection.answer().hasPrefix("HTTP/1.1 200"))
            let body = Self.body
            await connection.send(
                "POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body.prefix(10))"
            )
            // The first octets were there before this answer, which comes over another connection.
            for _ in 0..<20 { _ = try await server.get("/health/live") }
            return connection
        }

        private static let body = "{\"login\":\"ada@example.org\",\"password\":\"\(Server.password)\"}"

        @Test("a slow request that is in flight when SIGTERM comes is answered, and the server ends after it")
        func slowRequestEnds() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            _ = try await server.signUp()
            let connection = try await slowRequest(server)
            defer { connection.close() }
            server.program.signal(SIGTERM)
            // The listener goes at once, so that nobody new is kept waiting.
            while let other = try? RawConnection(port: server.port) { other.close() }
            await connection.send(String(Self.body.dropFirst(10)))
            #expect(await connection.answer().hasPrefix("HTTP/1.1 200"))
            #expect(await server.program.end().status == 0)
        }

        @Test(
            "a request that never ends is cut off when shutdown.timeout is over, and nothing acknowledged is lost"
        )
        func bounded() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder, environment: ["LATCHKEY_SHUTDOWN_TIMEOUT": "1s"])
            let tokens = try await server.signUp()
            let connection = try await slowRequest(server)
            defer { connection.close() }
            let start = ContinuousClock.now
            let outcome = await server.end(by: SIGTERM)
            #expect(outcome.status == 0)
            #expect(outcome.error.contains("requests in flight are cut off"))
            #expect(ContinuousClock.now - start < .seconds(20))
            let again = try await Server.start(folder)
            #expect(try await again.refresh(tokens).status == 200)
        }

        @Test("a second SIGTERM ends the server at once, whatever is in flight")
        func secondSignal() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder, environment: ["LATCHKEY_SHUTDOWN_TIMEOUT": "1h"])
            let connection = try await slowRequest(server)
            defer { connection.close() }
            server.program.signal(SIGTERM)
            while let other = try? RawConnection(port: server.port) { other.close() }
            #expect(await server.end(by: SIGTERM).status == 128 + SIGTERM)
        }

        @Test("during shutdown.delay the server is not ready, and answers everything else")
        func delay() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder, environment: ["LATCHKEY_SHUTDOWN_DELAY": "300s"])
            _ = try await server.signUp()
            #expect(try await server.get("/health/ready").status == 200)
            server.program.signal(SIGTERM)
            let deadline = ContinuousClock.now + .seconds(30)
            var ready = try await server.get("/health/ready")
            while ready.status == 200, ContinuousClock.now < deadline {
                ready = try await server.get("/health/ready")
            }
            #expect(ready.status == 503)
            #expect(try ready.json.strings("failing") == ["server"])
            #expect(ready.headers.first(name: "Retry-After") == "5")
            #expect(try await server.get("/health/live").status == 200)
            #expect(try await server.logIn().status == 200)
            #expect(await server.end(by: SIGTERM).status == 128 + SIGTERM)
        }

        @Test("SIGHUP without a certificate changes nothing")
        func hangUp() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            server.program.signal(SIGHUP)
            #expect(try await server.get("/health/ready").status == 200)
            #expect(await server.end(by: SIGTERM).status == 0)
        }
    }
}
