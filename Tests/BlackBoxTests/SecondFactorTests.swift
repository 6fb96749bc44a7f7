import Foundation
import LatchkeyJOSE
import Testing

extension BlackBox {
    @Suite struct SecondFactorTests {
        @Test(
            "the codes of oathtool confirm a factor and sign in, once each, also after a restart [A1] [E3]",
            .enabled(
                if: FileManager.default.isExecutableFile(atPath: OneTimePassword.oathtool),
                "oathtool is missing"
            )
        )
        func oathtoolCodes() async throws {
            let folder = try TemporaryFolder()
            var server = try await Server.start(folder)
            let ada = try await server.signUp()
            let begun = try await server.post("/api/me/factors", ["name": "oathtool"], bearer: ada.access)
            try #require(begun.status == 201, "\(begun.text)")
            let id = try #require(try begun.json.string("id"))
            let secret = try #require(try begun.json.string("secret"))
            let first = try OneTimePassword.code(secret)
            let confirmed = try await server.post(
                "/api/me/factors/\(id)/confirm",
                ["code": .string(first)],
                bearer: ada.access
            )
            try #require(confirmed.status == 200, "\(confirmed.text)")
            let recovery = try #require(try confirmed.json.strings("recovery_codes"))

            let loginToken = try await Self.loginToken(server)
            let spent = try await Self.confirm(server, loginToken, first)
            #expect(spent.status == 401)
            #expect(spent.code == "invalid_credentials")
            // The code after the one that was spent; half a minute early is early enough.
            let next = try OneTimePassword.code(secret, at: Date() + 30)
            let signedIn = try await Self.confirm(server, loginToken, next)
            try #require(signedIn.status == 200, "\(signedIn.text)")
            let tokens = try Tokens(signedIn)
            let check = try await server.post("/api/token/check", ["token": .string(tokens.access)])
            #expect(try check.json.object("claims")?.strings("amr") == ["pwd", "otp", "mfa"])

            let pending = try await Self.loginToken(server)
            await server.end(by: SIGKILL)
            server = try await Server.start(folder)
            let again = try await Self.confirm(server, pending, next)
            #expect(again.code == "invalid_credentials", "a code is spent durably")
            let recovered = try await Self.confirm(server, pending, recovery[0])
            #expect(recovered.status == 200, "\(recovered.text)")
            let twice = try await Self.confirm(server, try await Self.loginToken(server), recovery[0])
            #expect(twice.code == "invalid_credentials")
        }

        private static func loginToken(_ server: Server) async throws -> String {
            let answer = try await server.logIn()
            try #require(answer.code == "second_factor_required", "\(answer.text)")
            return try #require(try answer.json.string("login_token"))
        }

        private static func confirm(
            _ server: Server,
            _ loginToken: String,
            _ code: String
        ) async throws -> Server.Answer {
            try await server.post(
                "/api/login/second-factor",
                ["login_token": .string(loginToken), "code": .string(code)]
            )
        }
    }
}
