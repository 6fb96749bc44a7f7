import LatchkeyJOSE
import Testing

@Suite struct KeyFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func latchkey(_ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(arguments, in: folder)
    }

    /// Signs with one file, verifies with the other.
    private func expectPair(_ privateFile: String, _ publicFile: String, _ algorithm: String) throws {
        let signed = try latchkey(
            "token",
            "sign",
            "--key",
            privateFile,
            "--claims",
            #"{"sub":"42"}"#,
            "--expires-in",
            "1m"
        )
        #expect(signed.status == 0)
        let token = try #require(signed.lines.first)
        let verified = try latchkey("token", "verify", token, "--key", publicFile, "--json")
        #expect(verified.status == 0)
        #expect(verified.output.contains(#""alg":"\#(algorithm)""#))
    }

    @Test(
        "RSA-4096 keys of ssh-keygen -m PEM and openssl rsa -pubout work as they are [D1]",
        .enabled(
            if: ForeignTool.sshKeygen != nil && ForeignTool.openssl != nil,
            "ssh-keygen and openssl are not installed"
        )
    )
    func sshKeygen() throws {
        let sshKeygen = try #require(ForeignTool.sshKeygen)
        let openssl = try #require(ForeignTool.openssl)
        try sshKeygen.run(
            "-q",
            "-t",
            "rsa",
            "-b",
            "4096",
            "-m",
            "PEM",
            "-N",
            "",
            "-f",
            "jwtRS256.key",
            in: folder
        )
        try openssl.run(
            "rsa",
            "-in",
            "jwtRS256.key",
            "-pubout",
            "-outform",
            "PEM",
            "-out",
            "jwtRS256.key.pub",
            in: folder
        )
        #expect(try folder.read("jwtRS256.key").hasPrefix("-----BEGIN RSA PRIVATE KEY-----"))
        try expectPair("jwtRS256.key", "jwtRS256.key.pub", "RS256")
        try expectPair("jwtRS256.key", "jwtRS256.key", "RS256")
    }

    @Test(
        "what openssl writes works as it is [D1]",
        .enabled(if: ForeignTool.openssl != nil, "openssl is not installed"),
        arguments: [
            (["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "RS256"),
            (["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "ES256"),
            (["ecparam", "-name", "prime256v1", "-genkey", "-noout"], "ES256"),
            (["ecparam", "-name", "prime256v1", "-genkey"], "ES256"),
            (["genpkey", "-algorithm", "ED25519"], "EdDSA"),
        ] as [([String], String)]
    )
    func openssl(command: [String], algorithm: String) throws {
        let openssl = try #require(ForeignTool.openssl)
        try folder.write(try openssl.run(command, in: folder), to: "private.pem")
        try openssl.run("pkey", "-in", "private.pem", "-pubout", "-out", "public.pem", in: folder)
        try expectPair("private.pem", "public.pem", algorithm)
        let ours = try latchkey("key", "public", "private.pem", "--format", "pem")
        #expect(ours.output == (try folder.read("public.pem")))
    }

    @Test(
        "openssl reads the PEM that we write",
        .enabled(if: ForeignTool.openssl != nil, "openssl is not installed")
    )
    func opensslReadsOurs() throws {
        let openssl = try #require(ForeignTool.openssl)
        for algorithm in ["RS256", "ES256", "EdDSA"] {
            let arguments = [
                "key", "generate", "--algorithm", algorithm, "--format", "pem", "--output",
                "\(algorithm).pem",
            ]
            #expect(try Latchkey.run(arguments, in: folder).status == 0)
            try openssl.run("pkey", "-in", "\(algorithm).pem", "-noout", "-check", in: folder)
        }
    }

    @Test(
        "an encrypted key without its passphrase and a key of an unknown curve are refused in one line",
        .enabled(if: ForeignTool.openssl != nil, "openssl is not installed")
    )
    func unsupportedFiles() throws {
        let openssl = try #require(ForeignTool.openssl)
        try openssl.run(
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-aes256",
            "-pass",
            "pass:x",
            "-out",
            "encrypted.pem",
            in: folder
        )
        try openssl.run("genpkey", "-algorithm", "X448", "-out", "x448.pem", in: folder)
        for file in ["encrypted.pem", "x448.pem"] {
            let run = try latchkey("key", "thumbprint", file)
            #expect(run.status == 1)
            #expect(run.output == "")
            #expect(run.error.hasPrefix("latchkey: \(file)"))
            #expect(run.error.count(where: { $0 == "\n" }) == 1)
        }
    }

    @Test(
        "a generated key is for its algorithm and named by its thumbprint [A5]",
        arguments: SignatureAlgorithm.allCases.filter { ![.es256k, .ed448].contains($0) }
    )
    func generate(algorithm: SignatureAlgorithm) throws {
        let run = try latchkey("key", "generate", "--algorithm", algorithm.name)
        #expect(run.status == 0)
        let key = try JWK(json: try #require(run.lines.first))
        #expect(key.algorithm == algorithm)
        #expect(key.isPrivate)
        #expect(key.keyID == key.thumbprint())
        #expect(try latchkey("key", "generate", "--algorithm", algorithm.name).output != run.output)
    }

    @Test(
        "keys that libcrypto works with are made, named and converted, too",
        arguments: ["ES256K", "Ed448"]
    )
    func openSSLKeys(algorithm: String) throws {
        let generate = ["key", "generate", "--algorithm", algorithm, "--output", "key.jwk"]
        #expect(try Latchkey.run(generate, in: folder).status == 0)
        let name = try JSONObject(json: folder.read("key.jwk")).string("kid")
        #expect(try latchkey("key", "thumbprint", "key.jwk").lines == [name])
        let pem = try latchkey("key", "convert", "key.jwk", "--to", "pem")
        #expect(pem.lines.first == "-----BEGIN PRIVATE KEY-----")
        try folder.write(pem.output, to: "key.pem")
        #expect(try latchkey("key", "thumbprint", "key.pem").lines == [name])
        let published = try latchkey("key", "convert", "key.pem", "--to", "jwk", "--public")
        #expect(try JSONObject(json: published.output)["d"] == nil)
        expectFailure(
            try latchkey("key", "convert", "key.pem", "--to", "openssh"),
            1,
            "a key for \(algorithm == "Ed448" ? "EdDSA" : algorithm) is written as jwk, jwks or pem, not as openssh."
        )
    }

    @Test(
        "a file that holds no key is refused, without advice that the command cannot take",
        arguments: ["public", "thumbprint"]
    )
    func noKey(verb: String) throws {
        try folder.write("", to: "empty")
        let run = try latchkey("key", verb, "empty")
        #expect(run.status == 1)
        #expect(run.error.hasPrefix("latchkey: empty: The key cannot be used: "))
        #expect(!run.error.contains("--algorithm"))
    }

    @Test("a key file is new, and its owner's alone")
    func output() throws {
        #expect(try latchkey("key", "generate", "--output", "new.jwk").output == "")
        #expect(try folder.permissions(of: "new.jwk") == 0o600)
        let before = try folder.read("new.jwk")
        expectFailure(
            try latchkey("key", "generate", "--output", "new.jwk"),
            3,
            "new.jwk exists already. Remove it, or choose another name."
        )
        #expect(try folder.read("new.jwk") == before)
        expectFailure(
            try latchkey("key", "generate", "--output", "absent/new.jwk"),
            3,
            "cannot write absent/new.jwk: No such file or directory. Choose a folder you may write to."
        )
    }

    @Test("sizes that no algorithm takes are refused")
    func sizes() throws {
        #expect(try latchkey("key", "generate", "--algorithm", "RS256", "--bits", "1024").status == 1)
        #expect(try latchkey("key", "generate", "--algorithm", "ES256", "--bits", "384").status == 1)
        #expect(try latchkey("key", "generate", "--algorithm", "HS256", "--bits", "8").status == 1)
        let key = try latchkey("key", "generate", "--algorithm", "RS256", "--bits", "2048", "--format", "pem")
        #expect(key.status == 0)
        #expect(key.output.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
    }

    @Test("the public part leaves every private member behind")
    func publicPart() throws {
        try folder.write(SampleKeys.ec, to: "ec.jwk")
        let run = try latchkey("key", "public", "ec.jwk")
        #expect(try JSONObject(json: run.output.dropLast().description).names == ["kty", "crv", "x", "y"])
        try folder.write(#"{"keys":[\#(SampleKeys.ec),\#(SampleKeys.ed)]}"#, to: "set.json")
        let set = try JWKSet(json: try latchkey("key", "public", "set.json").output.dropLast().description)
        #expect(set.keys.map(\.isPrivate) == [false, false])
        try folder.write(SampleKeys.secret, to: "oct.jwk")
        expectFailure(
            try latchkey("key", "public", "oct.jwk"),
            1,
            "oct.jwk is a shared secret, which has no public part."
        )
    }

    @Test("thumbprints are those of RFC 8037, the same for both parts of a key")
    func thumbprints() throws {
        try folder.write(SampleKeys.ed, to: "ed.jwk")
        #expect(try latchkey("key", "thumbprint", "ed.jwk").output == "\(SampleKeys.edThumbprint)\n")
        let publicKey = try latchkey("key", "public", "ed.jwk").output
        let piped = try Latchkey.run("key", "thumbprint", "-", input: publicKey)
        #expect(piped.output == "\(SampleKeys.edThumbprint)\n")
        #expect(
            try latchkey("key", "thumbprint", "ed.jwk", "--json").output
                == #"[{"thumbprint":"\#(SampleKeys.edThumbprint)","kid":null,"kty":"OKP"}]"# + "\n"
        )
    }

    @Test("a key goes from JWK to PEM and back unchanged", arguments: [SampleKeys.ec, SampleKeys.ed])
    func conversion(key: String) throws {
        try folder.write(key, to: "key.jwk")
        #expect(
            try latchkey("key", "convert", "key.jwk", "--to", "pem", "--output", "key.pem").status == 0
        )
        #expect(try folder.permissions(of: "key.pem") == 0o600)
        let back = try JWK(
            json: try latchkey("key", "convert", "key.pem", "--to", "jwk").output.dropLast().description
        )
        let original = try JWK(json: key)
        #expect(back.isPrivate)
        #expect(try back.pem() == original.pem())
        #expect(back.keyID == original.thumbprint())
    }
}
