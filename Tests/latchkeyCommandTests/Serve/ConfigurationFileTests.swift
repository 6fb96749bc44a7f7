import Testing

/// What `serve --config` makes of a file, seen through `--print-config`.
@Suite struct ConfigurationFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func printed(_ yaml: String, _ arguments: String...) throws -> Latchkey.Run {
        try folder.write(yaml, to: "c.yaml")
        return try Latchkey.run(["serve", "--config", "c.yaml", "--print-config"] + arguments, in: folder)
    }

    @Test(
        "a value of another shape is refused by file and name, and never passed over",
        arguments: [
            (
                "passwords:\n  minimumLength: [20]\n",
                "passwords.minimumLength: takes one value and no list; its form is: number, 8 to 128."
            ),
            ("listen: [1]\n", "listen: takes one value and no list; its form is: host:port."),
            ("issuer: [..]\n", "issuer: takes one value and no list; its form is: URL."),
            ("listen: {}\n", "listen: takes a value and no settings of its own; its form is: host:port."),
            (
                "data:\n  folder: x\n",
                "data: takes a value and no settings of its own; its form is: text."
            ),
            ("audience: [[a]]\n", "audience: takes a list of texts, and nothing else in it."),
            ("data:\n", "data: has no value; give it one, or leave the line out."),
            ("data: ~\n", "data: has no value; give it one, or leave the line out."),
            ("tokens: 5m\n", "tokens: takes settings, indented below it, and no value."),
            ("token:\n  leeway: 1s\n", "token.leeway: no such setting; did you mean tokens.leeway?"),
            ("isuer: x\n", "isuer: no such setting; did you mean issuer?"),
            (
                "tokens:\n  acess: 5m\n",
                "tokens.acess: no such setting; did you mean tokens.accessLifetime?"
            ),
            ("signup:\n  verify: true\n", "signup.verify: no such setting; did you mean signup.verifyEmail?"),
            ("datta: x\n", "datta: no such setting; did you mean data?"),
            ("foo: 1\n", "foo: no such setting; latchkey serve --print-config shows all there are."),
        ]
    )
    func refusedShapes(yaml: String, message: String) throws {
        expectFailure(try printed(yaml), 2, "c.yaml: \(message)")
    }

    @Test("settings of mail and sign-up are read, and the password is never shown")
    func mail() throws {
        let yaml = """
            signup:
              verifyEmail: true
            mail:
              smtp: smtps://mail.example.org
              username: latchkey
              password: hunter22
              from: Notes <no-reply@example.org>
              language: zh-Hans
            """
        let run = try printed(yaml)
        #expect(run.status == 0, "\(run.error)")
        for line in ["  verifyEmail: \"true\"", "  # encryption: required", "  # password: (secret)"] {
            #expect(run.lines.contains(line), "\(line)")
        }
        #expect(!run.output.contains("hunter22"))
    }

    @Test(
        "a setting of mail that cannot be meant is refused",
        arguments: [
            "smtp: mail.example.org", "smtp: http://mail.example.org", "smtp: smtp://a:b@mail.example.org",
            "smtp: smtp://mail.example.org:0", "smtp: smtp://", "from: nobody", "language: fr",
            "encryption: maybe", "timeout: 0s",
        ]
    )
    func refusedMail(line: String) throws {
        let run = try printed("mail:\n  \(line)\n")
        #expect(run.status == 2)
        #expect(run.error.contains("mail.\(line.prefix { $0 != ":" }): "), "\(run.error)")
    }

    @Test(
        "a file that is no mapping of names to values is refused in one plain sentence",
        arguments: [
            ("hello\n", "holds no settings; write a name and a value on each line, such as data: ./data."),
            ("- listen\n", "holds no settings; write a name and a value on each line, such as data: ./data."),
            ("listen: 1\nlisten: 2\n", "sets listen twice; keep one of the lines."),
        ]
    )
    func refusedFiles(yaml: String, message: String) throws {
        expectFailure(try printed(yaml), 2, "c.yaml: \(message)")
    }

    @Test("broken YAML is one line that says where", arguments: ["a: [\n", "a: \"b\n", "a: b\n  c: d\n"])
    func brokenYAML(yaml: String) throws {
        let run = try printed(yaml)
        #expect(run.status == 2)
        #expect(run.error.hasPrefix("latchkey: c.yaml: not valid YAML: "))
        #expect(run.error.count(where: { $0 == "\n" }) == 1)
        #expect(run.error.contains(":1: ") || run.error.contains(":4: "))
        #expect(!run.error.contains(".."))
    }

    @Test("a file in another encoding is told from one that cannot be read")
    func encoding() throws {
        try folder.write(Array("data: \"".utf8) + [0xff] + Array("\"\n".utf8), to: "c.yaml")
        expectFailure(
            try Latchkey.run("serve", "--config", "c.yaml", "--print-config", in: folder),
            2,
            "c.yaml: is not text in UTF-8; save it in that encoding."
        )
    }

    @Test(
        "a file that sets nothing is a file",
        arguments: ["", "\n", "# nothing yet\n", "---\n", "{}\n", "tokens:\n  # leeway: 1s\n"]
    )
    func empty(yaml: String) throws {
        let run = try printed(yaml)
        #expect(run.status == 0)
        #expect(run.output == (try Latchkey.run("serve", "--print-config", in: folder).output))
    }

    @Test("a list of audiences is a list, and comes back as one")
    func audiences() throws {
        let run = try printed("audience: [\"a,b\", c]\n")
        #expect(run.lines.contains("audience: [\"a,b\", \"c\"]"))
        #expect(try printed(run.output).output == run.output)
    }

    @Test("what follows from another setting is printed as a comment, and goes on following it")
    func derived() throws {
        let run = try printed("listen: 127.0.0.1:9000\n")
        for line in [
            "# issuer: http://127.0.0.1:9000", "# audience: http://127.0.0.1:9000",
            "# database: sqlite:./data/latchkey.db", "listen: 127.0.0.1:9000", "data: ./data",
        ] { #expect(run.lines.contains(line), "\(line)") }
        let moved = try printed(run.output, "--data", "other", "--listen", "127.0.0.1:9001")
        for line in [
            "# issuer: http://127.0.0.1:9001", "# audience: http://127.0.0.1:9001",
            "# database: sqlite:other/latchkey.db", "data: other",
        ] { #expect(moved.lines.contains(line), "\(line)") }
    }

    @Test("what was set is printed as it was set, whatever characters are in it")
    func written() throws {
        let yaml = """
            issuer: https://id.example
            audience: shop
            database: sqlite:/srv/latchkey.db
            data: "no: #1 \\"x\\" \\\\ \\u001b"

            """
        let run = try printed(yaml)
        for line in [
            "issuer: https://id.example", "audience: shop", "database: sqlite:/srv/latchkey.db",
            #"data: "no: #1 \"x\" \\ \U0000001b""#,
        ] { #expect(run.lines.contains(line), "\(line)") }
        #expect(try printed(run.output).output == run.output)
        for word in ["yes", "null", "-", "a:"] {
            let again = try printed(try printed("data: \"\(word)\"\n").output)
            #expect(again.lines.contains("data: \"\(word)\""))
        }
    }

    @Test("a free port stays to be found")
    func freePort() throws {
        #expect(try printed("listen: 127.0.0.1:0\n").lines.contains("listen: 127.0.0.1:0"))
    }

    @Test(
        "the service links of Kubernetes are no settings",
        arguments: [
            ["LATCHKEY_PORT": "tcp://10.0.0.1:80"],
            [
                "LATCHKEY_PORT": "tcp://10.0.0.1:80", "LATCHKEY_SERVICE_HOST": "10.0.0.1",
                "LATCHKEY_SERVICE_PORT": "80", "LATCHKEY_SERVICE_PORT_HTTP": "80",
                "LATCHKEY_PORT_80_TCP": "tcp://10.0.0.1:80", "LATCHKEY_PORT_80_TCP_PROTO": "tcp",
                "LATCHKEY_PORT_80_TCP_PORT": "80", "LATCHKEY_PORT_80_TCP_ADDR": "10.0.0.1",
            ],
            ["LATCHKEY_DB_PORT": "udp://10.0.0.1:53", "LATCHKEY_DB_SERVICE_HOST": "10.0.0.1"],
        ]
    )
    func serviceLinks(environment: [String: String]) throws {
        let run = try Latchkey.run(["serve", "--print-config"], in: folder, environment: environment)
        #expect(run.error == "")
        #expect(run.status == 0)
    }

    @Test("a misspelt variable whose end is missing suggests the setting that begins like it")
    func shortenedVariable() throws {
        let environment = ["LATCHKEY_TOKENS_ACESS": "5m"]
        let run = try Latchkey.run(["serve", "--print-config"], in: folder, environment: environment)
        expectFailure(
            run,
            2,
            "LATCHKEY_TOKENS_ACESS: no such setting; did you mean LATCHKEY_TOKENS_ACCESS_LIFETIME?"
        )
    }

    @Test("a variable that is like no setting gets no suggestion, but the place where all of them are")
    func foreignVariable() throws {
        let environment = ["LATCHKEY_FOO": "1"]
        expectFailure(
            try Latchkey.run(["serve", "--print-config"], in: folder, environment: environment),
            2,
            "LATCHKEY_FOO: no such setting; latchkey serve --print-config shows all there are."
        )
    }

    @Test(
        "what only looks like a service link is refused",
        arguments: [
            ["LATCHKEY_PORT": "9000"], ["LATCHKEY_SERVICE_HOST": "10.0.0.1"],
            ["LATCHKEY_PORT": "tcp://10.0.0.1:80", "LATCHKEY_PORTAL": "x"],
            ["LATCHKEY_DB_PORT": "tcp://10.0.0.1:80", "LATCHKEY_SERVICE_PORT": "80"],
        ]
    )
    func noServiceLinks(environment: [String: String]) throws {
        let run = try Latchkey.run(["serve", "--print-config"], in: folder, environment: environment)
        #expect(run.status == 2)
        #expect(run.error.contains(": no such setting; "))
    }
}
