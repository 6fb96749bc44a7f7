import Foundation
import LatchkeyJOSE
import Testing

@Suite struct ClientCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func latchkey(_ arguments: String..., input: String = "") throws -> Latchkey.Run {
        try Latchkey.run(arguments, input: Array(input.utf8), in: folder)
    }

    private func add(_ arguments: String...) throws -> JSONObject {
        let run = try Latchkey.run(["client", "add", "--json"] + arguments, in: folder)
        try #require(run.status == 0, "\(run.error)")
        return try JSONObject(json: run.output)
    }

    @Test("add prints the identifier and, once, the secret")
    func add() throws {
        let run = try latchkey("client", "add", "till", "--grant", "client_credentials", "--scope", "a b")
        #expect(run.status == 0)
        #expect(run.error == "")
        let id = try #require(run.lines.first?.split(separator: " ").last.map(String.init))
        #expect(run.lines.first == "Added till: client_id \(id)")
        #expect(run.lines.last?.wholeMatch(of: /client_secret lkc_[A-Za-z0-9_-]{48}/) != nil)
        let shown = try latchkey("client", "show", id)
        #expect(
            shown.lines.dropFirst().dropLast(2) == [
                "name            till", "authentication  client_secret", "grants          client_credentials",
                "scope           a, b", "audience        the server's own",
            ]
        )
        #expect(!shown.output.contains("lkc_"))
    }

    @Test("--json answers what the HTTP API does")
    func json() throws {
        let made = try add("till", "--audience", "https://shop.example", "--audience", "till")
        #expect(
            made.names == [
                "id", "name", "authentication", "grant_types", "scope", "audience", "created_at",
                "last_used_at", "client_secret",
            ]
        )
        #expect(made["audience"] == ["https://shop.example", "till"])
        let id = try #require(try made.string("id"))
        let listed = try latchkey("client", "list", "--json").lines
        #expect(listed.count == 1)
        #expect(try JSONObject(json: listed[0])["id"] == .string(id))
        #expect(!listed[0].contains("lkc_"))
    }

    @Test("a client with keys or none gets no secret")
    func otherWays() throws {
        _ = try latchkey("key", "generate", "--output", "key.jwk")
        let keys = try latchkey("key", "generate").output
        let refused = try latchkey("client", "add", "signer", "--keys", "-", input: keys)
        #expect(refused.status == 1)
        let app = try add("app", "--public", "--grant", "wechat_mini_program")
        #expect(app["authentication"] == "none")
        #expect(app["client_secret"] == nil)
    }

    @Test("rotate-secret prints a new one, and says until when the old one is good")
    func rotate() throws {
        let made = try add("till")
        let id = try #require(try made.string("id"))
        let run = try latchkey("client", "rotate-secret", id)
        #expect(run.lines.first?.hasPrefix("New secret of till; the one before is accepted until ") == true)
        #expect(run.lines.last?.hasPrefix("client_secret lkc_") == true)
        let strict = try latchkey("client", "rotate-secret", id, "--overlap", "0s")
        #expect(strict.lines.first == "New secret of till; the one before is refused from now on.")
        expectFailure(
            try latchkey("client", "rotate-secret", id, "--overlap", "31d"),
            2,
            "--overlap is 30 days at most. See 'latchkey client rotate-secret --help' for more information."
        )
    }

    @Test("delete deletes, once")
    func delete() throws {
        let id = try #require(try add("till").string("id"))
        #expect(
            try latchkey("client", "delete", id).output
                == "Deleted till: its tokens are refused within a second.\n"
        )
        expectFailure(
            try latchkey("client", "delete", id),
            1,
            "there is no such client. See latchkey client list."
        )
        #expect(try latchkey("client", "list").output == "No clients.\n")
    }

    @Test("what is no client is refused")
    func refused() throws {
        _ = try add("till")
        expectFailure(
            try latchkey("client", "show", "till"),
            1,
            "till is not the identifier of a client. See latchkey client list."
        )
        #expect(try latchkey("client", "add", "x", "--grant", "implicit").status == 2)
        #expect(
            try latchkey("client", "add", "x", "--public", "--grant", "client_credentials").status == 2
        )
        expectFailure(
            try latchkey("client", "add", "x", "--scope", "\""),
            1,
            "a scope is printable ASCII without space, quotation mark and backslash, 64 of them at most."
        )
    }
}
