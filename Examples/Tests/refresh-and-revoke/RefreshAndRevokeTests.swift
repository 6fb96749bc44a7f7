import Foundation
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeyTesting
import Testing

@testable import refresh_and_revoke

@Suite("refresh-and-revoke")
struct RefreshAndRevokeTests {
    private struct Tokens: Decodable {
        let access_token: String
        let refresh_token: String?
    }

    /// The application on a clock, and what its clients do.
    private struct Walk: Sendable {
        let client: any TestClientProtocol
        let clock: TestClock

        func login() async throws -> (access: String, refresh: String) {
            let answer = try await client.execute(uri: "/login", method: .post) { $0 }
            let tokens = try JSONDecoder().decode(Tokens.self, from: Data(buffer: answer.body))
            return (tokens.access_token, tokens.refresh_token ?? "")
        }

        /// The new access token, or the status of the refusal.
        func refresh(_ token: String) async throws -> (status: Int, access: String) {
            let answer = try await client.execute(
                uri: "/refresh",
                method: .post,
                headers: [.contentType: "application/json"],
                body: ByteBuffer(string: #"{"refresh_token":"\#(token)"}"#)
            ) { $0 }
            let tokens = try? JSONDecoder().decode(Tokens.self, from: Data(buffer: answer.body))
            return (answer.status.code, tokens?.access_token ?? "")
        }

        func me(_ token: String) async throws -> String {
            let answer = try await client.execute(uri: "/me", token: token)
            return answer.status == .ok ? String(buffer: answer.body) : "\(answer.status.code)"
        }

        func post(_ uri: String, _ token: String) async throws -> Int {
            try await client.execute(uri: uri, method: .post, token: token).status.code
        }
    }

    private func run(
        account: @escaping @Sendable (String) -> Account? = { _ in Account() },
        _ test: @escaping @Sendable (Walk) async throws -> Void
    ) async throws {
        let clock = TestClock()
        try await Application(router: router(find: account, now: clock.now)).test(.router) {
            try await test(Walk(client: $0, clock: clock))
        }
    }

    @Test("a refresh token goes on when the access token is over, and is none itself [B5] [B6]")
    func refreshing() async throws {
        try await run { walk async throws in
            let tokens = try await walk.login()
            #expect(try await walk.me(tokens.access) == "reader")
            #expect(try await walk.me(tokens.refresh) == "401")
            #expect(try await walk.refresh(tokens.access).status == 401)
            walk.clock.advance(by: 901)
            #expect(try await walk.me(tokens.access) == "401")
            let renewed = try await walk.refresh(tokens.refresh)
            #expect(try await walk.me(renewed.access) == "reader")
            walk.clock.advance(by: 30 * 86_400)
            #expect(try await walk.refresh(tokens.refresh).status == 401)
        }
    }

    @Test("a refresh reads the account again: roles change, a closed one gets nothing [B7]")
    func account() async throws {
        let changed = Account(roles: ["writer"])
        try await run(account: { _ in changed }) { walk in
            let renewed = try await walk.refresh(walk.login().refresh)
            #expect(try await walk.me(renewed.access) == "writer")
        }
        for account in [nil, Account(isOpen: false)] {
            try await run(account: { _ in account }) { walk async throws in
                #expect(try await walk.refresh(walk.login().refresh).status == 401)
            }
        }
    }

    @Test("logging out ends one session with all its tokens, or all of them [A9]")
    func revoking() async throws {
        try await run { walk async throws in
            let (one, other) = (try await walk.login(), try await walk.login())
            let renewed = try await walk.refresh(one.refresh).access
            #expect(try await walk.post("/logout", one.access) == 204)
            for token in [one.access, renewed] { #expect(try await walk.me(token) == "401") }
            #expect(try await walk.refresh(one.refresh).status == 401)
            #expect(try await walk.me(other.access) == "reader")

            let third = try await walk.login()
            walk.clock.advance(by: 1)
            #expect(try await walk.post("/logout-everywhere", other.access) == 204)
            for token in [other.access, third.access] { #expect(try await walk.me(token) == "401") }
            #expect(try await walk.refresh(third.refresh).status == 401)
            walk.clock.advance(by: 1)
            #expect(try await walk.me(walk.login().access) == "reader")
        }
    }
}
