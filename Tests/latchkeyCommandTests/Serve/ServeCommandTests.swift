import Glibc
import LatchkeyJOSE
import Testing

@Suite struct ServeCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("says in one line where it listens and how to make the first administrator")
    func announcement() throws {
        let server = try RunningServer(in: folder)
        #expect(
            server.line
                == "Latchkey listens on \(server.address) (data in ./data). "
                + "First administrator: latchkey account add YOU@EXAMPLE.ORG --role admin --data ./data"
        )
        try DataFolder.make(in: folder, role: "admin")
        server.process.signal(SIGTERM)
        let outcome = Latchkey.Run(try server.process.wait())
        #expect(outcome.status == 0)
        #expect(outcome.error == "")
        let again = try RunningServer(in: folder)
        #expect(again.line == "Latchkey listens on \(again.address) (data in ./data).")
    }

    @Test("a port in use is one line, and nothing is lost")
    func portInUse() throws {
        let server = try RunningServer(in: folder)
        let address = server.address.replacing("http://", with: "")
        expectFailure(
            try Latchkey.run("serve", "--listen", address, "--data", "other", in: folder),
            3,
            "cannot listen on \(address): Address already in use. Stop what uses it, or choose another with --listen."
        )
    }

    @Test("a host that nobody knows is one line")
    func unknownHost() throws {
        // Too long for a label, so that no name server is ever asked.
        let address = "\(String(repeating: "x", count: 64)).example:8080"
        let environment = ["LATCHKEY_ISSUER": "https://id.example"]
        expectFailure(
            try Latchkey.run("serve", "--listen", address, in: folder, environment: environment),
            3,
            "cannot listen on \(address): no such host. Stop what uses it, or choose another with --listen."
        )
    }

    @Test("a second server for one database is refused, and names the first")
    func secondServer() throws {
        let server = try RunningServer(in: folder)
        expectFailure(
            try Latchkey.run("serve", "--listen", "127.0.0.1:0", in: folder),
            3,
            "the database ./data/latchkey.db is being served by process \(server.process.identifier); "
                + "stop that one first or use another data directory."
        )
    }

    @Test("a missing master key refuses to start, and no new one is made")
    func missingMasterKey() throws {
        try DataFolder.make(in: folder)
        try folder.remove("data/master.key")
        let run = try Latchkey.run("serve", "--listen", "127.0.0.1:0", in: folder)
        #expect(run.status == 3)
        #expect(run.output == "")
        #expect(
            run.error.hasPrefix("latchkey: ./data/master.key: the master key of this database is missing; ")
        )
        #expect(run.error.count(where: { $0 == "\n" }) == 1)
        #expect(!folder.exists("data/master.key"))
    }

    @Test("a damaged database refuses to start, and is left as it was")
    func damagedDatabase() throws {
        try DataFolder.make(in: folder)
        let octets = try Array(folder.octets("data/latchkey.db").prefix(5000))
        try folder.write(octets, to: "data/latchkey.db")
        for rest in ["data/latchkey.db-wal", "data/latchkey.db-shm"] where folder.exists(rest) {
            try folder.remove(rest)
        }
        let run = try Latchkey.run("serve", "--listen", "127.0.0.1:0", in: folder)
        #expect(run.status == 3)
        #expect(run.error.hasPrefix("latchkey: the database ./data/latchkey.db is damaged "))
        #expect(run.error.count(where: { $0 == "\n" }) == 1)
        #expect(try folder.octets("data/latchkey.db") == octets)
    }

    @Test("a folder that cannot be made is one line")
    func unwritableFolder() throws {
        try folder.write("x", to: "file")
        expectFailure(
            try Latchkey.run("serve", "--data", "file/data", in: folder),
            3,
            "cannot make the folder file/data: Not a directory. Choose another with --data."
        )
    }

    @Test("--print-config shows every setting as YAML, and touches nothing")
    func printConfig() throws {
        let run = try Latchkey.run("serve", "--print-config", "--listen", "[::1]:9000", in: folder)
        #expect(run.status == 0)
        #expect(run.lines.contains("listen: [::1]:9000") || run.lines.contains("listen: \"[::1]:9000\""))
        #expect(run.lines.contains("tokens:"))
        #expect(!folder.exists("data"))
        let environment = ["LATCHKEY_TOKENS_ACCESS_LIFETIME": "5m"]
        let configured = try Latchkey.run("serve", "--print-config", in: folder, environment: environment)
        #expect(configured.lines.contains("  accessLifetime: 5m"))
        try folder.write(run.output, to: "latchkey.yaml")
        let again = try Latchkey.run("serve", "--config", "latchkey.yaml", "--print-config", in: folder)
        #expect(again.output == run.output)
    }

    @Test(
        "a wrong setting is wrong usage, in one line that names it",
        arguments: [
            (["--listen", "nowhere"], "listen: “nowhere” is not of the form: host:port."),
            (["--config", "bad.yaml"], "bad.yaml: isuer: no such setting; did you mean issuer?"),
        ]
    )
    func wrongSettings(arguments: [String], message: String) throws {
        try folder.write("isuer: x\n", to: "bad.yaml")
        expectFailure(try Latchkey.run(["serve"] + arguments, in: folder), 2, message)
        #expect(!folder.exists("data"))
    }

    @Test("a configuration file that is not there is the environment's fault")
    func missingFile() throws {
        expectFailure(
            try Latchkey.run("serve", "--config", "absent.yaml", in: folder),
            3,
            "cannot read absent.yaml: No such file or directory. Check the path and its permissions."
        )
    }
}
