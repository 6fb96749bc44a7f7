import AsyncHTTPClient
import Foundation
import Glibc
import LatchkeyJOSE
import NIOCore
import NIOHTTP1
import Testing

extension BlackBox {
    @Suite struct SecretsInLogsTests {
        @Test("nothing secret is in any line of the log at any level")
        func nothingSecret() async throws {
            let folder = try TemporaryFolder()
            let secrets = Secrets()
            let trace = ["LATCHKEY_LOG_LEVEL": "trace"]
            let server = try await Server.start(folder, environment: trace)
            try await walkAPI(server, secrets)
            try await walkPages(server, secrets)
            try await walkCommandLine(folder, server, secrets, trace)
            secrets.add(file: try folder.read("data/master.key"))
            let log = await server.end(by: SIGTERM)
            #expect(log.status == 0)
            // A log that says nothing would prove nothing.
            #expect(log.error.contains(" trace ") || log.error.contains(" debug "), "\(log.error)")
            #expect(secrets.found(in: log.output + log.error) == [])
        }

        private func walkAPI(_ server: Server, _ secrets: Secrets) async throws {
            secrets.add(Server.password, Server.wrongPassword)
            let first = try await server.signUp()
            let second = try Tokens(try await server.logIn())
            #expect(try await server.logIn(password: Server.wrongPassword).status == 401)
            #expect(try await server.logIn("nobody", password: "a password of nobody at all").status == 401)
            secrets.add("a password of nobody at all")
            let third = try Tokens(try await server.refresh(second))
            #expect(try Tokens(try await server.refresh(second)).refresh == third.refresh)
            let fourth = try Tokens(try await server.refresh(third))
            #expect(try await server.refresh(second).code == "refresh_reused")
            for tokens in [first, second, third, fourth] {
                secrets.add(tokens.access, tokens.refresh)
                _ = try await server.me(tokens)
                _ = try await server.post("/api/token/check", ["token": .string(tokens.access)])
                _ = try await server.get("/api/me?access_token=\(tokens.access)")
                _ = try await server.post("/api/refresh", ["refresh_token": .string(tokens.refresh + "x")])
                _ = try await server.post("/api/logout?refresh_token=\(tokens.refresh)")
            }
            // Broken on purpose: what cannot be read is what gets logged.
            let broken = first.access.dropLast(3) + "abc"
            secrets.add(String(broken))
            _ = try await server.get("/api/me", bearer: String(broken))
            _ = try await server.post("/api/login", ["login": ["x"], "password": .string(Server.password)])
            _ = try await server.post("/api/signup", ["email": "ada@example.org", "password": "tooshort9?"])
            secrets.add("tooshort9?")
            #expect(
                try await server.post("/api/logout", ["scope": "all"], bearer: first.access).status == 204
            )
        }

        /// Signs in on the pages: form tokens and cookies are secrets, too.
        private func walkPages(_ server: Server, _ secrets: Secrets) async throws {
            let visitor = PageVisitor(server, secrets)
            let isRight = try await visitor.visit { visitor in
                try await visitor.get("/login")
                try await visitor.submit(
                    "/login",
                    ["login": "ada@example.org", "password": Server.wrongPassword]
                )
                try await visitor.submit("/login", ["login": "ada@example.org", "password": Server.password])
                try await visitor.get("/account")
                let isSignedIn = await visitor.status == 200
                try await visitor.submit("/logout", [:])
                return isSignedIn
            }
            #expect(isRight)
        }

        private func walkCommandLine(
            _ folder: TemporaryFolder,
            _ server: Server,
            _ secrets: Secrets,
            _ trace: [String: String]
        ) async throws {
            let password = "imported in the clear 77"
            secrets.add(password)
            let rows =
                #"{"email":"eve@example.org","password":"\#(password)"}"# + "\n"
                + #"{"email":"eve@example.org","password":"\#(password)"}"#
            try folder.write(Data(rows.utf8), to: "users.jsonl")
            let data = ["--data", folder.data]
            for command in [
                ["account", "import", folder.path + "/users.jsonl"] + data, ["key", "rotate"] + data,
                ["account", "lock", "eve@example.org"] + data,
                ["account", "unlock", "eve@example.org"] + data,
                ["session", "list", "ada@example.org"] + data, ["key", "list"] + data,
            ] {
                let run = try await Program.run(command, environment: trace)
                #expect(run.status == (command[1] == "import" ? 1 : 0), "\(run.error)")
                #expect(secrets.found(in: run.output + run.error) == [], "\(command[1])")
            }
            let answer = try await server.logIn("eve", password: password)
            let tokens = try Tokens(answer)
            secrets.add(tokens.access, tokens.refresh)
        }
    }
}
