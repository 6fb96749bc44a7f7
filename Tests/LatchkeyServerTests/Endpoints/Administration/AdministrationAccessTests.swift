import Foundation
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

@Suite("Who may administer", .timeLimit(.minutes(5)))
struct AdministrationAccessTests {
    struct Route: Sendable, CustomStringConvertible {
        let method: HTTPRequest.Method
        let path: String
        let isChange: Bool

        var description: String { "\(method) \(path)" }
    }

    private static let somebody = "0199a1b2-0000-7000-8000-000000000000"

    static let routes = [
        Route(method: .get, path: "/api/accounts", isChange: false),
        Route(method: .post, path: "/api/accounts", isChange: true),
        Route(method: .get, path: "/api/accounts/\(somebody)", isChange: false),
        Route(method: .patch, path: "/api/accounts/\(somebody)", isChange: true),
        Route(method: .delete, path: "/api/accounts/\(somebody)", isChange: true),
        Route(method: .post, path: "/api/accounts/\(somebody)/revoke", isChange: true),
        Route(method: .get, path: "/api/accounts/\(somebody)/export", isChange: true),
        Route(method: .get, path: "/api/accounts/\(somebody)/sessions", isChange: false),
        Route(method: .delete, path: "/api/accounts/\(somebody)/sessions/\(somebody)", isChange: true),
        Route(method: .post, path: "/api/invitations", isChange: true),
        Route(method: .get, path: "/api/keys", isChange: false),
        Route(method: .post, path: "/api/keys", isChange: true),
        Route(method: .post, path: "/api/keys/x/revoke", isChange: true),
        Route(method: .get, path: "/api/audit", isChange: false),
    ]

    private func send(_ fixture: APIFixture, _ route: Route, _ token: String?) async throws -> APIAnswer {
        var headers = HTTPFields().bearing(token)
        if route.isChange { headers[.contentType] = "application/json" }
        return try await fixture.api.send(
            route.method,
            route.path,
            headers: headers,
            body: route.isChange ? Array("{}".utf8) : nil
        )
    }

    @Test("nobody, a person without the role, and one who lost it are refused on every route [E1]")
    func role() async throws {
        try await APIFixture.run { fixture in
            let ada = try await fixture.signUp()
            let former = try await fixture.signedInAdministrator("former")
            let id = try #require(UUIDv7(former.account))
            var change = AccountChange()
            change.roles = []
            try await fixture.services.administration.change(id, change, by: nil)
            let demoted = try APITokens(try await fixture.refresh(former.refresh))
            let deleted = try await fixture.signedInAdministrator("deleted")
            try await fixture.services.administration.delete(#require(UUIDv7(deleted.account)), by: nil)
            let locked = try await fixture.signedInAdministrator("locked")
            try await fixture.services.accounts.lock(#require(UUIDv7(locked.account)))
            for route in Self.routes {
                let none = try await send(fixture, route, nil)
                #expect(none.code == "token_missing", "\(route)")
                for token in [ada.access, demoted.access] {
                    let answer = try await send(fixture, route, token)
                    #expect(answer.status == .forbidden, "\(route)")
                    #expect(answer.code == "insufficient_role", "\(route)")
                }
                for token in [former.access, deleted.access, locked.access] {
                    #expect(try await send(fixture, route, token).code == "token_revoked", "\(route)")
                }
            }
            #expect(try await fixture.audited(.accountCreated).count == 4)
        }
    }

    @Test("the token of an OAuth client does not administer, whomever it speaks for [E1]")
    func client() async throws {
        try await APIFixture.run { fixture in
            _ = try await fixture.signedInAdministrator("boss")
            let signIn = try await fixture.services.login.logIn(
                "boss",
                password: APIFixture.password,
                from: ClientContext(clientID: Self.somebody, address: nil, device: nil)
            )
            #expect(signIn.account.roles == ["admin"])
            for route in Self.routes {
                let answer = try await send(fixture, route, signIn.accessToken.token)
                #expect(answer.status == .forbidden, "\(route)")
                #expect(answer.code == "access_denied", "\(route)")
            }
        }
    }

    @Test("a sign-in that is not fresh reads, and changes nothing [E1]")
    func fresh() async throws {
        try await APIFixture.run { fixture in
            let stale = try await fixture.staleAdministrator()
            for route in Self.routes {
                let answer = try await send(fixture, route, stale.access)
                if route.isChange {
                    #expect(answer.status == .forbidden, "\(route)")
                    #expect(answer.code == "insufficient_user_authentication", "\(route)")
                } else {
                    #expect(answer.status != .forbidden, "\(route)")
                }
            }
        }
    }

    @Test("answers a method that a route does not have with 405 and what it has")
    func methods() async throws {
        try await APIFixture.run { fixture in
            let admin = try await fixture.signedInAdministrator()
            for (path, allow) in [
                ("/api/accounts", "GET, POST, HEAD"),
                ("/api/accounts/\(Self.somebody)", "GET, PATCH, DELETE, HEAD"),
                ("/api/accounts/\(Self.somebody)/revoke", "POST"), ("/api/keys", "GET, POST, HEAD"),
                ("/api/keys/x/revoke", "POST"),
                ("/api/audit", "GET, HEAD"),
            ] {
                let headers = HTTPFields().bearing(admin.access)
                let answer = try await fixture.api.send(.put, path, headers: headers)
                try expectProblem(answer, .methodNotAllowed, "method_not_allowed")
                #expect(answer.headers[.allow] == allow)
            }
        }
    }
}
