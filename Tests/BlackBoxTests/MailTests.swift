import Foundation
import Glibc
import LatchkeyJOSE
import Testing

extension BlackBox {
    /// The whole way of a mail: out of the program, through a real SMTP server, and its link back.
    @Suite struct MailTests {
        private static let newPassword = "copper heron walks at ten"
        private static let reset = "Choose a new password"
        private static let link = "Sign in to Latchkey"

        private func start(
            _ folder: TemporaryFolder,
            _ mail: MailServer,
            _ settings: [String: String] = [:]
        ) async throws -> Server {
            var environment = [
                "LATCHKEY_MAIL_SMTP": "smtp://127.0.0.1:\(mail.port)",
                "LATCHKEY_MAIL_FROM": "Notes <no-reply@auth.example.org>",
                "LATCHKEY_LIMITS_MAILS_PER_HOUR": "1000000",
                "LATCHKEY_LIMITS_MAILS_PER_RECIPIENT": "1000000",
                "LATCHKEY_LIMITS_MAILS_PER_RECIPIENT_IN_ALL": "1000000",
                "LATCHKEY_MAIL_TIMEOUT": "2s",
            ]
            environment.merge(settings) { _, new in new }
            return try await Server.start(folder, environment: environment)
        }

        /// Sends the same request fifty times at once, and tells the statuses.
        private func fifty(_ server: Server, _ path: String, _ body: JSONObject) async throws -> [Int] {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 { group.addTask { try await server.post(path, body).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        @Test(
            "sign-up, the link in its mail, login; then a reset, each token good once of fifty at once [D4, E2]"
        )
        func verifyAndReset() async throws {
            let folder = try TemporaryFolder()
            let mail = try MailServer()
            let server = try await start(folder, mail, ["LATCHKEY_SIGNUP_VERIFY_EMAIL": "true"])
            let signUp = try await server.post(
                "/api/signup",
                ["email": "ada@example.org", "password": .string(Server.password)]
            )
            #expect(signUp.status == 202)
            #expect(try await server.logIn().status == 401)
            let verify = try await mail.next("Confirm your e-mail address")
            #expect(verify.to == ["ada@example.org"])
            let link = try #require(verify.link)
            // A scanner that follows the link changes nothing.
            for _ in 0..<3 { #expect(try await server.get(link).status == 200) }
            let token = try #require(verify.token)
            let verified = try await fifty(
                server,
                "/api/email-verification/confirm",
                ["token": .string(token), "password": .string(Server.password)]
            )
            #expect(verified.count { $0 == 200 } == 1)
            // Too many passwords at once wait their turn: 429, or 503 while they are hashed.
            #expect(verified.allSatisfy { [200, 400, 409, 429, 503].contains($0) })
            let tokens = try Tokens(try await server.logIn())

            #expect(try await server.post("/api/password-reset", ["email": "ada@example.org"]).status == 202)
            let reset = try #require(try await mail.next(Self.reset).token)
            let body: JSONObject = ["token": .string(reset), "password": .string(Self.newPassword)]
            let resets = try await fifty(server, "/api/password-reset/confirm", body)
            #expect(resets.count { $0 == 204 } == 1)
            #expect(resets.allSatisfy { $0 == 204 || $0 == 400 || $0 == 503 })
            #expect(try await server.me(tokens).code == "token_revoked")
            #expect(try await server.refresh(tokens).status == 401)
            #expect(try await server.logIn().status == 401)
            #expect(try await server.logIn(password: Self.newPassword).status == 200)
            let notice = try await mail.next("Your password was changed")
            #expect(notice.to == ["ada@example.org"])

            let outcome = await server.end(by: SIGTERM)
            #expect(outcome.error.contains("mail sent"))
            for secret in [token, reset, Self.newPassword, Server.password] {
                #expect(!outcome.error.contains(secret) && !outcome.output.contains(secret))
            }
        }

        @Test("a magic link and a code sign in once of fifty at once, for whoever asked [E2]")
        func signIn() async throws {
            let folder = try TemporaryFolder()
            let mail = try MailServer()
            let server = try await start(folder, mail)
            _ = try await server.signUp()
            let asked = try await server.post("/api/login/link", ["email": "ada@example.org"])
            let request = try #require(try asked.json.string("request"))
            let token = try #require(try await mail.next(Self.link).token)
            let links = try await fifty(
                server,
                "/api/login/link/confirm",
                ["token": .string(token), "request": .string(request)]
            )
            #expect(links.count { $0 == 200 } == 1)
            #expect(links.count { $0 == 400 } == 49)
            let codeAsked = try await server.post("/api/login/code", ["email": "ada@example.org"])
            let codeRequest = try #require(try codeAsked.json.string("request"))
            let text = try await mail.next("Your sign-in code").data
            let code = try #require(text.firstMatch(of: #/ {4}(\d{6})/#)).1
            let codes = try await fifty(
                server,
                "/api/login/code/confirm",
                ["code": .string(String(code)), "request": .string(codeRequest)]
            )
            #expect(codes.count { $0 == 200 } == 1)
        }

        @Test(
            "without a mail server mails are files for their owner, and the log names recipient and file only"
        )
        func outbox() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            _ = try await server.signUp()
            _ = try await server.post("/api/password-reset", ["email": "ada@example.org"])
            let outbox = folder.data + "/outbox"
            var found: String?
            for _ in 0..<200 where found == nil {
                try await Task.sleep(for: .milliseconds(50))
                let names = (try? FileManager.default.contentsOfDirectory(atPath: outbox)) ?? []
                found = try names.filter { $0.hasSuffix(".eml") }.first { name in
                    String(decoding: try folder.read("data/outbox/\(name)"), as: UTF8.self)
                        .contains("Subject: \(Self.reset)")
                }
            }
            let name = try #require(found)
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(outbox)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let text = String(decoding: try folder.read("data/outbox/\(name)"), as: UTF8.self)
            let token = try #require(text.firstMatch(of: /token=([A-Za-z0-9_-]+)/)).1
            let outcome = await server.end(by: SIGTERM)
            #expect(outcome.error.contains("recipient=ada@example.org"))
            #expect(outcome.error.contains(name))
            #expect(!outcome.error.contains(token))
        }

        @Test("killed while it sends, it loses no mail; without a kill each goes exactly once [D3]")
        func killed() async throws {
            let folder = try TemporaryFolder()
            let mail = try MailServer(["--delay", "0.05"])
            let people = (0..<30).map { "p\($0)" }
            var server = try await start(folder, mail)
            for name in people { _ = try await server.signUp(name) }
            for round in 0..<3 {
                for name in people {
                    let asked = try await server.post(
                        "/api/password-reset",
                        ["email": .string("\(name)@example.org")]
                    )
                    #expect(asked.status == 202)
                }
                if round < 2 {
                    // At least one is on its way or gone, and the rest waits.
                    _ = try await mail.next(Self.reset)
                    await server.end(by: SIGKILL)
                    server = try await start(folder, mail)
                }
            }
            let expected = people.count * 3
            for _ in 0..<600 where Set(mail.all(Self.reset).map(\.identifier)).count < expected {
                try await Task.sleep(for: .milliseconds(50))
            }
            let all = mail.all(Self.reset)
            #expect(Set(all.map(\.identifier)).count == expected)
            for name in people {
                let own = all.filter { $0.to == ["\(name)@example.org"] }
                #expect(Set(own.map(\.identifier)).count == 3, "\(name)")
            }
            // A kill can double what was on its way, four at a time, and nothing else.
            #expect(all.count - expected <= 8)

            for name in people {
                _ = try await server.post("/api/login/link", ["email": .string("\(name)@example.org")])
            }
            for _ in 0..<600 where Set(mail.all(Self.link).map(\.identifier)).count < people.count {
                try await Task.sleep(for: .milliseconds(50))
            }
            await server.end(by: SIGTERM)
            #expect(mail.all(Self.link).count == people.count)
        }
    }
}
