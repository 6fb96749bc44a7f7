import Foundation
import LatchkeyJOSE
import Testing

@Suite struct AccountCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func latchkey(_ arguments: String..., input: String = "") throws -> Latchkey.Run {
        try Latchkey.run(arguments, input: Array(input.utf8), in: folder)
    }

    @Test("add makes the data folder, for its owner alone, and the account in it")
    func add() throws {
        let run = try latchkey(
            "account",
            "add",
            "Ada@Example.org",
            "--role",
            "staff",
            "--role",
            "admin",
            "--password-stdin",
            input: DataFolder.password
        )
        #expect(run.output == "Added ada@example.org with the roles admin, staff.\n")
        #expect(run.error == "")
        #expect(try folder.permissions(of: "data") == 0o700)
        #expect(try folder.permissions(of: "data/latchkey.db") == 0o600)
        #expect(try folder.permissions(of: "data/master.key") == 0o600)
        let shown = try JSONObject(
            json: try #require(try latchkey("account", "show", "ada@example.org", "--json").lines.first)
        )
        #expect(
            shown.names == [
                "id", "email", "username", "name", "email_verified", "roles", "created_at", "locked_at",
            ]
        )
        #expect(shown["email"] == "ada@example.org")
        #expect(shown["roles"] == ["admin", "staff"])
        #expect(shown["locked_at"] == JSONValue.null)
    }

    @Test("invite queues a mail that the server sends, and its link makes the account with the roles")
    func invite() async throws {
        try DataFolder.make(in: folder)
        let run = try latchkey(
            "account",
            "invite",
            "grace@example.org",
            "--role",
            "staff"
        )
        #expect(run.status == 0)
        #expect(
            run.output
                == "An invitation to grace@example.org is in the mail queue.\n"
                + "Its link leads to http://127.0.0.1:8080, which only this machine reaches:\n"
                + "set issuer (LATCHKEY_ISSUER) to the address of the server.\n"
        )
        let server = try RunningServer(in: folder)
        let outbox = folder.path + "/data/outbox"
        let deadline = ContinuousClock.now + .seconds(120)
        var mail: String?
        while mail == nil {
            try #require(ContinuousClock.now < deadline, "no mail")
            try await Task.sleep(for: .milliseconds(50))
            mail = try FileManager.default.contentsOfDirectory(atPath: outbox).first { $0.hasSuffix(".eml") }
        }
        let text = try String(contentsOfFile: "\(outbox)/\(try #require(mail))", encoding: .utf8)
        let token = try #require(text.firstMatch(of: /invitation\?token=([A-Za-z0-9_-]+)/)).1
        let accepted = try await server.post(
            "/api/invitations/accept",
            ["token": .string(String(token)), "password": .string(DataFolder.password)]
        )
        #expect(accepted.status == 201)
        #expect(try accepted.body.object("account")?["roles"] == ["staff"])
        let again = try latchkey("account", "invite", "grace@example.org")
        #expect(again.status == 1)
        #expect(again.error == "latchkey: the e-mail address belongs to an account already.\n")
    }

    @Test(
        "no invitation goes to a mail server with a link to this machine, unless the issuer is said to be there"
    )
    func inviteWithoutIssuer() throws {
        try DataFolder.make(in: folder)
        let mail = ["LATCHKEY_MAIL_SMTP": "smtp://mail.example.org"]
        let arguments = ["account", "invite", "grace@example.org"]
        expectFailure(
            try Latchkey.run(arguments, in: folder, environment: mail),
            2,
            "the link in the mail would lead to http://127.0.0.1:8080, which only this machine reaches. Set issuer to the "
                + "address of the server, in the file for --config or as LATCHKEY_ISSUER."
        )
        #expect(try latchkey("invitation", "list").output == "No invitations.\n")
        let named = mail.merging(["LATCHKEY_ISSUER": "https://id.example.org"]) { $1 }
        let run = try Latchkey.run(arguments, in: folder, environment: named)
        #expect(run.output == "An invitation to grace@example.org is in the mail queue.\n")
    }

    @Test("list keeps each account on a line of its own for programs, however long its address is")
    func listOfLongAddresses() throws {
        let address = String(repeating: "a", count: 64) + "@" + String(repeating: "b", count: 60) + ".example"
        try DataFolder.make(in: folder, login: address)
        let run = try latchkey("account", "list")
        #expect(run.lines.count == 2)
        #expect(run.lines.last?.hasSuffix("  \(address)") == true)
    }

    @Test("a user name is a login too")
    func username() throws {
        try DataFolder.make(in: folder, login: "Bob")
        let run = try latchkey("account", "show", "bob")
        #expect(run.status == 0)
        #expect(run.lines.dropFirst().prefix(2) == ["username  bob", "roles     none"])
    }

    @Test(
        "what cannot be added is refused before anything is made",
        arguments: [
            ("ada@example.org", "short", "the password needs 15 characters at least."),
            (
                "ada@example.org", "correct horse battery staple",
                "the password is one that attackers try first; take another."
            ),
            (
                "ada@example.org", "ada@example.org",
                "the password is one that attackers try first; take another."
            ),
            (
                "ada@example.org", String(repeating: "x1", count: 600),
                "the password has more than 1024 octets."
            ),
            (
                "ada@example.org", "one line\nand another one",
                "standard input holds more than one line; the password is the only one."
            ),
            (
                "ada@", "zebra umbrella 44 quartz",
                "the login name is neither an e-mail address nor a user name of a-z, 0-9, dot, hyphen and underscore."
            ),
            ("ädä", "zebra umbrella 44 quartz", "the login name has characters outside ASCII."),
        ]
    )
    func refused(login: String, password: String, message: String) throws {
        expectFailure(
            try latchkey("account", "add", login, "--password-stdin", input: password + "\n"),
            1,
            message
        )
        #expect(!folder.exists("data"))
    }

    @Test("a password that is not UTF-8 is refused")
    func brokenPassword() throws {
        let octets = Array("zebra umbrella ".utf8) + [0xff, 0xfe]
        let run = try Latchkey.run(["account", "add", "ada", "--password-stdin"], input: octets, in: folder)
        expectFailure(run, 1, "the password is not text in UTF-8.")
    }

    @Test("a name that is taken stays with its owner")
    func taken() throws {
        try DataFolder.make(in: folder)
        try DataFolder.make(in: folder, login: "bob")
        let password = DataFolder.password
        expectFailure(
            try latchkey("account", "add", "ADA@example.org", "--password-stdin", input: password),
            1,
            "the e-mail address belongs to an account already."
        )
        expectFailure(
            try latchkey("account", "add", "BOB", "--password-stdin", input: password),
            1,
            "the user name belongs to an account already."
        )
    }

    @Test("without a terminal the password has to be passed on purpose")
    func noTerminal() throws {
        expectFailure(
            try latchkey("account", "add", "ada"),
            2,
            "standard input is no terminal to ask for a password at; pass --password-stdin and the password there."
        )
    }

    @Test("list shows every account in the order of their making")
    func list() throws {
        try DataFolder.make(in: folder, login: "ada@example.org", role: "admin")
        try DataFolder.make(in: folder, login: "bob")
        let run = try latchkey("account", "list")
        #expect(
            run.lines.map { $0.drop { $0 != " " } } == [
                "                                    STATE  ROLES  LOGIN", "  open   admin  ada@example.org",
                "  open          bob",
            ]
        )
        #expect(run.lines.filter { $0.count > 80 } == [])
        let objects = try latchkey("account", "list", "--json").lines.map { try JSONObject(json: $0) }
        #expect(objects.map { $0["username"] } == [.null, "bob"])
        #expect(try latchkey("account", "list", "--search", "bo", "--json").lines.count == 1)
        #expect(try latchkey("account", "list", "--search", "nobody").output == "No accounts.\n")
    }

    @Test("lock and unlock are told by show")
    func lock() throws {
        try DataFolder.make(in: folder)
        #expect(
            try latchkey("account", "lock", "ada@example.org").output
                == "Locked ada@example.org: it is signed out everywhere.\n"
        )
        #expect(
            try latchkey("account", "show", "ada@example.org").lines.last?.hasPrefix(
                "state    locked since 2"
            ) == true
        )
        #expect(try latchkey("account", "lock", "ada@example.org").status == 0)
        let unlocked = try latchkey("account", "unlock", "ada@example.org", "--json")
        #expect(try JSONObject(json: try #require(unlocked.lines.first))["locked_at"] == JSONValue.null)
        #expect(try latchkey("account", "show", "ada@example.org").lines.last == "state    open")
    }

    @Test(
        "an account that is not there is refused",
        arguments: [
            ["account", "show"], ["account", "lock"], ["account", "unlock"], ["session", "list"],
            ["session", "revoke", "--account"],
        ]
    )
    func unknown(command: [String]) throws {
        try DataFolder.make(in: folder)
        for login in ["nobody@example.org", "nobody", "01a1fe05-a850-7b5c-ae91-7fb574d10602", "ö"] {
            expectFailure(
                try Latchkey.run(command + [login], in: folder),
                1,
                "there is no account \(login). See latchkey account list."
            )
        }
    }

    @Test(
        "only serve and account add make a data folder",
        arguments: [
            ["account", "list"], ["account", "show", "x"], ["account", "lock", "x"],
            ["account", "unlock", "x"],
            ["session", "list", "x"], ["session", "revoke", "--account", "x"], ["key", "list"],
            ["key", "rotate"],
            ["key", "public"],
        ]
    )
    func noFolder(command: [String]) throws {
        expectFailure(
            try Latchkey.run(command, in: folder),
            3,
            "there is no database ./data/latchkey.db. Name the folder with --data, or make one with latchkey serve or "
                + "latchkey account add."
        )
        #expect(!folder.exists("data"))
    }

    @Test("a folder that cannot be made, and a database that is none, are one line each")
    func environment() throws {
        try folder.write("not a database, but long enough to be looked at", to: "file")
        let add = ["account", "add", "ada", "--password-stdin", "--data"]
        expectFailure(
            try Latchkey.run(add + ["file/data"], input: Array(DataFolder.password.utf8), in: folder),
            3,
            "cannot make the folder file/data: Not a directory. Choose another with --data."
        )
        let foreign = try latchkey("account", "list", "--database", "sqlite:file")
        #expect(foreign.status == 3)
        #expect(foreign.error.hasPrefix("latchkey: file is not a Latchkey database and was left alone; "))
        #expect(try folder.read("file") == "not a database, but long enough to be looked at")
        try DataFolder.make(in: folder)
        let database = try folder.octets("data/latchkey.db")
        try folder.write(Array(database.prefix(5000)), to: "torn.db")
        let torn = try latchkey("account", "list", "--database", "sqlite:torn.db")
        #expect(torn.status == 3)
        #expect(torn.error.hasPrefix("latchkey: the database torn.db is damaged "))
        #expect(torn.error.count(where: { $0 == "\n" }) == 1)
    }

    @Test("a database that cannot be looked for is not said to be missing")
    func unreachable() throws {
        // A loop of links, since nothing is forbidden to root.
        try FileManager.default.createSymbolicLink(
            atPath: folder.path(of: "loop"),
            withDestinationPath: "loop"
        )
        for command in [["account", "list"], ["key", "list"], ["session", "list", "ada"]] {
            expectFailure(
                try Latchkey.run(command + ["--data", "loop"], in: folder),
                3,
                "cannot look for the database loop/latchkey.db: Too many levels of symbolic links. Run this as the user "
                    + "that the server runs as, or name another folder with --data."
            )
        }
    }

    @Test(
        "a user name is not written like the identifier of an account",
        arguments: ["01a1fe05-a850-7b5c-ae91-7fb574d10602", "01A1FE05-A850-4B5C-AE91-7FB574D10602"]
    )
    func identifierAsName(name: String) throws {
        let run = try latchkey("account", "add", name, "--password-stdin", input: DataFolder.password)
        #expect(run.status == 1)
        #expect(
            run.error.hasPrefix("latchkey: the login name is neither an e-mail address nor a user name of ")
        )
        #expect(!folder.exists("data"))
    }

    @Test(
        "roles are told in words, each once",
        arguments: [
            (["admin"], "Added ada with the role admin.\n"),
            (["admin", "Admin", "admin"], "Added ada with the roles Admin, admin.\n"),
        ]
    )
    func roles(roles: [String], message: String) throws {
        let arguments = ["account", "add", "ada", "--password-stdin"] + roles.flatMap { ["--role", $0] }
        let run = try Latchkey.run(arguments, input: Array(DataFolder.password.utf8), in: folder)
        #expect(run.output == message)
    }

    @Test("settings come from a file and the environment, and an unknown one is wrong usage")
    func settings() throws {
        try folder.write("passwords:\n  minimumLength: 8\ndata: elsewhere\n", to: "latchkey.yaml")
        let run = try Latchkey.run(
            ["account", "add", "ada", "--password-stdin", "--config", "latchkey.yaml"],
            input: Array("zebra 44 q".utf8),
            in: folder
        )
        #expect(run.output == "Added ada.\n")
        #expect(folder.exists("elsewhere/latchkey.db"))
        let listed = try Latchkey.run(
            ["account", "list"],
            in: folder,
            environment: ["LATCHKEY_DATA": "elsewhere"]
        )
        #expect(listed.lines.count == 2)
        let unknown = try Latchkey.run(["account", "list"], in: folder, environment: ["LATCHKEY_DATTA": "x"])
        expectFailure(unknown, 2, "LATCHKEY_DATTA: no such setting; did you mean LATCHKEY_DATA?")
    }
}
