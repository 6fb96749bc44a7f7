import HTTPTypes
import LatchkeyHummingbird
import LatchkeyJOSE
import Testing

@Suite("A token in a cookie")
struct CookieLocationTests {
    private let bench = LocationBench(locations: [.cookie("access")])

    private func get(_ cookies: String...) async throws -> Found {
        try await bench.get("/who", cookies.map { ("Cookie", $0) })
    }

    @Test("is found among others, in one field or several [B3]")
    func found() async throws {
        let token = try TestTokens.sign()
        let place = Found.somebody("cookie access")
        #expect(try await get("access=\(token)") == place)
        #expect(try await get("a=1; access=\(token); b=2") == place)
        #expect(try await get("a=1;access=\(token);b=2") == place)
        #expect(try await get("a=1;\taccess=\(token)") == place)
        #expect(try await get("a=1", "access=\(token)", "b=\"x") == place)
        #expect(try await get("=;;;access=\(token);;") == place)
    }

    @Test(
        "has exactly the name that is configured",
        arguments: [
            "ACCESS", "access ", "xaccess", "access2", "acces", "%61ccess", "__Host-access", "access\u{301}",
        ]
    )
    func name(name: String) async throws {
        #expect(try await get("\(name)=\(try TestTokens.sign())") == .nobody)
    }

    @Test("is no token when only its name is there")
    func nameOnly() async throws {
        #expect(try await get("access") == .nobody)
        #expect(try await get("access; a=1") == .nobody)
    }

    @Test("comes once: the second may be planted by a sibling domain [B3]")
    func twice() async throws {
        let token = try TestTokens.sign()
        #expect(try await get("access=\(token); access=\(token)") == .invalidRequest)
        #expect(try await get("access=\(token); access=evil") == .invalidRequest)
        #expect(try await get("access=evil; access=\(token)") == .invalidRequest)
        #expect(try await get("access=\(token)", "access=\(token)") == .invalidRequest)
        #expect(try await get("access=; access=\(token)") == .invalidRequest)
    }

    @Test("has no quotes, spaces or escapes (RFC 6265 §4.1.1)")
    func octets() async throws {
        let token = try TestTokens.sign()
        for value in [
            "\"\(token)\"", "\(token) ", " \(token)", "\(token),", "\(token)\\", "%\(token)", "\(token)\t",
            "",
            "\(token)\u{E9}", "\(token)=",
        ] {
            #expect(try await get("access=\(value); a=1") == .malformed, "\(value)")
        }
    }

    @Test("is looked at up to 8 KiB")
    func size() async throws {
        let token = try TestTokens.sign()
        let room = TokenLocation.cookieSizeLimit - token.utf8.count
        let padded = try TestTokens.sign(["x": .string(String(repeating: "x", count: room * 3 / 4 - 20))])
        #expect(
            (TokenLocation.cookieSizeLimit - 100...TokenLocation.cookieSizeLimit).contains(padded.utf8.count)
        )
        #expect(try await get("access=\(padded)") == .somebody("cookie access"))
        let long = String(repeating: "a", count: TokenLocation.cookieSizeLimit + 1)
        #expect(try await get("access=\(long)") == .malformed)
        #expect(try await get("other=\(long); access=\(token)") == .somebody("cookie access"))
    }
}
