import Hummingbird
import HummingbirdTesting
import LatchkeyTesting
import Testing

@testable import session_strategy

@Suite("session-strategy")
struct SessionStrategyTests {
    private enum Strategy: CaseIterable {
        case tokens, sessions

        func signIns() throws -> SignIns { self == .tokens ? try .tokens() : .sessions() }
    }

    @Test(
        "signs in, opens the same routes and signs out, whatever the strategy [A7] [C3]",
        arguments: Strategy.allCases
    )
    private func walk(strategy: Strategy) async throws {
        try await Application(router: router(strategy.signIns())).test(.router) { client async throws in
            let text = try await client.execute(uri: "/login", method: .post) { String(buffer: $0.body) }
            // A session's text says nothing about whom it names.
            #expect(text.hasPrefix("lks_") == (strategy == .sessions))
            #expect(try await client.execute(uri: "/notes", token: nil).status == .unauthorized)
            let notes = try await client.execute(uri: "/notes", token: text)
            #expect(String(buffer: notes.body) == "Notes of ada")
            #expect(try await client.execute(uri: "/logout", method: .post, token: text).status == .noContent)
            #expect(try await client.execute(uri: "/notes", token: text).status == .unauthorized)
        }
    }

    @Test("a text of one strategy is nothing to the other [C3]")
    func crossed() async throws {
        let jwt = try await SignIns.tokens().start(.init(subject: "ada"))
        let session = try await SignIns.sessions().start(.init(subject: "ada"))
        for (signIns, text) in [(try SignIns.tokens(), session), (SignIns.sessions(), jwt)] {
            try await Application(router: router(signIns)).test(.router) { client async throws in
                let answer = try await client.execute(uri: "/notes", token: text)
                #expect(answer.status == .unauthorized)
            }
        }
    }
}
