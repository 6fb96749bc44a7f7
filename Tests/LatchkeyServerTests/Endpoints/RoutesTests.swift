import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct RoutesTests {
    private static let routes: [(path: String, allow: String)] = [
        ("/api/signup", "POST"), ("/api/login", "POST"), ("/api/refresh", "POST"), ("/api/logout", "POST"),
        ("/api/login/second-factor", "POST"), ("/api/me/password", "POST"),
        ("/api/me/reauthenticate", "POST"),
        ("/api/me/factors", "GET, POST, HEAD"), ("/api/me/factors/x", "DELETE"),
        ("/api/me/factors/x/confirm", "POST"), ("/api/me/recovery-codes", "POST"),
        ("/api/me/export", "GET, HEAD"),
        ("/api/password-reset", "POST"), ("/api/password-reset/confirm", "POST"), ("/api/unlock", "POST"),
        ("/api/unlock/confirm", "POST"), ("/api/login/link", "POST"), ("/api/login/link/confirm", "POST"),
        ("/api/login/code", "POST"), ("/api/login/code/confirm", "POST"),
        ("/api/email-verification", "POST"), ("/api/email-verification/confirm", "POST"),
        ("/api/me/email", "POST"), ("/api/email-change/confirm", "POST"),
        ("/api/invitations", "GET, POST, HEAD"),
        ("/api/invitations/019aa000-0000-7000-8000-000000000000", "DELETE"),
        ("/api/invitations/accept", "POST"), ("/api/token/check", "POST"),
        ("/api/me", "GET, PATCH, DELETE, HEAD"),
        ("/api/me/sessions", "GET, HEAD"),
        ("/api/me/sessions/0199a1b2-0000-7000-8000-000000000000", "DELETE"),
        ("/.well-known/jwks.json", "GET, HEAD"), ("/health/live", "GET, HEAD"),
        ("/health/ready", "GET, HEAD"), ("/openapi.json", "GET, HEAD"),
    ]

    private static let unusual =
        [.trace, .connect] + ["PROPFIND", "LOCK", "get", "NONSENSE"].compactMap { HTTPRequest.Method($0) }

    @Test("answers a method that a route does not have with 405 and what it has", arguments: routes)
    func methods(_ path: String, _ allow: String) async throws {
        try await APIFixture.run { fixture in
            let allowed = allow.split(separator: ", ").map(String.init)
            let usual: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options]
            for method in usual + Self.unusual
            where !allowed.contains(method.rawValue) {
                let answer = try await fixture.api.send(method, path)
                try expectProblem(answer, .methodNotAllowed, "method_not_allowed")
                #expect(answer.headers[.allow] == allow)
            }
            if !allowed.contains("HEAD") {
                #expect(try await fixture.api.send(.head, path).status == .methodNotAllowed)
            }
        }
    }

    @Test(
        "answers an unknown route with 404",
        arguments: [
            "/api", "/api/", "/api/nothing", "/api/login/x", "/api/me/x", "/API/login",
            "/api/me/sessions/a/b",
            "/.well-known/", "/.well-known/jwks", "/health", "/oauth/authorize", "/../etc/passwd",
            "/%2e%2e/etc/passwd",
            "/api/%FF", "//api/login/x", "/api/login%00",
        ]
    )
    func unknown(_ path: String) async throws {
        try await APIFixture.run { fixture in
            for method in [.get, .post, .delete] + Self.unusual {
                try expectProblem(try await fixture.api.send(method, path), .notFound, "not_found")
            }
        }
    }

    @Test(
        "answers an unknown route with a page where a page is asked for, and says so with 404",
        arguments: [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true), ("text/html", true),
            ("TEXT/HTML;level=1", true), ("application/json;q=0.5, text/html", true), ("*/*", false),
            ("application/json", false), ("text/html;q=0.5, application/json", false),
            ("text/html;q=0", false), ("application/json, text/html", false), ("text/plain", false),
            ("", false),
        ]
    )
    func unknownPage(_ accept: String, _ isPage: Bool) async throws {
        try await APIFixture.run { fixture in
            let answer = try await fixture.api.get("/nothing", headers: [.accept: accept])
            guard isPage else { return try expectProblem(answer, .notFound, "not_found") }
            #expect(answer.status == .notFound)
            #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(answer.text.contains("There is nothing here"))
            let method = try await fixture.api.get("/logout", headers: [.accept: accept])
            #expect(method.status == .methodNotAllowed)
            #expect(method.headers[.allow] == "POST")
            #expect(method.headers[.contentType] == "text/html; charset=utf-8")
        }
    }

    @Test("answers HEAD as GET without a body")
    func head() async throws {
        try await APIFixture.run { fixture in
            for path in ["/health/live", "/health/ready", "/.well-known/jwks.json"] {
                let get = try await fixture.api.get(path)
                let head = try await fixture.api.send(.head, path)
                #expect(head.status == .ok)
                #expect(head.text.isEmpty)
                #expect(head.headers[.contentType] == get.headers[.contentType])
            }
        }
    }

    @Test("can be mounted at any path of another application [B2]")
    func mounted() async throws {
        try await APIFixture.run { fixture in
            let router = Router(context: BasicTokenRequestContext.self)
            let auth = AuthServer(services: fixture.services, logger: SilentLogHandler.logger)
            router.addRoutes(auth.routes(context: BasicTokenRequestContext.self), atPath: "auth")
            router.get("mine") { _, _ in "mine" }
            try await Application(router: router, logger: SilentLogHandler.logger).test(.router) { client in
                let api = APIClient(client: client)
                let answer = try await api.post(
                    "/auth/api/signup",
                    ["username": "ada", "password": .string(APIFixture.password)]
                )
                #expect(answer.status == .created)
                let access = try APITokens(answer).access
                #expect(try await api.get("/auth/api/me", bearer: access).status == .ok)
                try expectProblem(
                    try await api.get("/auth/api/me"),
                    .unauthorized,
                    "token_missing",
                    challenge: "Bearer"
                )
                #expect(try await api.get("/mine", bearer: "junk").text == "mine")
                #expect(try await api.get("/api/me", bearer: access).status == .notFound)
            }
        }
    }
}
