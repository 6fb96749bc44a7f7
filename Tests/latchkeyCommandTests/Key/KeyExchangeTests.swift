import LatchkeyJOSE
import Testing

/// Key files exchanged with openssl and ssh-keygen, both ways.
@Suite(
    .enabled(
        if: ForeignTool.sshKeygen != nil && ForeignTool.openssl != nil,
        "ssh-keygen and openssl are not installed"
    )
)
struct KeyExchangeTests {
    private let folder: TemporaryFolder
    private let openssl: ForeignTool
    private let sshKeygen: ForeignTool

    init() throws {
        folder = try TemporaryFolder()
        openssl = try #require(ForeignTool.openssl)
        sshKeygen = try #require(ForeignTool.sshKeygen)
        try folder.write("a sentence\n", to: "phrase")
    }

    private func convert(_ arguments: String...) throws -> String {
        let run = try Latchkey.run(["key", "convert"] + arguments, in: folder)
        #expect(run.status == 0, "\(arguments): \(run.error)")
        return run.output
    }

    private func words(_ line: String) -> [Substring] {
        Array(line.split(whereSeparator: \.isWhitespace).prefix(2))
    }

    @Test(
        "keys of ssh-keygen, in each of its formats, and ours in ssh-keygen [D1]",
        arguments: [
            (["-t", "rsa", "-b", "2048"], "RSA"), (["-t", "ecdsa", "-b", "256"], "EC"),
            (["-t", "ecdsa", "-b", "384"], "EC"), (["-t", "ecdsa", "-b", "521"], "EC"),
            (["-t", "ed25519"], "OKP"),
        ]
    )
    func ssh(type: [String], keyType: String) throws {
        for format in [[], ["-m", "PEM"], ["-m", "PKCS8"]] where format.isEmpty || keyType != "OKP" {
            let name = "id\(format.joined())"
            _ = try sshKeygen.run(
                ["-q"] + type + format + ["-N", "", "-C", "me@here", "-f", name],
                in: folder
            )
            let line = try convert(name, "--to", "openssh", "--public")
            #expect(try words(line) == words(folder.read("\(name).pub")))
            #expect(try convert("\(name).pub", "--to", "openssh") == line)
            #expect(try convert(name, "--to", "openssh", "--output", "ours-\(name)") == "")
            #expect(try words(sshKeygen.run("-y", "-f", "ours-\(name)", in: folder)) == words(line))
        }
    }

    @Test("an encrypted key of ssh-keygen opens, and ours opens in ssh-keygen")
    func encryptedSSH() throws {
        try sshKeygen.run("-q", "-t", "ed25519", "-a", "2", "-N", "a sentence", "-f", "id", in: folder)
        let line = try convert("id", "--to", "openssh", "--public", "--passphrase-file", "phrase")
        #expect(try words(line) == words(folder.read("id.pub")))
        _ = try convert(
            "id",
            "--to",
            "openssh",
            "--passphrase-file",
            "phrase",
            "--encrypt",
            "--output",
            "ours"
        )
        #expect(try words(sshKeygen.run("-y", "-P", "a sentence", "-f", "ours", in: folder)) == words(line))
    }

    @Test(
        "keys of openssl genpkey, plain and encrypted, and ours in openssl [D1]",
        arguments: [
            ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"], ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"], ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
            ["ED25519"], ["X25519"],
        ]
    )
    func genpkey(algorithm: [String]) throws {
        _ = try openssl.run(["genpkey", "-algorithm"] + algorithm + ["-out", "k.pem"], in: folder)
        let pem = try folder.read("k.pem")
        let publicPEM = try openssl.run("pkey", "-in", "k.pem", "-pubout", in: folder)
        #expect(try convert("k.pem", "--to", "spki") == publicPEM)
        #expect(try convert("k.pem", "--to", "pkcs8") == pem)
        for options in [
            ["-v2", "aes-256-cbc"], ["-scrypt"], ["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512"],
        ] {
            _ = try openssl.run(
                ["pkcs8", "-topk8", "-in", "k.pem", "-out", "locked.pem", "-passout", "file:phrase"]
                    + options,
                in: folder
            )
            #expect(try convert("locked.pem", "--to", "pkcs8", "--passphrase-file", "phrase") == pem)
        }
        _ = try convert(
            "k.pem",
            "--to",
            "der",
            "--encrypt",
            "--new-passphrase-file",
            "phrase",
            "--output",
            "ours.der"
        )
        let opened = try openssl.run(
            "pkey",
            "-inform",
            "DER",
            "-in",
            "ours.der",
            "-passin",
            "file:phrase",
            in: folder
        )
        #expect(opened == pem)
    }

    @Test("a certificate of openssl is a public key file")
    func certificate() throws {
        try openssl.run(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-noenc",
            "-keyout",
            "k.pem",
            "-out",
            "c.pem",
            "-subj",
            "/CN=x",
            in: folder
        )
        try openssl.run("x509", "-in", "c.pem", "-outform", "DER", "-out", "c.der", in: folder)
        let expected = try openssl.run("pkey", "-in", "k.pem", "-pubout", in: folder)
        #expect(try convert("c.pem", "--to", "pem") == expected)
        #expect(try convert("c.der", "--to", "spki") == expected)
    }

    @Test("PKCS#1 and SEC1 of ours load in openssl")
    func traditional() throws {
        try openssl.run("genpkey", "-algorithm", "RSA", "-out", "r.pem", in: folder)
        try openssl.run(
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-521",
            "-out",
            "e.pem",
            in: folder
        )
        for (name, format) in [("r.pem", "pkcs1"), ("e.pem", "sec1")] {
            _ = try convert(name, "--to", format, "--der", "--output", "\(format).der")
            let read = try openssl.run("pkey", "-inform", "DER", "-in", "\(format).der", in: folder)
            #expect(read == (try folder.read(name)))
        }
    }
}
