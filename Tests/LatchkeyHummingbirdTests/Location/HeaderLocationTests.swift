import HTTPTypes
import LatchkeyHummingbird
import Testing

@Suite("A token in a header field")
struct HeaderLocationTests {
    private let plain = LocationBench(locations: [.header("x-access-token")])
    private let schemes = LocationBench(
        locations: [.header("Authorization", scheme: "Token"), .header("authorization", scheme: "JWT")]
    )

    @Test(
        "stands bare in a field of its own, in any case [B3] [D6]",
        arguments: ["x-access-token", "X-Access-Token"]
    )
    func bare(name: String) async throws {
        let found = try await plain.get("/who", [(name, try TestTokens.sign())])
        #expect(found == .somebody("header x-access-token"))
    }

    @Test("is looked for nowhere else [B3] [D6]")
    func elsewhere() async throws {
        let token = try TestTokens.sign()
        for (name, value) in [
            ("Authorization", "Bearer \(token)"), ("Cookie", "x-access-token=\(token)"), ("x-access", token),
        ] {
            #expect(try await plain.get("/who", [(name, value)]) == .nobody)
        }
        #expect(try await plain.get("/who?x-access-token=\(token)") == .nobody)
    }

    @Test("comes without a scheme where none is named [D6]", arguments: ["Bearer ", "JWT ", "\"", " ,"])
    func schemeInBareField(prefix: String) async throws {
        let found = try await plain.get("/who", [("x-access-token", prefix + (try TestTokens.sign()))])
        #expect(found == .malformed)
    }

    @Test("comes once")
    func twice() async throws {
        let token = try TestTokens.sign()
        let field = ("x-access-token", token)
        #expect(try await plain.get("/who", [field, field]) == .malformed)
        #expect(try await plain.get("/who", [("x-access-token", "\(token), \(token)")]) == .malformed)
    }

    @Test("is there when its field is")
    func empty() async throws {
        #expect(try await plain.get("/who", [("x-access-token", "")]) == .malformed)
    }

    @Test("is refused unread over 16 KiB")
    func tooLarge() async throws {
        let value = String(repeating: "a", count: TokenLocation.sizeLimit + 1)
        #expect(try await plain.get("/who", [("x-access-token", value)]) == .malformed)
    }

    @Test("stands behind any scheme that is named, in any case [B3]", arguments: ["Token", "token", "TOKEN"])
    func scheme(scheme: String) async throws {
        let found = try await schemes.get("/who", [("Authorization", "\(scheme) \(try TestTokens.sign())")])
        #expect(found == .somebody("header Authorization, scheme token"))
    }

    @Test("stands behind one of several schemes [B3]")
    func severalSchemes() async throws {
        let token = try TestTokens.sign()
        let found = try await schemes.get("/who", [("Authorization", "JWT \(token)")])
        #expect(found == .somebody("header authorization, scheme jwt"))
        #expect(try await schemes.get("/who", [("Authorization", "Bearer \(token)")]) == .nobody)
        #expect(try await schemes.get("/who", [("Authorization", "JWTX \(token)")]) == .nobody)
        #expect(try await schemes.get("/who", [("Authorization", "Tok")]) == .nobody)
    }

    @Test("does not hide behind its scheme", arguments: ["Token", "Token ", "jwt", "JWT   "])
    func schemeAlone(value: String) async throws {
        #expect(try await schemes.get("/who", [("Authorization", value)]) == .malformed)
    }

    @Test("does not come in two fields of one name, whatever their schemes")
    func twoFields() async throws {
        let token = try TestTokens.sign()
        let fields = [("Authorization", "Token \(token)"), ("Authorization", "Basic YTpi")]
        #expect(try await schemes.get("/who", fields) == .malformed)
        #expect(try await schemes.get("/who", fields.reversed()) == .malformed)
    }
}
