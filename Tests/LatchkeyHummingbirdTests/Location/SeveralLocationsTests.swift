import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@Suite("Several places for a token")
struct SeveralLocationsTests {
    private static let all: [TokenLocation] = [
        .bearer, .header("x-access-token"), .cookie("access"), .query(), .json(), .form(),
    ]
    private let bench = LocationBench(locations: all)

    @Test("are all looked at, whichever holds the token [B3] [D6]")
    func each() async throws {
        let token = try TestTokens.sign()
        #expect(try await bench.get() == .nobody)
        #expect(
            try await bench.get("/who", [("Authorization", "Bearer \(token)")])
                == .somebody("header Authorization, scheme bearer")
        )
        #expect(
            try await bench.get("/who", [("x-access-token", token)]) == .somebody("header x-access-token")
        )
        #expect(try await bench.get("/who", [("Cookie", "access=\(token)")]) == .somebody("cookie access"))
        #expect(
            try await bench.get("/who?access_token=\(token)") == .somebody("query parameter access_token")
        )
        let json = try await bench.post(#"{"access_token":"\#(token)"}"#, type: "application/json")
        #expect(json == .somebody("JSON member access_token"))
        let form = try await bench.post("access_token=\(token)", type: "application/x-www-form-urlencoded")
        #expect(form == .somebody("form field access_token"))
    }

    @Test("may hold the same token; the first in the order counts, the body last [B3]")
    func agreement() async throws {
        let token = try TestTokens.sign()
        let fields = [("Cookie", "access=\(token)"), ("x-access-token", token)]
        #expect(
            try await bench.get("/who?access_token=\(token)", fields) == .somebody("header x-access-token")
        )
        let reversed = LocationBench(locations: Self.all.reversed())
        #expect(
            try await reversed.get("/who?access_token=\(token)", fields)
                == .somebody("query parameter access_token")
        )
        let body = try await reversed.post(
            "access_token=\(token)",
            type: "application/x-www-form-urlencoded",
            [("Cookie", "access=\(token)")]
        )
        #expect(body == .somebody("cookie access"))
    }

    @Test("must not hold two different tokens, be both of them good [B3]")
    func contradiction() async throws {
        let (one, other) = (try TestTokens.sign(), try TestTokens.sign(["sub": "mallory"]))
        let bearer = ("Authorization", "Bearer \(one)")
        #expect(try await bench.get("/who", [bearer, ("x-access-token", other)]) == .invalidRequest)
        #expect(try await bench.get("/who", [bearer, ("Cookie", "access=\(other)")]) == .invalidRequest)
        #expect(try await bench.get("/who?access_token=\(other)", [bearer]) == .invalidRequest)
        #expect(try await bench.get("/who?access_token=junk", [bearer]) == .invalidRequest)
        let json = #"{"access_token":"\#(other)"}"#
        #expect(try await bench.post(json, type: "application/json", [bearer]) == .invalidRequest)
        let form = "access_token=\(other)"
        #expect(
            try await bench.post(form, type: "application/x-www-form-urlencoded", [bearer]) == .invalidRequest
        )
    }

    @Test("are compared before any of them is judged")
    func contradictionOfBadTokens() async throws {
        let fields = [("Authorization", "Bearer a.b.c"), ("x-access-token", "a.b.d")]
        #expect(try await bench.get("/who", fields) == .invalidRequest)
        #expect(
            try await bench.get("/who", [("Authorization", "Bearer a.b.c"), ("x-access-token", "a.b.c")])
                == .malformed
        )
    }

    @Test("are of no interest when they are not configured: a foreign cookie contradicts nothing")
    func unconfigured() async throws {
        let bearer = LocationBench(locations: [.bearer])
        let fields = [("Authorization", "Bearer \(try TestTokens.sign())"), ("Cookie", "access=x; access=y")]
        #expect(
            try await bearer.get("/who?access_token=z&access_token=y", fields)
                == .somebody("header Authorization, scheme bearer")
        )
    }

    @Test("keep the answer out of shared caches, which heed Authorization alone (RFC 9111 §3.5)")
    func privateAnswers() async throws {
        let token = try TestTokens.sign()
        let fields: [(HTTPFields, cacheControl: String?)] = [
            ([:], nil), ([.authorization: "Bearer \(token)"], nil),
            ([.cookie: "access=\(token)"], "private"),
            ([try #require(HTTPField.Name("x-access-token")): token], "private"),
        ]
        try await bench.router().test { client async throws in
            for (headers, cacheControl) in fields {
                let answer = try await client.get("/who", headers: headers)
                #expect(answer.headers[.cacheControl] == cacheControl)
            }
        }
    }

    @Test("differ from group to group [B3]")
    func groups() async throws {
        let router = Router(context: TestContext.self)
        let verifier = try TestTokens.verifier()
        router.group("api")
            .add(middleware: TokenAuthenticator(verifier, now: { TestTokens.now }))
            .get { _, context in try context.requireToken().subject }
        router.group("download")
            .add(middleware: TokenAuthenticator(verifier, locations: [.query("t")], now: { TestTokens.now }))
            .get { _, context in try context.requireToken().subject }
        let token = try TestTokens.sign()
        try await router.test { client async throws in
            #expect(try await client.get("/api", headers: .bearer(token)).status == .ok)
            #expect(try await client.get("/api?t=\(token)").status == .unauthorized)
            #expect(try await client.get("/download?t=\(token)").status == .ok)
            #expect(try await client.get("/download", headers: .bearer(token)).status == .unauthorized)
        }
    }
}
