import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import Testing

@Suite("The bearer header")
struct BearerLocationTests {
    private func status(
        _ fields: [(name: HTTPField.Name, value: String)]
    ) async throws -> (status: Int, code: String?) {
        let headers = HTTPFields(fields.map { HTTPField(name: $0.name, value: $0.value) })
        let router = try authenticatedRouter()
        router.get("who") { _, context in context.token == nil ? "nobody" : "somebody" }
        let response = try await Application(router: router).test(.router) {
            try await $0.get("/who", headers: headers)
        }
        return (response.status.code, response.status == .ok ? response.text : try response.code)
    }

    @Test("takes the scheme in any case", arguments: ["Bearer", "bearer", "BEARER", "bEaReR"])
    func schemeCase(scheme: String) async throws {
        let token = try TestTokens.sign()
        #expect(try await status([(.authorization, "\(scheme) \(token)")]) == (200, "somebody"))
    }

    @Test("takes several spaces between scheme and token")
    func severalSpaces() async throws {
        let token = try TestTokens.sign()
        #expect(try await status([(.authorization, "Bearer   \(token)")]) == (200, "somebody"))
    }

    @Test(
        "takes another scheme for no token",
        arguments: ["Basic YTpi", "Bearerish abc", "Bear", "B", "", "DPoP abc", "Negotiate"]
    )
    func otherScheme(value: String) async throws {
        #expect(try await status([(.authorization, value)]) == (200, "nobody"))
    }

    @Test(
        "refuses what is not one token",
        arguments: [
            "Bearer", "Bearer ", "Bearer    ", "Bearer a b", "Bearer a, Bearer b", "Bearer \u{E9}.a.b",
        ]
    )
    func malformed(value: String) async throws {
        #expect(try await status([(.authorization, value)]) == (401, "token_malformed"))
    }

    @Test(
        "refuses a good token with anything behind it",
        arguments: [",", "=", " x", "\tx", ".", "\u{0301}"]
    )
    func trailing(text: String) async throws {
        let token = try TestTokens.sign()
        #expect(try await status([(.authorization, "Bearer \(token)\(text)")]) == (401, "token_malformed"))
    }

    @Test("refuses two Authorization fields, whatever their schemes", arguments: ["Bearer", "Basic"])
    func twoFields(first: String) async throws {
        let token = try TestTokens.sign()
        let both = [(HTTPField.Name.authorization, "\(first) \(token)"), (.authorization, "Bearer \(token)")]
        #expect(try await status(both) == (401, "token_malformed"))
        #expect(try await status(both.reversed()) == (401, "token_malformed"))
    }

    @Test("refuses a token over 16 KiB unread and looks at one of 16 KiB")
    func tooLarge() async throws {
        let token = try TestTokens.sign()
        let padded = try TestTokens.sign([
            "padding": .string(
                String(repeating: "x", count: (TokenLocation.sizeLimit - token.utf8.count) * 3 / 4 - 20)
            )
        ])
        #expect((TokenLocation.sizeLimit - 100...TokenLocation.sizeLimit).contains(padded.utf8.count))
        #expect(try await status([(.authorization, "Bearer \(padded)")]) == (200, "somebody"))
        let long = String(repeating: "a", count: TokenLocation.sizeLimit + 1)
        #expect(try await status([(.authorization, "Bearer \(long)")]) == (401, "token_malformed"))
    }

    @Test("looks nowhere else unless told")
    func elsewhere() async throws {
        let token = try TestTokens.sign()
        let router = try authenticatedRouter()
        router.get("who") { _, context in context.token == nil ? "nobody" : "somebody" }
        try await router.test { client async throws in
            #expect(try await client.get("/who?access_token=\(token)").text == "nobody")
            #expect(
                try await client.get("/who", headers: [.cookie: "access_token=\(token)"]).text == "nobody"
            )
        }
    }
}
