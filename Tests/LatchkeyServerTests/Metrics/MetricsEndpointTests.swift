import Foundation
import HTTPTypes
import LatchkeyJOSE
import Testing

@testable import LatchkeyServer

@Suite(.timeLimit(.minutes(5)))
struct MetricsEndpointTests {
    private func metrics(_ fixture: APIFixture, bearer: String? = nil) async throws -> APIAnswer {
        try await fixture.api.get("/metrics", bearer: bearer)
    }

    @Test(
        "counts requests by route and not by path, sign-ins by outcome, refreshes, and tells the state of the server"
    )
    func figures() async throws {
        try await APIFixture.run { fixture in
            let tokens = try await fixture.signUp()
            _ = try await fixture.logIn()
            let wrong = [("login", "ada"), ("password", APIFixture.wrongPassword)]
            #expect(try await fixture.api.post("/api/login", form: wrong).status == .unauthorized)
            #expect(try await fixture.refresh(tokens.refresh).status == .ok)
            #expect(try await fixture.refresh("junk").status == .unauthorized)
            #expect(try await fixture.me(tokens).status == .ok)
            #expect(try await fixture.api.get("/secret-path/ada", bearer: tokens.access).status == .notFound)
            #expect(
                try await fixture.api.delete("/api/me/sessions/\(UUID())", bearer: tokens.access).status
                    == .notFound
            )
            let answer = try await metrics(fixture)
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(answer.headers[.cacheControl] == "no-store")
            let lines = Set(answer.text.split(separator: "\n").map(String.init))
            for line in [
                #"latchkey_http_requests_total{route="/api/login",method="POST",status="200"} 1"#,
                #"latchkey_http_requests_total{route="/api/login",method="POST",status="401"} 1"#,
                #"latchkey_http_requests_total{route="/api/me/sessions/{id}",method="DELETE",status="404"} 1"#,
                #"latchkey_http_requests_total{route="unmatched",method="GET",status="404"} 1"#,
                #"latchkey_http_request_duration_seconds_count{route="/api/login",method="POST"} 2"#,
                #"latchkey_http_in_flight 1"#,
                #"latchkey_logins_total{method="password",outcome="granted"} 1"#,
                #"latchkey_logins_total{method="password",outcome="wrong"} 1"#,
                #"latchkey_logins_total{method="mail",outcome="granted"} 0"#,
                #"latchkey_sessions_refreshes_total{outcome="granted"} 1"#,
                #"latchkey_passwords_queued 0"#, #"latchkey_passwords_wait_seconds_count 3"#,
                #"latchkey_database_waiting 0"#, #"latchkey_mails_oldest_seconds 0"#, #"latchkey_draining 0"#,
            ] {
                let isThere = lines.contains(line)
                #expect(isThere, "\(line)")
            }
            // Nothing that a client chose or was given stands in a label.
            for word in ["ada", "secret-path", tokens.account, tokens.access, "violet"] {
                #expect(!answer.text.contains(word), "\(word)")
            }
            for name in [
                "latchkey_signing_key_age_seconds{", "process_resident_memory_bytes ", "process_open_fds ",
            ] {
                #expect(answer.text.contains("\n" + name), "\(name)")
            }
        }
    }

    @Test("every line is one that Prometheus reads, and no family or sample comes twice")
    func wellFormed() async throws {
        try await APIFixture.run { fixture in
            _ = try await fixture.signUp()
            let text = try await metrics(fixture).text
            #expect(text.hasSuffix("\n"))
            let sample =
                /[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\n"])*",?)+\})? [-+0-9.eInfNa]+/
            var seen: Set<String> = []
            var typed: Set<String> = []
            for line in text.split(separator: "\n") where !line.isEmpty {
                if line.hasPrefix("# TYPE ") {
                    #expect(typed.insert(String(line.split(separator: " ")[2])).inserted, "\(line)")
                } else if !line.hasPrefix("# HELP ") {
                    #expect(line.wholeMatch(of: sample) != nil, "\(line)")
                    let name = line.prefix { $0 != " " }
                    #expect(seen.insert(String(name)).inserted, "\(line)")
                }
            }
        }
    }

    @Test(
        "on a machine of one's own anybody may read; behind a public issuer nobody, unless a token or a listener is set"
    )
    func access() {
        var configuration = ServerConfiguration()
        #expect(MetricsEndpoint.access(besideTheAPI: configuration) == .ownMachine)
        configuration.operation.metricsAddress = ListeningAddress("127.0.0.1:9100")
        #expect(MetricsEndpoint.access(besideTheAPI: configuration) == .nobody)
        configuration.operation.metricsAddress = nil
        configuration.configuredIssuer = "https://id.example"
        #expect(MetricsEndpoint.access(besideTheAPI: configuration) == .nobody)
        configuration.operation.metricsToken = "a token of Prometheus"
        #expect(MetricsEndpoint.access(besideTheAPI: configuration) == .bearer("a token of Prometheus"))
    }

    @Test(
        "on a machine of one's own only its own names lead to the figures, not that of a page elsewhere",
        arguments: [
            ("localhost", true), ("localhost:8080", true), ("127.0.0.1:8080", true), ("[::1]", true),
            ("[::1]:8080", true), ("evil.example", false), ("evil.example:8080", false),
            ("localhost.evil.example", false), ("127.0.0.1.evil.example:80", false), ("", false),
            (nil, false),
        ] as [(String?, Bool)]
    )
    func rebinding(authority: String?, leads: Bool) {
        #expect(MetricsEndpoint.isOwnMachine(authority) == leads)
    }

    @Test("behind a public issuer the route is not there")
    func hidden() async throws {
        try await APIFixture.run(configure: { $0.configuredIssuer = "https://id.example" }) { fixture in
            try expectProblem(try await metrics(fixture), .notFound, "not_found")
        }
    }

    @Test("with metrics.token the token is asked for, and only that one is good")
    func token() async throws {
        let token = "prometheus-reads-here"
        let refused = #"Bearer error="invalid_token""#
        try await APIFixture.run(configure: { $0.operation.metricsToken = token }) { fixture in
            try expectProblem(try await metrics(fixture), .unauthorized, "token_missing", challenge: "Bearer")
            for wrong in ["", "prometheus-reads-herf", token + "x", String(token.dropLast())] {
                try expectProblem(
                    try await metrics(fixture, bearer: wrong),
                    .unauthorized,
                    "token_invalid",
                    challenge: refused
                )
            }
            let account = try await fixture.signUp()
            try expectProblem(
                try await metrics(fixture, bearer: account.access),
                .unauthorized,
                "token_invalid",
                challenge: refused
            )
            #expect(try await metrics(fixture, bearer: token).status == .ok)
        }
    }

    @Test("only GET is there")
    func methods() async throws {
        try await APIFixture.run { fixture in
            let answer = try await fixture.api.post("/metrics", [:])
            try expectProblem(answer, .methodNotAllowed, "method_not_allowed")
            #expect(answer.headers[.allow] == "GET, HEAD")
        }
    }
}
