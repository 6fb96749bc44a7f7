import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import Testing

@Suite("A token in the query")
struct QueryLocationTests {
    private let bench = LocationBench(locations: [.query("access_token")])

    private func get(_ query: String) async throws -> Found { try await bench.get("/who?\(query)") }

    @Test("is found among other parameters, whatever those hold [B3]")
    func found() async throws {
        let token = try TestTokens.sign()
        let place = Found.somebody("query parameter access_token")
        for query in [
            "access_token=\(token)", "a=1&access_token=\(token)&b=2", "tag=a&tag=b&access_token=\(token)",
            "x=%&access_token=\(token)&y=%ff", "&&access_token=\(token)&", "access%5Ftoken=\(token)",
            "access_token=\(token.replacing(".", with: "%2E"))", "access_token=\(token)#access_token=x",
        ] {
            #expect(try await get(query) == place, "\(query)")
        }
    }

    @Test(
        "is no token under another name",
        arguments: [
            "access_tokens", "Access_Token", "access_toke", "access_token%00", "access_token[]",
            "access%token", "",
        ]
    )
    func name(name: String) async throws {
        #expect(try await get("\(name)=\(try TestTokens.sign())") == .nobody)
    }

    @Test("comes once, however its name is written")
    func twice() async throws {
        let token = try TestTokens.sign()
        #expect(try await get("access_token=\(token)&access_token=\(token)") == .invalidRequest)
        #expect(try await get("access_token=\(token)&access%5ftoken=\(token)") == .invalidRequest)
        #expect(try await get("access_token&access_token=\(token)") == .invalidRequest)
    }

    @Test("is refused when it cannot be decoded strictly")
    func broken() async throws {
        let token = try TestTokens.sign()
        for value in [
            "", "%", "\(token)%", "\(token)%4", "\(token)%zz", "\(token)%00", "\(token)%ff", "\(token)+",
            "+\(token)", "%C3%A9",
        ] {
            #expect(try await get("access_token=\(value)") == .malformed, "\(value)")
        }
        #expect(try await get("access_token") == .malformed)
    }

    @Test("is read from a query of a megabyte, and refused when it is one")
    func megabyte() async throws {
        let token = try TestTokens.sign()
        let padding = String(repeating: "a", count: 1 << 20)
        let parameters = String(repeating: "a=%41&", count: 1 << 17)
        #expect(
            try await get("pad=\(padding)&access_token=\(token)") == .somebody("query parameter access_token")
        )
        #expect(
            try await get("\(parameters)access_token=\(token)") == .somebody("query parameter access_token")
        )
        #expect(try await get("access_token=\(padding)") == .malformed)
        #expect(try await get("\(padding)=1") == .nobody)
    }

    @Test("keeps the answer out of shared caches (RFC 6750 §2.3)")
    func cacheControl() async throws {
        let router = try LocationBench(locations: [.bearer, .query()]).router()
        router.get("own") { _, _ in Response(status: .ok, headers: [.cacheControl: "no-store"]) }
        let token = try TestTokens.sign()
        try await router.test { client async throws in
            #expect(try await client.get("/who?access_token=\(token)").headers[.cacheControl] == "private")
            #expect(try await client.get("/own?access_token=\(token)").headers[.cacheControl] == "no-store")
            #expect(try await client.get("/who", headers: .bearer(token)).headers[.cacheControl] == nil)
        }
    }
}
