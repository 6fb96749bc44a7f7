import Foundation
import Glibc
import LatchkeyJOSE
import Testing

@Suite(.timeLimit(.minutes(5))) struct BackupCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try DataFolder.make(in: folder)
    }

    private func latchkey(_ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(arguments, in: folder)
    }

    private func logins() throws -> [String] {
        try latchkey("account", "list", "--json").lines.compactMap {
            try JSONObject(json: $0).string("email")
        }
    }

    /// Lets the database grow until copying it takes a while.
    private func fatten() throws {
        let script = """
            import os, sqlite3
            database = sqlite3.connect("data/latchkey.db")
            database.execute("CREATE TABLE fat (octets BLOB)")
            for _ in range(120):
                database.execute("INSERT INTO fat VALUES (?)", (os.urandom(1 << 20),))
            database.commit()
            """
        try folder.write(script, to: "fatten.py")
        try #require(ForeignTool.named("python3")).run("fatten.py", in: folder)
    }

    /// Starts a command and kills it as soon as a folder shows that it is copying.
    private func kill(_ arguments: [String], whenThereIs prefix: String, in place: String) throws {
        let child = try Latchkey.start(arguments, in: folder)
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(of: place))
            if names.contains(where: { $0.hasPrefix(prefix) }) { break }
        }
        child.signal(9)
        #expect(try child.wait().status == 128 + 9)
    }

    @Test(
        "copies beside a running server, tells where the master key is not, and comes back after the server has ended"
    )
    func roundTrip() async throws {
        let server = try RunningServer(in: folder)
        let copy = try latchkey("backup", "copy.db")
        #expect(copy.status == 0)
        #expect(copy.output.hasPrefix("Copied ./data/latchkey.db to copy.db ("))
        #expect(copy.output.hasSuffix("The master key is not in it: keep that apart.\n"))
        #expect(try folder.permissions(of: "copy.db") == 0o600)
        let key = try folder.octets("data/master.key")
        #expect(!Data(try folder.octets("copy.db")).contains(Data(key)))
        try DataFolder.make(in: folder, login: "grace@example.org")
        let beside = try latchkey("restore", "copy.db")
        #expect(beside.status == 3)
        #expect(beside.error.contains("is being served by process \(server.process.identifier)"))
        server.process.signal(SIGTERM)
        _ = try server.process.wait()

        let restored = try JSONObject(json: try latchkey("restore", "copy.db", "--json").output)
        #expect(try restored.string("database") == "./data/latchkey.db")
        #expect(try restored.bool("master_key") == true)
        #expect(try logins() == ["ada@example.org"])
        let kept = try #require(try restored.string("kept"))
        #expect(
            try latchkey("account", "list", "--database", "sqlite:\(kept)").output.contains(
                "grace@example.org"
            )
        )
        let again = try RunningServer(in: folder)
        _ = try await again.logIn("ada@example.org")
    }

    @Test("an existing file is left alone; an older copy is replaced with --force, and nothing else")
    func existing() throws {
        try folder.write("letters", to: "copy.db")
        expectFailure(
            try latchkey("backup", "copy.db"),
            3,
            "copy.db exists already and was left alone; choose another name, or --force to replace it."
        )
        expectFailure(
            try latchkey("backup", "copy.db", "--force"),
            3,
            "copy.db is not a Latchkey database and was left alone; choose another path or move the file away."
        )
        #expect(try folder.read("copy.db") == "letters")
        #expect(try latchkey("backup", "other.db").status == 0)
        try FileManager.default.removeItem(atPath: folder.path(of: "copy.db"))
        try FileManager.default.moveItem(
            atPath: folder.path(of: "other.db"),
            toPath: folder.path(of: "copy.db")
        )
        let answer = try JSONObject(json: try latchkey("backup", "copy.db", "--force", "--json").output)
        #expect(try answer.string("file") == "copy.db")
        #expect(try answer.integer("octets") == Int64(folder.octets("copy.db").count))
    }

    @Test(
        "killed in the middle, a copy leaves no file of its name, and the next one leaves nothing else either"
    )
    func killedCopy() throws {
        try fatten()
        try kill(["backup", "copy.db"], whenThereIs: "copy.db.new-", in: ".")
        #expect(!folder.exists("copy.db"))
        #expect(try logins() == ["ada@example.org"])
        #expect(try latchkey("backup", "copy.db").status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["copy.db", "data", "fatten.py"])
    }

    @Test("killed in the middle, a restore leaves the database as it was")
    func killedRestore() async throws {
        try fatten()
        #expect(try latchkey("backup", "copy.db").status == 0)
        try DataFolder.make(in: folder, login: "grace@example.org")
        try kill(["restore", "copy.db"], whenThereIs: "latchkey.db.new-", in: "data")
        #expect(try logins() == ["ada@example.org", "grace@example.org"])
        let server = try RunningServer(in: folder)
        _ = try await server.logIn("grace@example.org")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "data")).filter {
                $0.contains(".new-")
            } == []
        )
    }

    @Test("a copy of another master key is refused, and nothing is changed")
    func otherMasterKey() throws {
        #expect(try latchkey("backup", "copy.db").status == 0)
        let other = try Latchkey.run(
            ["account", "add", "alan@example.org", "--password-stdin", "--data", "other"],
            input: Array("\(DataFolder.password)\n".utf8),
            in: folder
        )
        try #require(other.status == 0)
        let run = try latchkey("restore", "copy.db", "--data", "other")
        expectFailure(
            run,
            1,
            "the copy belongs to another master key than the one that is configured for other. Put the right one in place "
                + "first; nothing was changed."
        )
        #expect(try latchkey("account", "list", "--data", "other").output.contains("alan@example.org"))
    }

    @Test("a copy of an earlier master key that is still there is refused with the step that brings it back")
    func earlierMasterKey() throws {
        #expect(try latchkey("backup", "copy.db").status == 0)
        let rotated = try JSONObject(json: try latchkey("key", "rotate", "--master", "--json").output)
        let kept = try #require(try rotated.string("kept"))
        expectFailure(
            try latchkey("restore", "copy.db"),
            1,
            "the copy belongs to the earlier master key \(kept). Restore it with LATCHKEY_MASTER_KEY_FILE=\(kept) in the "
                + "environment, and put that key in the place of ./data/master.key then, the newer one under another name; "
                + "nothing was changed."
        )
        let environment = ["LATCHKEY_MASTER_KEY_FILE": kept]
        #expect(try Latchkey.run(["restore", "copy.db"], in: folder, environment: environment).status == 0)
        #expect(try Latchkey.run(["key", "list"], in: folder, environment: environment).status == 0)
        try folder.remove(kept)
        #expect(try latchkey("restore", "copy.db").error.contains("belongs to another master key than"))
    }

    @Test("what an earlier restore kept in the same second stays, and the next is kept beside it")
    func sameSecond() throws {
        #expect(try latchkey("backup", "copy.db").status == 0)
        let form = DateFormatter()
        form.locale = Locale(identifier: "en_US_POSIX")
        form.timeZone = TimeZone(identifier: "UTC")
        form.dateFormat = "yyyyMMdd'T'HHmmss'Z'"
        // Whichever of the coming seconds it is; counted from one moment, or a slow machine leaves one out.
        let now = Date()
        for second in 0..<60 {
            let stamp = form.string(from: now + Double(second))
            try folder.write("kept", to: "data/latchkey.db.replaced-\(stamp)")
        }
        let restored = try latchkey("restore", "copy.db", "--json")
        #expect(restored.status == 0, "\(restored.error)")
        let kept = try #require(try JSONObject(json: restored.output).string("kept"))
        #expect(kept.hasSuffix("Z-2"))
        #expect(try folder.read(String(kept.dropLast(2))) == "kept")
        #expect(try latchkey("account", "list", "--database", "sqlite:\(kept)").status == 0)
    }

    @Test("into a new folder it comes without its master key, says so, and makes none")
    func newFolder() throws {
        #expect(try latchkey("backup", "copy.db").status == 0)
        let run = try latchkey("restore", "copy.db", "--data", "new")
        #expect(run.status == 0)
        #expect(
            run.output
                == "Restored new/latchkey.db from copy.db. Put its master key into new/master.key before you start the "
                + "server.\n"
        )
        #expect(!folder.exists("new/master.key"))
        #expect(try latchkey("serve", "--data", "new", "--listen", "127.0.0.1:0").status == 3)
    }

    @Test("what is no backup is refused, whatever is wrong with it")
    func foreign() throws {
        try folder.write("Dear Ada", to: "letters")
        expectFailure(
            try latchkey("restore", "letters"),
            3,
            "letters is not a Latchkey database and was left alone; choose another path or move the file away."
        )
        #expect(try latchkey("restore", "absent").status == 3)
        #expect(try latchkey("backup", "copy.db", "--data", "nowhere").status == 3)
        #expect(try logins() == ["ada@example.org"])
    }
}
