import HTTPTypes
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct CrossOriginTests {
    private static let origin = "https://app.example.org"

    private static func run(
        origins: [String] = [origin],
        _ body: @escaping @Sendable (APIFixture) async throws -> Void
    ) async throws {
        try await APIFixture.run(configure: { $0.corsOrigins = origins }, body)
    }

    private static func permissions(of answer: APIAnswer) -> [String] {
        answer.headers.map(\.name.canonicalName).filter { $0.hasPrefix("access-control-") }.sorted()
    }

    @Test("answers a preflight of a configured origin, to be kept for two hours")
    func preflight() async throws {
        try await Self.run { fixture in
            let answer = try await fixture.api.send(
                .options,
                "/api/login",
                headers: [.origin: Self.origin, .accessControlRequestMethod: "POST"]
            )
            #expect(answer.status == .noContent)
            #expect(answer.headers[.accessControlAllowOrigin] == Self.origin)
            #expect(answer.headers[.accessControlAllowCredentials] == "true")
            #expect(answer.headers[.accessControlAllowHeaders] == "Authorization, Content-Type")
            #expect(answer.headers[.accessControlAllowMethods] == "GET, POST, PATCH, DELETE")
            #expect(answer.headers[.accessControlMaxAge] == "7200")
            #expect(answer.headers[.vary]?.contains("Origin") == true)
        }
    }

    @Test("lets a configured origin read answers and refusals")
    func readable() async throws {
        try await Self.run { fixture in
            for (path, status) in [("/health/live", HTTPResponse.Status.ok), ("/api/me", .unauthorized)] {
                let answer = try await fixture.api.get(path, headers: [.origin: Self.origin])
                #expect(answer.status == status)
                #expect(answer.headers[.accessControlAllowOrigin] == Self.origin)
                #expect(answer.headers[.accessControlAllowCredentials] == "true")
                #expect(answer.headers[.vary] == "Origin")
            }
        }
    }

    @Test(
        "gives other origins no header that lets them",
        arguments: [
            "https://app.example.org.evil.example", "http://app.example.org", "https://app.example.org:444",
            "https://evil.example", "null", "https://APP.example.org", "https://app.example.org/", "*", "",
        ]
    )
    func refused(_ origin: String) async throws {
        try await Self.run { fixture in
            let read = try await fixture.api.get("/health/live", headers: [.origin: origin])
            #expect(Self.permissions(of: read) == [])
            #expect(read.headers[.vary] == "Origin")
            let preflight = try await fixture.api.send(
                .options,
                "/api/login",
                headers: [.origin: origin, .accessControlRequestMethod: "POST"]
            )
            #expect(preflight.status == .methodNotAllowed)
            #expect(Self.permissions(of: preflight) == [])
        }
    }

    @Test("lets nobody in when no origin is configured")
    func none() async throws {
        try await Self.run(origins: []) { fixture in
            let answer = try await fixture.api.get("/health/live", headers: [.origin: Self.origin])
            #expect(Self.permissions(of: answer) == [])
            #expect(answer.headers[.vary] == nil)
        }
    }

    @Test("keeps the pages to this origin, whoever is configured")
    func pages() async throws {
        try await Self.run { fixture in
            let answer = try await fixture.api.get("/login", headers: [.origin: Self.origin])
            #expect(Self.permissions(of: answer) == [])
        }
    }

    @Test("takes the refresh cookie from a page of a configured origin, and from no other [A6]")
    func cookie() async throws {
        try await Self.run { fixture in
            let body: JSONObject = [
                "username": "ada", "password": .string(APIFixture.password), "transport": "cookie",
            ]
            for (origin, status) in [
                (Self.origin, HTTPResponse.Status.created), ("https://evil.example", .forbidden),
            ] {
                let headers: HTTPFields = [.origin: origin, .secFetchSite: "same-site"]
                let answer = try await fixture.api.post("/api/signup", body, headers: headers)
                #expect(answer.status == status)
            }
        }
    }

    @Test("serves the client for front ends to every origin, and its types")
    func client() async throws {
        try await Self.run { fixture in
            let script = try await fixture.api.get("/assets/latchkey.js")
            #expect(script.status == .ok)
            #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
            #expect(script.headers[.accessControlAllowOrigin] == "*")
            #expect(script.headers[.accessControlAllowCredentials] == nil)
            #expect(script.text.contains("export function createClient"))
            let tag = try #require(script.headers[.eTag])
            let again = try await fixture.api.get("/assets/latchkey.js", headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified)
            #expect(
                try await fixture.api.get("/assets/latchkey.d.ts").text.contains("export interface Client")
            )
        }
    }
}

extension HTTPField.Name {
    fileprivate static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
}
