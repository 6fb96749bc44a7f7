import Foundation
import LatchkeyJOSE
import Testing

@Suite struct AuditCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try DataFolder.make(in: folder)
    }

    private func latchkey(_ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(arguments, in: folder)
    }

    /// Runs the server until everything is sealed, and ends it.
    private func seal() throws {
        let server = try RunningServer(in: folder)
        let deadline = ContinuousClock.now + .seconds(60)
        while try JSONObject(json: latchkey("audit", "verify", "--json").output)["unsealed"] != 0 {
            try #require(ContinuousClock.now < deadline)
        }
        server.process.signal(15)
        _ = try server.process.wait()
    }

    /// Changes the database as somebody does who has the file and Python.
    private func tamper(_ sql: String) throws {
        let python = try #require(ForeignTool.named("python3"))
        let script = """
            import sqlite3, sys
            database = sqlite3.connect("data/latchkey.db")
            database.executescript(sys.argv[1])
            database.commit()
            """
        try python.run("-c", script, sql, in: folder)
    }

    @Test("list shows what the command line did as its deed, youngest first, and filters it [D5]")
    func list() throws {
        #expect(try latchkey("account", "lock", "ada@example.org").status == 0)
        #expect(try latchkey("account", "set-roles", "ada@example.org", "admin").status == 0)
        let all = try latchkey("audit", "list", "--json")
        let events = try all.lines.map { try JSONObject(json: $0) }
        #expect(
            events.map { $0["kind"] } == [
                "roles_changed", "sessions_ended", "account_locked", "account_created",
            ]
        )
        #expect(events.allSatisfy { $0["actor"] == "command-line" })
        #expect(events.first?["reason"] == "+admin")
        let some = try latchkey(
            "audit",
            "list",
            "--account",
            "ada@example.org",
            "--kind",
            "account_locked",
            "--since",
            "2020-01-01T00:00:00Z"
        )
        #expect(some.lines.count == 2)
        #expect(some.lines.dropFirst().first?.contains("account_locked") == true)
        #expect(some.lines.last?.contains(" by command-line") == true)
        #expect(try latchkey("audit", "list", "--since", "2999-01-01T00:00:00Z").output == "No events.\n")
        #expect(try latchkey("audit", "list", "--limit", "2", "--json").lines.count == 2)
        for wrong in [["--kind", "x"], ["--since", "today"], ["--limit", "0"]] {
            #expect(try Latchkey.run(["audit", "list"] + wrong, in: folder).status == 2)
        }
    }

    @Test("verify exits 0 while the chains are whole, and 1 at the first broken place [D5]")
    func verify() throws {
        #expect(try latchkey("account", "lock", "ada@example.org").status == 0)
        try seal()
        let whole = try latchkey("audit", "verify")
        #expect(whole.status == 0)
        #expect(whole.lines.first == "The audit log is whole: 3 events sealed, 0 not yet.")
        let anchor = try #require(whole.lines.last?.split(separator: " ").last.map(String.init))
        #expect(try latchkey("audit", "verify", "--anchor", anchor).status == 0)
        let other = anchor.replacing(/:.*$/) { _ in ":99:\(String(repeating: "0", count: 64))" }
        #expect(try latchkey("audit", "verify", "--anchor", other).status == 1)
        #expect(try latchkey("audit", "verify", "--anchor", "x").status == 2)

        try tamper("UPDATE audit_event SET kind = 'account_unlocked' WHERE sequence = 2")
        let broken = try latchkey("audit", "verify")
        #expect(broken.status == 1)
        #expect(broken.output == "")
        let start =
            "latchkey: the audit log is not whole: an event was changed or moved (place 2, event 2, node "
        #expect(broken.error.hasPrefix(start))
        let json = try latchkey("audit", "verify", "--json")
        #expect(json.status == 1)
        let fault = try #require(try JSONObject(json: json.output).object("fault"))
        #expect(fault["code"] == "row_changed")
        #expect(fault["index"] == 2)
    }

    @Test("deleting an account from the command line erases it, and leaves the log whole [D5]")
    func delete() throws {
        try seal()
        #expect(try latchkey("account", "delete", "ada@example.org").status == 2)
        let run = try latchkey("account", "delete", "ada@example.org", "--yes")
        #expect(run.output == "Deleted ada@example.org.\n")
        #expect(try latchkey("account", "show", "ada@example.org").status == 1)
        try seal()
        #expect(try latchkey("audit", "verify").status == 0)
    }

    @Test("set-password takes the password of the policy, and says what is wrong with another")
    func setPassword() throws {
        let command = ["account", "set-password", "ada@example.org", "--password-stdin"]
        let done = try Latchkey.run(command, input: Array("violet otter drums at noon\n".utf8), in: folder)
        #expect(done.output == "ada@example.org has a new password, and is signed out everywhere.\n")
        let events = try latchkey("audit", "list", "--kind", "password_changed", "--json")
        #expect(try JSONObject(json: events.output)["actor"] == "command-line")
        #expect(try Latchkey.run(command, input: Array("short\n".utf8), in: folder).status == 1)
    }

    @Test("export of one account is everything about that person, and is audited")
    func export() throws {
        let run = try latchkey("account", "export", "ada@example.org")
        let data = try JSONObject(json: run.output)
        #expect(try data.object("account")?["email"] == "ada@example.org")
        #expect(!run.output.contains("$argon2id$"))
        let events = try latchkey("audit", "list", "--kind", "personal_data_exported", "--json")
        #expect(try JSONObject(json: events.output)["actor"] == "command-line")
        #expect(try latchkey("account", "export", "ada@example.org", "--with-password-hashes").status == 2)
    }

    @Test("set-roles gives exactly the roles named")
    func setRoles() throws {
        let two = try latchkey("account", "set-roles", "ada@example.org", "staff", "admin", "staff")
        #expect(two.output == "ada@example.org has admin, staff.\n")
        #expect(
            try latchkey("account", "set-roles", "ada@example.org").output == "ada@example.org has no role.\n"
        )
        #expect(try latchkey("account", "set-roles", "ada@example.org", "a b").status == 2)
    }
}
