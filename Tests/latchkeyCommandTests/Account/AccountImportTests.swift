import Foundation
import Glibc
import LatchkeyJOSE
import Testing

@Suite struct AccountImportTests {
    private static let hash =
        "pbkdf2:sha256:1000$aCK40K6tsNWn7jIc$025143535debf0460f2fe659da31731532fd412fbd2fbd804d1aeceeaef2da2f"
    private static let goodCSV = """
        email,username,name,password_hash,email_verified,roles,created_at\r
        Ada@example.org,ada,"Ada ""L."", Countess",\(hash),t,admin staff,2020-01-02T03:04:05Z\r
        bob@example.org,,,,,,1577934245
        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func latchkey(_ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(arguments, in: folder)
    }

    @Test("CSV becomes accounts, and the export reads back as the same accounts [D3]")
    func roundTrip() throws {
        try folder.write(Self.goodCSV, to: "users.csv")
        let run = try latchkey("account", "import", "users.csv")
        #expect(
            run == Latchkey.Run(status: 0, output: "Imported 2 accounts of 2 rows; 0 refused.\n", error: "")
        )
        let export = try latchkey("account", "export", "--with-password-hashes")
        // In the order of identifiers, and those of one millisecond have none.
        let ada = try JSONObject(json: try #require(export.lines.first { $0.contains("ada@example.org") }))
        #expect(ada["email"] == "ada@example.org")
        #expect(ada["name"] == "Ada \"L.\", Countess")
        #expect(ada["password_hash"] == .string(Self.hash))
        #expect(ada["email_verified"] == true)
        #expect(ada["roles"] == ["admin", "staff"])
        #expect(ada["created_at"] == "2020-01-02T03:04:05Z")

        try folder.write(export.output, to: "copy.jsonl")
        #expect(try latchkey("account", "import", "copy.jsonl", "--data", "other").status == 0)
        let copy = try latchkey("account", "export", "--with-password-hashes", "--data", "other")
        #expect(copy == export)
    }

    @Test("every export of all accounts is on record, and whether it had the hashes [D5]")
    func recorded() throws {
        try folder.write(Self.goodCSV, to: "users.csv")
        _ = try latchkey("account", "import", "users.csv")
        _ = try latchkey("account", "export", "--with-password-hashes")
        _ = try latchkey("account", "export", "--output", "out.jsonl")
        let events = try latchkey("audit", "list", "--kind", "accounts_exported", "--json").lines
            .map { try JSONObject(json: $0) }
        #expect(events.map { $0["reason"] } == [.null, "password_hashes"])
        #expect(events.allSatisfy { $0["actor"] == "command-line" })
    }

    @Test("an export has no hash unless it is asked for, and writes a file for its owner only")
    func export() throws {
        try folder.write(Self.goodCSV, to: "users.csv")
        _ = try latchkey("account", "import", "users.csv")
        let run = try latchkey("account", "export", "--output", "out.jsonl")
        #expect(run == Latchkey.Run(status: 0, output: "", error: ""))
        #expect(try !folder.read("out.jsonl").contains("pbkdf2"))
        #expect(try folder.read("out.jsonl").split(separator: "\n").count == 2)
        #expect(try folder.permissions(of: "out.jsonl") == 0o600)
        expectFailure(
            try latchkey("account", "export", "--output", "out.jsonl"),
            3,
            "out.jsonl exists already. Remove it, or choose another name."
        )
    }

    @Test("refused rows are told by line, column and reason, and make the exit code 1")
    func refusals() throws {
        let lines = [
            #"{"email":"ada@example.org"}"#, "", #"{"email":"ADA@example.org"}"#, #"{"emale":"x"}"#, "[1]",
            #"{"username":"a","username":"b"}"#, #"{"username":7}"#, #"{"username":"c","password_salt":"x"}"#,
            #"{"username":"d","password_hash":"x","password":"y"}"#,
            #"{"username":"e","created_at":"yesterday"}"#,
            #"{"username":"f","password_hash":"$2b$31$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}"#,
        ]
        try folder.write(lines.joined(separator: "\n"), to: "users.jsonl")
        let run = try latchkey("account", "import", "users.jsonl", "--report", "refused.csv", "--json")
        #expect(run.status == 1)
        #expect(run.error == "")
        #expect(run.output == "{\"rows\":10,\"imported\":1,\"refused\":9,\"dry_run\":false}\n")
        let report = """
            line,column,reason
            3,email,belongs to an account already
            4,,has a member of a name that is not known
            5,,is not an object of JSON in UTF-8
            6,,is not an object of JSON in UTF-8
            7,username,is not text
            8,password_salt,has no hash beside it
            9,password,stands beside a hash
            10,created_at,"is no date and time of RFC 3339, nor seconds since 1970"
            11,password_hash,"has no known format, or costs too much"

            """
        #expect(try folder.read("refused.csv") == report)
        #expect(try folder.permissions(of: "refused.csv") == 0o600)
        // Again, without a report: the same rows on standard error.
        let again = try latchkey("account", "import", "users.jsonl")
        #expect(again.status == 1)
        #expect(again.output == "Imported 1 account of 10 rows; 9 refused.\n")
        #expect(again.error.hasPrefix("latchkey: line 3: email belongs to an account already.\n"))
        #expect(again.error.split(separator: "\n").count == 9)
    }

    @Test("faulty CSV is refused row by row, and never shifts into the next row")
    func faultyCSV() throws {
        let rows = [
            "username,name,email_verified", "ada,\"A\"x,", "bob,B\"ob\",", "carl", "dora,D,maybe",
            "erna,E,1,extra",
            "", "fritz,\"F, F\",no", "gerd,G,no",
        ]
        try folder.write([0xEF, 0xBB, 0xBF] + Array(rows.joined(separator: "\r\n").utf8), to: "users.csv")
        let run = try latchkey("account", "import", "users.csv", "--report", "refused.csv")
        #expect(run.output == "Imported 2 accounts of 7 rows; 5 refused.\n")
        let refused = try folder.read("refused.csv").split(separator: "\n").dropFirst()
        #expect(
            refused == [
                "2,,has text behind a closing quote", "3,,has a quote within a field without quotes",
                "4,,does not have as many fields as the header", "5,email_verified,is neither true nor false",
                "6,,does not have as many fields as the header",
            ]
        )
    }

    @Test("a dry run finds the same faults and makes nothing")
    func dryRun() throws {
        try DataFolder.make(in: folder)
        try folder.write("username\nbob\nBob\na b\n", to: "users.csv")
        let run = try latchkey("account", "import", "users.csv", "--dry-run")
        #expect(run.status == 1)
        #expect(run.output == "Would import 1 account of 3 rows; 2 refused.\n")
        #expect(
            run.error == """
                latchkey: line 3: username belongs to an account already.
                latchkey: line 4: username has the wrong form.

                """
        )
        #expect(try latchkey("account", "export").lines.count == 1)
        #expect(
            try latchkey("account", "import", "users.csv").output
                == "Imported 1 account of 3 rows; 2 refused.\n"
        )
    }

    @Test(
        "a file that cannot be read as a whole is refused before anything is made",
        arguments: [
            (
                "users.txt", "username\nada\n", 2,
                "the name users.txt does not tell the format; add --format jsonl or --format csv."
            ),
            ("users.csv", "", 1, "users.csv is empty."),
            ("users.csv", "username,username\n", 1, "users.csv has a column twice."),
        ]
    )
    func unreadable(name: String, content: String, status: Int32, message: String) throws {
        try DataFolder.make(in: folder)
        try folder.write(content, to: name)
        expectFailure(try latchkey("account", "import", name), status, message)
    }

    @Test("a file that is missing, or no file, is told")
    func missing() throws {
        expectFailure(
            try latchkey("account", "import", "users.csv"),
            3,
            "cannot read users.csv: No such file or directory. Check the path and its permissions."
        )
        expectFailure(
            try latchkey("account", "import", "/dev/null", "--format", "csv"),
            3,
            "/dev/null is not a file: it is read twice, so name one on the disk."
        )
        #expect(!folder.exists("data"))
    }

    @Test(
        "an import that is killed goes on where it stopped, and a finished one changes nothing [D3]",
        .timeLimit(.minutes(5))
    )
    func killed() throws {
        let count = 60_000
        let rows = (0..<count).map { "user\($0),\(Self.hash)\n" }.joined()
        // A row that is refused stands before and one behind the kill.
        try folder.write("username,password_hash\n-,\n\(rows)-,\n", to: "users.csv")
        let child = try Latchkey.start(["account", "import", "users.csv"], in: folder)
        let deadline = ContinuousClock.now + .seconds(60)
        while size(of: "data/latchkey.db-wal") < 1 << 20, ContinuousClock.now < deadline { sched_yield() }
        child.signal(SIGKILL)
        #expect(try child.wait().status == 128 + SIGKILL)
        let some = try latchkey("account", "export").lines.count
        #expect((1..<count).contains(some))
        #expect((some + 1) % 1000 == 0, "whole batches: \(some)")

        let run = try latchkey("account", "import", "users.csv", "--report", "refused.csv")
        #expect(run.output == "Imported \(count) accounts of \(count + 2) rows; 2 refused.\n")
        #expect(
            try folder.read("refused.csv") == """
                line,column,reason
                2,username,has the wrong form
                \(count + 3),username,has the wrong form

                """
        )
        let export = try latchkey("account", "export")
        #expect(Set(export.lines).count == count)
        #expect(try latchkey("account", "import", "users.csv").output == run.output)
        #expect(try latchkey("account", "export") == export)
    }

    @Test("a progress bar is drawn on a terminal and nowhere else")
    func progressBar() throws {
        try folder.write("username\n" + (0..<3000).map { "user\($0)\n" }.joined(), to: "users.csv")
        let terminal = try PseudoTerminal()
        let child = try Latchkey.start(
            ["account", "import", "users.csv"],
            in: folder,
            errorTerminal: terminal.child
        )
        let run = Latchkey.Run(try child.wait())
        #expect(run.output == "Imported 3000 accounts of 3000 rows; 0 refused.\n")
        let screen = terminal.shown()
        #expect(screen.contains("] 30 % 1000 accounts, 0 refused"), "\(screen.debugDescription)")
        #expect(screen.hasSuffix("\r\u{1B}[K"))
    }

    private func size(of name: String) -> Int {
        var status = stat()
        return stat(folder.path(of: name), &status) == 0 ? Int(status.st_size) : 0
    }
}
