import LatchkeyJOSE
import Testing

@Suite struct KeyConvertTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(SampleKeys.ec, to: "ec.jwk")
        try folder.write(SampleKeys.ed, to: "ed.jwk")
        try folder.write(SampleKeys.secret, to: "oct.jwk")
        try folder.write("a sentence\n", to: "phrase")
    }

    private func convert(_ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(["key", "convert"] + arguments, in: folder)
    }

    private func thumbprint(_ file: String) throws -> String {
        try Latchkey.run("key", "thumbprint", file, in: folder).output
    }

    @Test(
        "goes from every format to every other and stays the same key [A5]",
        arguments: [
            ("ec.jwk", ["jwk", "jwks", "pem", "der", "pkcs8", "sec1", "openssh"]),
            ("ed.jwk", ["jwk", "jwks", "pem", "der", "pkcs8", "openssh"]),
            ("oct.jwk", ["jwk", "jwks"]),
        ]
    )
    func everyFormat(file: String, formats: [String]) throws {
        let expected = try JWK(keyFile: folder.octets(file)).json()
        for first in formats {
            #expect(try convert(file, "--to", first, "--output", "\(file).\(first)").status == 0)
            let second = formats.last == first ? "jwk" : formats[formats.count - 1]
            #expect(
                try convert("\(file).\(first)", "--to", second, "--output", "\(file).\(first).2").status == 0
            )
            for path in ["\(file).\(first)", "\(file).\(first).2"] {
                var key = try JWK(keyFile: folder.octets(path))
                key.keyID = nil
                #expect(key.json() == expected, "\(path)")
                #expect(try folder.permissions(of: path) == 0o600)
            }
        }
    }

    @Test("--public leaves the private part behind in every format")
    func publicPart() throws {
        for format in ["jwk", "jwks", "pem", "der", "spki", "openssh"] {
            let output = "public.\(format)"
            #expect(try convert("ec.jwk", "--to", format, "--public", "--output", output).status == 0)
            #expect(try JWK(keyFile: folder.octets(output)).isPrivate == false)
            #expect(try thumbprint(output) == thumbprint("ec.jwk"))
        }
        #expect(try convert("public.pem", "--to", "openssh").output == folder.read("public.openssh"))
        expectFailure(
            try convert("oct.jwk", "--to", "jwk", "--public"),
            1,
            "oct.jwk is a shared secret, which has no public part."
        )
    }

    @Test("--encrypt protects a key, and its passphrase opens it again")
    func encryption() throws {
        let made = try convert(
            "ec.jwk",
            "--to",
            "pkcs8",
            "--encrypt",
            "--new-passphrase-file",
            "phrase",
            "--output",
            "locked.pem"
        )
        #expect(made.status == 0 && made.error == "")
        #expect(try folder.read("locked.pem").hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"))
        expectFailure(
            try convert("locked.pem", "--to", "jwk"),
            1,
            "locked.pem is encrypted. Give its passphrase with --passphrase-file or --passphrase-stdin."
        )
        let opened = try convert("locked.pem", "--to", "sec1", "--passphrase-file", "phrase")
        #expect(opened.output == (try convert("ec.jwk", "--to", "sec1").output))
        let piped = try Latchkey.run(
            "key",
            "convert",
            "locked.pem",
            "--to",
            "sec1",
            "--passphrase-stdin",
            input: "a sentence\n",
            in: folder
        )
        #expect(piped.output == opened.output)
        let wrong = try Latchkey.run(
            "key",
            "thumbprint",
            "locked.pem",
            "--passphrase-stdin",
            input: "another\n",
            in: folder
        )
        expectFailure(wrong, 1, "locked.pem: the passphrase is wrong. Nothing was done.")
    }

    @Test("an encrypted key signs with its passphrase")
    func encryptedSigns() throws {
        _ = try convert(
            "ec.jwk",
            "--to",
            "pem",
            "--encrypt",
            "--new-passphrase-file",
            "phrase",
            "--output",
            "locked.pem"
        )
        let signed = try Latchkey.run(
            "token",
            "sign",
            "--key",
            "locked.pem",
            "--passphrase-file",
            "phrase",
            "--expires-in",
            "1m",
            in: folder
        )
        let token = try #require(signed.lines.first)
        let verified = try Latchkey.run("token", "verify", token, "--key", "ec.jwk", in: folder)
        #expect(verified.status == 0)
    }

    @Test("--encrypt without a new passphrase keeps the old one, also from standard input")
    func keptPassphrase() throws {
        _ = try convert(
            "ed.jwk",
            "--to",
            "pkcs8",
            "--encrypt",
            "--new-passphrase-file",
            "phrase",
            "--output",
            "1.pem"
        )
        let kept = try Latchkey.run(
            "key",
            "convert",
            "1.pem",
            "--to",
            "der",
            "--encrypt",
            "--passphrase-stdin",
            "--output",
            "2.der",
            input: "a sentence",
            in: folder
        )
        #expect(kept.status == 0)
        let key = try JWK(keyFile: folder.octets("2.der"), passphrase: "a sentence")
        #expect(key.thumbprint() == SampleKeys.edThumbprint)
        expectFailure(
            try convert("ed.jwk", "--to", "pkcs8", "--encrypt"),
            2,
            "--encrypt needs a passphrase: give --new-passphrase-file."
        )
    }

    @Test("a raw secret is read where the algorithm says so, and written as it was")
    func rawSecret() throws {
        let secret = [UInt8](0..<48).map { $0 ^ 0x80 }
        try folder.write(secret, to: "raw.bin")
        #expect(try convert("raw.bin", "--to", "jwk").status == 1)
        let made = try convert("raw.bin", "--to", "jwk", "--algorithm", "HS384", "--output", "raw.jwk")
        #expect(made.status == 0)
        #expect(try JWK(json: folder.octets("raw.jwk")).algorithm == .hs384)
        #expect(try convert("raw.jwk", "--to", "raw", "--output", "raw.2").status == 0)
        #expect(try folder.octets("raw.2") == secret)
        expectFailure(
            try convert("ec.jwk", "--to", "jwk", "--algorithm", "HS256"),
            1,
            "ec.jwk holds a key that is not for HS256."
        )
    }

    @Test("of a set one key is taken by its kid, or all of them as a set")
    func sets() throws {
        let ec = try Latchkey.run("key", "convert", "ec.jwk", "--to", "jwk", in: folder).lines[0]
        let ed = try Latchkey.run("key", "convert", "ed.jwk", "--to", "jwk", in: folder).lines[0]
        try folder.write(#"{"keys":[\#(ec),\#(ed)]}"#, to: "set.json")
        expectFailure(
            try convert("set.json", "--to", "pem"),
            1,
            "set.json holds 2 keys; name one with --kid, or use --to jwks."
        )
        expectFailure(
            try convert("set.json", "--to", "pem", "--kid", "x"),
            1,
            "set.json holds no key with the kid x."
        )
        let one = try convert("set.json", "--to", "pem", "--kid", SampleKeys.edThumbprint)
        #expect(one.output == (try convert("ed.jwk", "--to", "pem").output))
        let all = try JWKSet(json: try convert("set.json", "--to", "jwks", "--public").lines[0])
        #expect(all.keys.map(\.isPrivate) == [false, false])
    }

    @Test("--json wraps what is no JSON")
    func json() throws {
        let pem = try convert("ed.jwk", "--to", "pem").output
        #expect(
            try convert("ed.jwk", "--to", "pem", "--json").output
                == #"{"pem":\#(JSONValue.string(pem).json())}"# + "\n"
        )
        let der = try JSONObject(json: try convert("ed.jwk", "--to", "der", "--json").lines[0])
        let base64 = pem.split(separator: "\n").dropFirst().dropLast().joined()
        #expect(try der.string("der") == base64)
        #expect(
            try convert("ed.jwk", "--to", "jwk", "--json").output == convert("ed.jwk", "--to", "jwk").output
        )
    }

    @Test(
        "what does not go together is wrong usage",
        arguments: [
            (["ec.jwk", "--to", "jwk", "--der"], "--der is for PEM formats, not for jwk."),
            (["ec.jwk", "--to", "sec1", "--encrypt"], "sec1 is never encrypted; use --to pkcs8 or openssh."),
            (
                ["ec.jwk", "--to", "pem", "--encrypt", "--public"],
                "A public key is not encrypted; leave out --encrypt or --public."
            ),
            (
                ["-", "--to", "pem", "--passphrase-stdin"],
                "Only one of key and passphrase can come from standard input."
            ),
            (
                ["ec.jwk", "--to", "pem", "--passphrase-stdin", "--passphrase-file", "phrase"],
                "Give either --passphrase-file or --passphrase-stdin, not both."
            ),
            (
                ["ec.jwk", "--to", "pem", "--passphrase-file", "-"],
                "For standard input there is --passphrase-stdin."
            ),
            (
                ["ec.jwk", "--to", "pem", "--new-passphrase-file", "phrase"],
                "--new-passphrase-file is for --encrypt; give both."
            ),
        ]
    )
    func usage(arguments: [String], sentence: String) throws {
        let run = try Latchkey.run(["key", "convert"] + arguments, in: folder)
        expectFailure(
            run,
            2,
            "\(sentence) See 'latchkey key convert --help' for more information."
        )
    }

    @Test("a format that cannot hold the key is refused in one line")
    func impossible() throws {
        expectFailure(
            try convert("ed.jwk", "--to", "sec1"),
            1,
            "The key cannot be used: SEC1 holds EC keys only; PKCS#8 holds every type."
        )
        expectFailure(
            try convert("oct.jwk", "--to", "pem"),
            1,
            "The key cannot be used: a symmetric key has no PEM form."
        )
    }

    @Test("thumbprints are URIs, and of another hash, where that is asked for")
    func thumbprints() throws {
        let uri = try Latchkey.run("key", "thumbprint", "ed.jwk", "--uri", in: folder).output
        #expect(uri == "urn:ietf:params:oauth:jwk-thumbprint:sha-256:\(SampleKeys.edThumbprint)\n")
        let long = try Latchkey.run("key", "thumbprint", "ed.jwk", "--uri", "--hash", "sha-512", in: folder)
        #expect(long.output.hasPrefix("urn:ietf:params:oauth:jwk-thumbprint:sha-512:"))
        #expect(long.output.count == uri.count + 43)
    }
}
