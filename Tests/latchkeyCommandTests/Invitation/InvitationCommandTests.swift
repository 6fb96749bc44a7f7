import LatchkeyJOSE
import Testing

@Suite struct InvitationCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try DataFolder.make(in: folder)
    }

    private func latchkey(_ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(arguments, in: folder)
    }

    @Test("list shows what waits, withdraw takes it back, and the log tells of it [E4]")
    func withdraw() throws {
        #expect(try latchkey("invitation", "list").output == "No invitations.\n")
        #expect(try latchkey("account", "invite", "grace@example.org", "--role", "staff").status == 0)
        #expect(try latchkey("account", "invite", "Hedy@Example.org").status == 0)
        let lines = try latchkey("invitation", "list").lines
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("GOOD UNTIL"))
        #expect(lines[1].hasSuffix("staff  grace@example.org"))
        #expect(lines[2].hasSuffix("  hedy@example.org"))
        let listed = try JSONObject(json: try #require(latchkey("invitation", "list", "--json").lines.first))
        #expect(
            listed.names == ["id", "email", "name", "roles", "invited_by", "created_at", "expires_at"]
        )
        #expect(listed["roles"] == ["staff"])
        #expect(listed["invited_by"] == JSONValue.null)
        let run = try latchkey("invitation", "withdraw", "GRACE@example.org")
        #expect(run.output == "The invitation to grace@example.org is void.\n")
        #expect(try latchkey("invitation", "list", "--json").lines.count == 1)
        for email in ["grace@example.org", "nobody@example.org", "hed@example.org"] {
            expectFailure(
                try latchkey("invitation", "withdraw", email),
                1,
                "there is no such invitation. See latchkey invitation list."
            )
        }
        expectFailure(
            try latchkey("invitation", "withdraw", "nope"),
            1,
            "“nope” is no e-mail address. latchkey invitation list shows whom the invitations are for."
        )
        let events = try latchkey("audit", "list", "--kind", "invitation_withdrawn", "--json").lines
        #expect(try events.map { try JSONObject(json: $0)["reason"] } == [listed["id"]])
    }
}
