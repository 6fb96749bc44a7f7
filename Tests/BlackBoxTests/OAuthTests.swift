import Foundation
import LatchkeyJOSE
import Testing

extension BlackBox {
    @Suite struct OAuthTests {
        private static func client(
            _ folder: TemporaryFolder,
            _ arguments: String...
        ) async throws -> JSONObject {
            let run = try await Program.run(["client", "add", "--json", "--data", folder.data] + arguments)
            try #require(run.status == 0, "\(run.error)")
            return try JSONObject(json: run.output)
        }

        @Test("a mini program's code signs in: wxapp, as the tutorial calls it, and its whole name [A2]")
        func weChat() async throws {
            let weChat = try await WeChat.start()
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder, environment: weChat.environment)
            let app = try await Self.client(
                folder,
                "mini program",
                "--public",
                "--grant",
                "wechat_mini_program",
                "--grant",
                "refresh_token"
            )
            let id = try #require(try app.string("id"))
            func token(_ type: String, _ code: String) async throws -> Server.Answer {
                try await server.post("/oauth/token", form: "grant_type=\(type)&client_id=\(id)&code=\(code)")
            }
            let first = try await token("wxapp", "ada-1")
            #expect(first.status == 200, "\(first.text)")
            let account = try #require(try first.json.string("account_id"))
            let access = try #require(try first.json.string("access_token"))
            #expect(try await server.get("/api/me", bearer: access).json["id"] == .string(account))
            let second = try await token("wechat_mini_program", "ada-2")
            #expect(try second.json.string("account_id") == account)
            let refresh = try #require(try second.json.string("refresh_token"))
            let form = "grant_type=refresh_token&client_id=\(id)&refresh_token=\(refresh)"
            #expect(try await server.post("/oauth/token", form: form).status == 200)
            for code in ["ada-2", "eve"] {
                let refused = try await token("wxapp", code)
                #expect(refused.status == 400)
                #expect(try refused.json["error"] == "invalid_grant")
            }
            let outcome = await server.end(by: SIGTERM)
            for secret in [WeChat.appSecret, WeChat.sessionKey, access, refresh, "ada-1"] {
                #expect(!outcome.output.contains(secret))
                #expect(!outcome.error.contains(secret))
            }
            try await weChat.stop()
        }

        @Test("a client made beside a running server gets a token, asks about it, and takes it back [A9]")
        func clientCredentials() async throws {
            let folder = try TemporaryFolder()
            let server = try await Server.start(folder)
            let client = try await Self.client(
                folder,
                "till",
                "--grant",
                "client_credentials",
                "--scope",
                "orders:read"
            )
            let id = try #require(try client.string("id"))
            let secret = try #require(try client.string("client_secret"))
            let credentials = "client_id=\(id)&client_secret=\(secret)"
            let granted = try await server.post(
                "/oauth/token",
                form: "grant_type=client_credentials&\(credentials)"
            )
            #expect(granted.status == 200)
            #expect(try granted.json["scope"] == "orders:read")
            let token = try #require(try granted.json.string("access_token"))
            func isActive() async throws -> JSONValue? {
                try await server.post("/oauth/introspect", form: "token=\(token)&\(credentials)").json[
                    "active"
                ]
            }
            #expect(try await isActive() == true)
            let revoked = try await server.post("/oauth/revoke", form: "token=\(token)&\(credentials)")
            #expect(revoked.status == 200)
            #expect(try await isActive() == false)
            let password = try await server.post("/oauth/token", form: "grant_type=password&\(credentials)")
            #expect(try password.json["error"] == "unsupported_grant_type")
        }

        @Test("a grant that is enabled and cannot work refuses to start, naming what is missing")
        func halfConfigured() async throws {
            let folder = try TemporaryFolder()
            let run = try await Program.run(
                Server.arguments(folder),
                environment: [
                    "LATCHKEY_GRANTS_ENABLED": "wechat_mini_program", "LATCHKEY_GRANTS_WECHAT_APP_ID": "wx1",
                ]
            )
            #expect(run.status == 2)
            #expect(run.error.contains("LATCHKEY_GRANTS_WECHAT_APP_SECRET"))
            let other = try await Program.run(
                Server.arguments(folder),
                environment: ["LATCHKEY_GRANTS_ENABLED": "implicit"]
            )
            #expect(other.status == 2)
        }

        @Test("--print-config does not show the AppSecret")
        func printConfig() async throws {
            let folder = try TemporaryFolder()
            let run = try await Program.run(
                Server.arguments(folder) + ["--print-config"],
                environment: ["LATCHKEY_GRANTS_WECHAT_APP_SECRET": WeChat.appSecret]
            )
            #expect(run.status == 0)
            #expect(run.output.contains("# wechatAppSecret: (secret)"))
            #expect(!run.output.contains(WeChat.appSecret))
        }
    }
}
