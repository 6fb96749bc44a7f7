import Glibc
import LatchkeyJOSE
import NIOHTTP1
import Testing

extension BlackBox {
    /// Requests that no honest client sends, as octets on a connection.
    @Suite struct BadRequestTests {
        private func exchange(_ server: Server, _ text: String) async throws -> String? {
            let connection = try RawConnection(port: server.port)
            defer { connection.close() }
            await connection.send(text)
            return await connection.answerToTheEnd()
        }

        @Test("a token of 100 KiB in a header is 400, and the connection is closed")
        func hugeHeader() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let token = String(repeating: "A", count: 102_400)
            let answer = try await exchange(
                server,
                "GET /api/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n\r\n"
            )
            #expect(answer?.hasPrefix("HTTP/1.1 400") == true, "\(answer ?? "still open")")
            #expect(try await server.get("/health/live").status == 200)
        }

        @Test("a token of 40 KiB in a header, and one of 100 KiB in a body, are problems")
        func hugeToken() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let header = try await server.get("/api/me", bearer: String(repeating: "A", count: 40_960))
            #expect(header.status == 401)
            #expect(header.code == "token_malformed")
            let large: String = String(repeating: "A", count: 102_400)
            for path in ["/api/token/check", "/api/refresh"] {
                let body = try await server.post(
                    path,
                    ["token": .string(large), "refresh_token": .string(large)]
                )
                #expect(body.status == 413)
                #expect(body.code == "content_too_large")
            }
        }

        @Test("a body of 1 MiB that comes in chunks of unknown number is 413")
        func chunked() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let connection = try RawConnection(port: server.port)
            defer { connection.close() }
            await connection.send(
                "POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n"
            )
            let chunk = "8000\r\n\(String(repeating: " ", count: 32_768))\r\n"
            for _ in 0..<32 { await connection.send(chunk) }
            await connection.send("0\r\n\r\n")
            let answer = await connection.answer()
            #expect(answer.hasPrefix("HTTP/1.1 413"), "\(answer)")
            #expect(answer.contains("\"code\":\"content_too_large\""))
            #expect(try await server.get("/health/live").status == 200)
        }

        @Test(
            "what is no HTTP is refused or hung up on, and the server goes on",
            arguments: [
                "\0\0\0\0\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "hello\r\n\r\n",
                "GET /api/me HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST /api/login HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /api/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
                "GET /api/me HTTP/1.1\r\nHost: a\r\nAuthor\u{E9}: x\r\n\r\n",
                "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{FC}\u{3}\u{3}\r\n\r\n",
            ]
        )
        func noHTTP(_ text: String) async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let answer = try await exchange(server, text)
            let closed = try #require(answer, "the connection stayed open")
            #expect(
                closed.isEmpty || closed.hasPrefix("HTTP/1.1 400") || closed.hasPrefix("HTTP/1.1 505"),
                "\(closed)"
            )
            #expect(try await server.get("/health/live").status == 200)
        }

        @Test("a form that is not framed as HTTP asks is 400 on the pages too, and no error in the log")
        func brokenForm() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            for path in ["/login", "/signup"] {
                let head =
                    "POST \(path) HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n"
                let answer = try await exchange(
                    server,
                    head + "Transfer-Encoding: chunked\r\n\r\nZZZ\r\n"
                )
                #expect(answer?.hasPrefix("HTTP/1.1 400") == true, "\(answer ?? "still open")")
                #expect(answer?.contains("text/html") == true)
                let connection = try RawConnection(port: server.port)
                await connection.send(head + "Content-Length: 100\r\n\r\nlogin=ada")
                connection.close()
            }
            #expect(try await server.get("/health/live").status == 200)
            let outcome = await server.end(by: SIGTERM)
            #expect(!outcome.error.contains("page failed"), "\(outcome.error)")
            #expect(!outcome.error.contains("request failed"), "\(outcome.error)")
        }

        @Test(
            "HTTP/1.1 without one valid Host is 400 (RFC 9112 §3.2)",
            arguments: [
                "GET /health/live HTTP/1.1\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost: a/b\r\n\r\n",
            ]
        )
        func host(_ text: String) async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let answer = try #require(try await exchange(server, text), "the connection stayed open")
            #expect(answer.hasPrefix("HTTP/1.1 400"), "\(answer)")
        }

        @Test(
            "a client that keeps no connection gets its answer and the end of it",
            arguments: [
                "GET /health/live HTTP/1.0\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: te, Close\r\n\r\n",
            ]
        )
        func closing(_ text: String) async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let answer = try #require(try await exchange(server, text), "the connection stayed open")
            #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
        }

        @Test("limits count for the client that a trusted proxy names, whatever the client wrote before it")
        func proxies() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(
                folder,
                environment: [
                    "LATCHKEY_PROXIES_TRUSTED": "127.0.0.0/8", "LATCHKEY_LIMITS_SIGN_UPS_PER_HOUR": "1",
                ]
            )
            func signUp(_ name: String, _ forwarded: String) async throws -> String {
                let body = "username=\(name)&password=violet+otter+drums+at+noon"
                let answer = try await exchange(
                    server,
                    "POST /api/signup HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\nX-Forwarded-For: \(forwarded)\r\n"
                        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
                )
                return String((answer ?? "").prefix(12))
            }
            #expect(try await signUp("ada", "203.0.113.1") == "HTTP/1.1 201")
            #expect(try await signUp("bob", "203.0.113.1") == "HTTP/1.1 429")
            #expect(try await signUp("bob", "198.51.100.9, 203.0.113.1") == "HTTP/1.1 429")
            #expect(try await signUp("bob", "203.0.113.1, 198.51.100.9") == "HTTP/1.1 201")
        }

        @Test("an unknown route is 404 and a wrong method 405, both problems")
        func routes() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let unknown = try await server.get("/api/nothing")
            #expect(unknown.status == 404)
            #expect(unknown.code == "not_found")
            let method = try await server.get("/api/login")
            #expect(method.status == 405)
            #expect(method.headers.first(name: "Allow") == "POST")
        }
    }
}
