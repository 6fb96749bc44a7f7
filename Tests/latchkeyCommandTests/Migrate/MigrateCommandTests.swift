import Foundation
import LatchkeyJOSE
import Testing

@Suite struct MigrateCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try DataFolder.make(in: folder)
    }

    private static let source = "sqlite:data/latchkey.db"
    private static let target = "sqlite:copy.db"

    private func migrate(_ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(["migrate"] + arguments, in: folder)
    }

    @Test("prints rows and digests of every table in 80 columns, and the copy serves [D3]")
    func copies() async throws {
        let run = try migrate("--from", Self.source, "--to", Self.target)
        #expect(run.status == 0)
        #expect(run.error == "")
        #expect(run.lines.filter { $0.count > 80 && !$0.hasPrefix("Copied") } == [])
        #expect(run.lines.first == "Table                   Rows  SHA-256 (beginning)")
        let account = try #require(run.lines.first { $0.hasPrefix("account ") })
        #expect(account.wholeMatch(of: /account +1 +[0-9a-f]{24}  same/) != nil)
        let last = try #require(run.lines.last)
        #expect(last.hasPrefix("Copied ") && last.contains(" rows are the same on both sides."))
        #expect(run.lines.count == 29)
        try FileManager.default.removeItem(atPath: folder.path(of: "data/latchkey.db"))
        let server = try RunningServer(in: folder, "--database", Self.target)
        _ = try await server.logIn("ada@example.org")
        let source = try migrate("--from", Self.target, "--to", "sqlite:other.db")
        #expect(source.status == 3)
        #expect(source.error.contains("is being served by process \(server.process.identifier)"))
    }

    @Test("what is left out is the configured database, and a second run changes nothing")
    func configured() throws {
        #expect(try migrate("--to", Self.target).status == 0)
        let again = try migrate("--to", Self.target)
        #expect(again.status == 0)
        #expect(again.lines.last?.hasPrefix("A whole copy was there already; all ") == true)
        #expect(try migrate("--from", Self.target, "--data", "data").status == 0)
    }

    @Test("--json has whole digests of both sides")
    func json() throws {
        let run = try migrate("--to", Self.target, "--json")
        let answer = try JSONObject(json: try #require(run.lines.first))
        #expect(run.lines.count == 1)
        #expect(try answer.bool("equal") == true)
        #expect(try answer.integer("copied") == answer.integer("rows"))
        let text = run.output
        #expect(text.contains(#"{"name":"account","source":{"rows":1,"sha256":""#))
        #expect(text.matches(of: /"sha256":"[0-9a-f]{64}"/).count == 54)
    }

    @Test("--dry-run says what would be copied, and makes nothing")
    func dryRun() throws {
        let run = try migrate("--from", Self.source, "--to", Self.target, "--dry-run")
        #expect(run.status == 0)
        #expect(run.lines.first == "Table                   Rows")
        #expect(run.lines.contains("account                 1"))
        #expect(run.lines.last?.wholeMatch(of: /Would copy \d+ rows; nothing was changed\./) != nil)
        #expect(!folder.exists("copy.db"))
        let json = try migrate("--to", Self.target, "--dry-run", "--json")
        #expect(try JSONObject(json: try #require(json.lines.first)).bool("dry_run") == true)
    }

    @Test("a database with data of its own is left alone, as is one that is not there")
    func refused() throws {
        try DataFolder.make(in: folder, login: "grace@example.org")
        let other = try Latchkey.run(
            ["account", "add", "alan@example.org", "--password-stdin", "--data", "other"],
            input: Array("\(DataFolder.password)\n".utf8),
            in: folder
        )
        try #require(other.status == 0)
        let message =
            "other/latchkey.db has data of its own (in account) and was left alone; name a database that is new."
        for arguments in [[], ["--dry-run"], ["--restart"]] {
            let run = try Latchkey.run(
                ["migrate", "--to", "sqlite:other/latchkey.db"] + arguments,
                in: folder
            )
            expectFailure(run, 3, message)
        }
        expectFailure(
            try migrate("--from", "sqlite:absent.db", "--to", Self.target),
            3,
            "absent.db holds no Latchkey database; check the name."
        )
        #expect(!folder.exists("copy.db"))
    }

    @Test("a copy that has changed since is told apart, with exit code 1")
    func changed() throws {
        #expect(try migrate("--to", Self.target).status == 0)
        try DataFolder.make(in: folder, login: "grace@example.org")
        let run = try migrate("--to", Self.target)
        #expect(run.status == 1)
        let account = try #require(run.lines.first { $0.hasPrefix("account ") })
        #expect(account.wholeMatch(of: /account +2\/1 +[0-9a-f]{11} [0-9a-f]{11} +DIFFERS/) != nil)
        #expect(run.lines.filter { $0.count > 80 } == [])
        #expect(
            run.error.hasPrefix("latchkey: the target holds a copy that differs from the source in account, ")
        )
    }

    @Test("wrong usage is told in one line, and no password is taken as an argument")
    func usage() throws {
        let cases = [
            ([], "Name the database to copy with --from, or the one to fill with --to."),
            (
                ["--to", "copy.db"],
                "--to takes sqlite: and a path, for example sqlite:./data/latchkey.db, or a postgres:// URL."
            ),
            (["--from", Self.source, "--to", Self.source], "--from and --to name the same database."),
            (
                ["--from", "sqlite:a", "--to", "sqlite:b", "--database", "sqlite:c"],
                "--from, --to and --database are one database too many."
            ),
        ]
        for (arguments, message) in cases {
            let run = try Latchkey.run(["migrate"] + arguments, in: folder)
            #expect(run.status == 2)
            #expect(run.error.lowercased().hasPrefix("latchkey: \(message.lowercased())"), "\(run.error)")
        }
        let run = try migrate("--to", "postgres://latchkey:hunter2@db/latchkey")
        #expect(run.status == 2)
        #expect(!run.error.contains("hunter2"))
    }
}
