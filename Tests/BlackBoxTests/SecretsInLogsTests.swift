import AsyncHTTPClient
import Foundation
import Glibc
import LatchkeyJOSE
import NIOCore
import NIOHTTP1
import Testing

extension BlackBox {
    @Suite struct SecretsInLogsTests {
        private static let newPassword = "copper heron walks at ten"

        @Test("nothing secret is in any line of the log at any level")
        func nothingSecret() async throws {
            let folder = try TemporaryFolder()
            let secrets = Secrets()
            let mail = try MailServer()
            let trace = [
                "LATCHKEY_LOG_LEVEL": "trace", "LATCHKEY_MAIL_SMTP": "smtp://127.0.0.1:\(mail.port)",
                "LATCHKEY_MAIL_FROM": "no-reply@auth.example.org", "LATCHKEY_GRANTS_ENABLED": "password",
            ]
            let server = try await Server.start(folder, environment: trace)
            try await walkAPI(server, secrets)
            try await walkPages(server, secrets)
            try await walkMails(mail, server, secrets)
            try await walkFactors(server, secrets)
            try await walkClients(folder, server, secrets, trace)
            try await walkCommandLine(folder, server, secrets, trace)
            secrets.add(file: try folder.read("data/master.key"))
            let log = await server.end(by: SIGTERM)
            #expect(log.status == 0)
            // A log that says nothing would prove nothing.
            #expect(log.error.contains(" trace ") || log.error.contains(" debug "), "\(log.error)")
            #expect(secrets.found(in: log.output + log.error) == [])
        }

        @Test("no secret of the configuration is in the log, whatever starts and ends")
        func configuration() async throws {
            let folder = try TemporaryFolder()
            let secrets = Secrets()
            let webhook = Data(repeating: 0x6B, count: 24).base64EncodedString()
            secrets.add("a password for mails", "an AppSecret of WeChat", webhook)
            let server = try await Server.start(
                folder,
                environment: [
                    "LATCHKEY_LOG_LEVEL": "trace", "LATCHKEY_MAIL_SMTP": "smtp://127.0.0.1:9",
                    "LATCHKEY_MAIL_USERNAME": "notes", "LATCHKEY_MAIL_PASSWORD": "a password for mails",
                    "LATCHKEY_GRANTS_ENABLED": "wechat_mini_program", "LATCHKEY_GRANTS_WECHAT_APP_ID": "wx1",
                    "LATCHKEY_GRANTS_WECHAT_APP_SECRET": "an AppSecret of WeChat",
                    "LATCHKEY_WEBHOOKS_ENDPOINTS": "http://127.0.0.1:9/hook",
                    "LATCHKEY_WEBHOOKS_SECRETS": "whsec_\(webhook)",
                ]
            )
            _ = try await server.signUp()
            let log = await server.end(by: SIGTERM)
            #expect(log.status == 0)
            #expect(log.error.contains(" trace ") || log.error.contains(" debug "), "\(log.error)")
            #expect(secrets.found(in: log.output + log.error) == [])
            // What a part consists of is nobody's business either: keys are among it.
            #expect(!log.error.contains("formKey") && !log.error.contains("MailConfiguration("))
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

        /// Everything that comes by mail: tokens, codes, the request that goes with them, the new password.
        private func walkMails(_ mail: MailServer, _ server: Server, _ secrets: Secrets) async throws {
            _ = try await server.signUp("grace")
            let asked = try await server.post("/api/login/link", ["email": "grace@example.org"])
            let request = try #require(try asked.json.string("request"))
            let link = try #require(try await mail.next("Sign in to Latchkey").token)
            secrets.add(request, link)
            _ = try await server.get("/login/link?token=\(link)")
            for token in [link + "x", link, link] {
                let body: JSONObject = ["token": .string(token), "request": .string(request)]
                _ = try await server.post("/api/login/link/confirm", body)
            }
            let codeAsked = try await server.post("/api/login/code", ["email": "grace@example.org"])
            let codeRequest = try #require(try codeAsked.json.string("request"))
            let text = try await mail.next("Your sign-in code").data
            let code = String(try #require(text.firstMatch(of: #/ {4}(\d{6})/#)).1)
            secrets.add(codeRequest)
            addCode(code, to: secrets)
            let body: JSONObject = ["code": .string(code), "request": .string(codeRequest)]
            let signedIn = try Tokens(try await server.post("/api/login/code/confirm", body))
            secrets.add(signedIn.access, signedIn.refresh)
            _ = try await server.post("/api/password-reset", ["email": "grace@example.org"])
            let reset = try #require(try await mail.next("Choose a new password").token)
            secrets.add(reset, Self.newPassword)
            for token in [reset + "x", reset, reset] {
                let body: JSONObject = ["token": .string(token), "password": .string(Self.newPassword)]
                _ = try await server.post("/api/password-reset/confirm", body)
            }
            #expect(try await server.logIn("grace", password: Self.newPassword).status == 200)
        }

        /// A secret that an authenticator holds, its codes, recovery codes and login tokens.
        private func walkFactors(_ server: Server, _ secrets: Secrets) async throws {
            let grace = try Tokens(try await server.logIn("grace", password: Self.newPassword))
            secrets.add(grace.access, grace.refresh)
            let begun = try await server.post("/api/me/factors", ["name": "phone"], bearer: grace.access)
            let id = try #require(try begun.json.string("id"))
            let secret = try #require(try begun.json.string("secret"))
            let code = try OneTimePassword.code(secret)
            secrets.add(secret)
            addCode(code, to: secrets)
            let path = "/api/me/factors/\(id)/confirm"
            let confirmed = try await server.post(path, ["code": .string(code)], bearer: grace.access)
            let recovery = try #require(try confirmed.json.strings("recovery_codes"))
            for code in recovery { secrets.add(code) }
            let login = try await server.logIn("grace", password: Self.newPassword)
            let loginToken = try #require(try login.json.string("login_token"))
            secrets.add(loginToken)
            var answers: [Server.Answer] = []
            for code in [code, recovery[0]] {
                let body: JSONObject = ["login_token": .string(loginToken), "code": .string(code)]
                answers.append(try await server.post("/api/login/second-factor", body))
            }
            #expect(answers[0].status == 401)
            let tokens = try Tokens(answers[1])
            secrets.add(tokens.access, tokens.refresh)
        }

        /// Secrets and tokens of OAuth clients, given rightly and wrongly.
        private func walkClients(
            _ folder: TemporaryFolder,
            _ server: Server,
            _ secrets: Secrets,
            _ trace: [String: String]
        ) async throws {
            let add = [
                "client", "add", "till", "--json", "--grant", "client_credentials", "--grant", "password",
            ]
            let run = try await Program.run(add + ["--data", folder.data], environment: trace)
            let client = try JSONObject(json: run.output)
            let id = try #require(try client.string("id"))
            let secret = try #require(try client.string("client_secret"))
            secrets.add(secret, secret + "x")
            #expect(secrets.found(in: run.error) == [])
            let credentials = "client_id=\(id)&client_secret=\(secret)"
            _ = try await server.post("/oauth/token", form: "grant_type=client_credentials&\(credentials)x")
            let grants = [
                "client_credentials", "password&username=ada%40example.org&password=\(Server.password)",
            ]
            for grant in grants {
                let form = "grant_type=\(grant.replacing(" ", with: "+"))&\(credentials)"
                let answer = try await server.post("/oauth/token", form: form).json
                for name in ["access_token", "refresh_token"] {
                    guard case .string(let token)? = answer[name] else { continue }
                    secrets.add(token)
                    _ = try await server.post("/oauth/introspect", form: "token=\(token)&\(credentials)")
                    _ = try await server.post("/oauth/introspect", form: "token=\(token)x&\(credentials)")
                    _ = try await server.post("/oauth/revoke", form: "token=\(token)&\(credentials)")
                }
            }
        }

        /// A code alone is too short: six digits are found in any log. As a log would show it, it is long enough.
        private func addCode(_ code: String, to secrets: Secrets) {
            secrets.add("\"\(code)\"", "code=\(code)", "code: \(code)", "code is \(code)")
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
