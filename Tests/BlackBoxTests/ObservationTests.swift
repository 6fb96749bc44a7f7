import Foundation
import Glibc
import LatchkeyJOSE
import Testing

extension BlackBox {
    /// What the server tells those who watch it.
    @Suite struct ObservationTests {
        private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        private static let traceparent = "00-\(trace)-00f067aa0ba902b7-01"

        private func login(_ server: Server, traceparent: String) async throws {
            let connection = try RawConnection(port: server.port)
            defer { connection.close() }
            let body = "{\"login\":\"ada@example.org\",\"password\":\"\(Server.password)\"}"
            await connection.send(
                "POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "traceparent: \(traceparent)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            #expect(await connection.answer().hasPrefix("HTTP/1.1 200"))
        }

        @Test(
            "a login of a trace is a span of it at the collector, with the hash and the transactions inside"
        )
        func spans() async throws {
            let folder = try TemporaryFolder()
            let collector = try await SpanCollector(folder)
            let server = try await Server.start(
                folder,
                environment: [
                    "LATCHKEY_TRACING_ENDPOINT": "http://127.0.0.1:\(collector.port)/v1/traces",
                    "LATCHKEY_TRACING_PERCENTAGE": "0",
                ]
            )
            _ = try await server.signUp()
            try await login(server, traceparent: Self.traceparent)
            // What is left is sent before the end.
            #expect(await server.end(by: SIGTERM).status == 0)
            let spans = try collector.spans()
            // Nobody asked for a trace of the sign-up, and none is made by chance.
            #expect(Set(spans.map(\.traceID)) == [Self.trace])
            let request = try #require(spans.first { $0.name == "POST /api/login" })
            #expect(request.parent == "00f067aa0ba902b7")
            #expect(request.kind == 2)
            let hash = try #require(spans.first { $0.name == "check password" })
            #expect(hash.parent == request.id)
            let transactions = spans.filter { $0.name == "transaction" }
            #expect(!transactions.isEmpty)
            #expect(transactions.allSatisfy { $0.parent == request.id })
            #expect(spans.allSatisfy { $0.began <= $0.ended })
        }

        @Test("the log as JSON is an object a line, with the identifier of the request and of its trace")
        func jsonLog() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(
                folder,
                environment: ["LATCHKEY_LOG_FORMAT": "json", "LATCHKEY_LOG_LEVEL": "info"]
            )
            _ = try await server.signUp()
            try await login(server, traceparent: Self.traceparent)
            let log = await server.end(by: SIGTERM).error
            let lines = try log.split(separator: "\n").map { try JSONObject(json: String($0)) }
            #expect(!lines.isEmpty)
            for line in lines {
                #expect(line.members.prefix(3).map(\.name) == ["time", "level", "message"])
            }
            let request = try #require(
                try lines.first {
                    try $0.string("route") == "/api/login" && $0.string("message") == "request"
                }
            )
            #expect(try request.string("trace_id") == Self.trace)
            #expect(try request.string("request_id")?.isEmpty == false)
            #expect(try request.string("status") == "200")
        }

        @Test("metrics.listen serves the figures and the health apart, and the API keeps them to itself")
        func metricsListener() async throws {
            let folder = try TemporaryFolder()
            let port = try FreeLoopbackPort.find()
            let server = try await Server.start(
                folder,
                environment: ["LATCHKEY_METRICS_LISTEN": "127.0.0.1:\(port)"]
            )
            _ = try await server.signUp()
            #expect(try await server.get("/metrics").status == 404)
            let apart = try RawConnection(port: port)
            defer { apart.close() }
            await apart.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
            let metrics = await apart.answer()
            #expect(metrics.hasPrefix("HTTP/1.1 200"))
            #expect(
                metrics.contains(
                    "latchkey_http_requests_total{route=\"/api/signup\",method=\"POST\",status=\"201\"} 1\n"
                )
            )
            await apart.send("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(await apart.answer().hasPrefix("HTTP/1.1 200"))
            await apart.send("GET /api/me HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(await apart.answer().hasPrefix("HTTP/1.1 404"))
            // Once the followers have looked, how current the revocations are is known.
            let deadline = ContinuousClock.now + .seconds(30)
            var text = ""
            while !text.contains("\nlatchkey_revocation_staleness_seconds "), ContinuousClock.now < deadline {
                await apart.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                text = await apart.answer()
            }
            #expect(text.contains("\nlatchkey_revocation_staleness_seconds "))
            #expect(await server.end(by: SIGTERM).status == 0)
        }

        @Test("who waits for 100 Continue before the body is not kept waiting")
        func expectation() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            _ = try await server.signUp()
            let connection = try RawConnection(port: server.port)
            defer { connection.close() }
            let body = "{\"login\":\"ada@example.org\",\"password\":\"\(Server.password)\"}"
            await connection.send(
                "POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Expect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            )
            #expect(await connection.firstLine() == "HTTP/1.1 100 Continue")
            await connection.send(body)
            #expect(await connection.answer().contains("HTTP/1.1 200"))
            // Who does not wait gets the one answer all the same.
            await connection.send(
                "POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Expect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            )
            #expect(await connection.answer().contains("HTTP/1.1 200"))
        }
    }
}
