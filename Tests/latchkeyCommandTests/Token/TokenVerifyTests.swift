import LatchkeyJOSE
import Testing

@Suite struct TokenVerifyTests {
    private static let claims =
        #"{"iss":"https://id.example","sub":"42","aud":["shop","till"],"iat":1000,"exp":2000,"tags":[]}"#

    private let folder: TemporaryFolder
    private let token: String

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(SampleKeys.ecPublic, to: "key.jwk")
        token = try SampleKeys.sign(Self.claims, header: ["kid": "k1"])
    }

    private func verify(_ arguments: String..., input: String = "") throws -> Latchkey.Run {
        try Latchkey.run(
            ["token", "verify", "--key", "key.jwk", "--at", "1970-01-01T00:20:00Z"] + arguments,
            input: Array(input.utf8),
            in: folder
        )
    }

    @Test("a valid token's claims are shown, dates in RFC 3339 and in words")
    func valid() throws {
        let run = try verify(
            token,
            "--audience",
            "till",
            "--issuer",
            "https://id.example",
            "--require",
            "sub"
        )
        #expect(run.status == 0)
        #expect(run.error == "")
        #expect(
            run.output == """
                Valid: signed with ES256.

                iss   https://id.example
                sub   42
                aud   shop, till
                iat   1970-01-01T00:16:40Z (3 minutes ago)
                exp   1970-01-01T00:33:20Z (in 13 minutes)
                tags  []

                """
        )
    }

    @Test("--json tells the same to programs")
    func json() throws {
        let run = try verify(token, "--audience", "shop", "--json")
        #expect(
            run.output
                == #"{"ok":true,"header":{"alg":"ES256","typ":"JWT","kid":"k1"},"kid":null,"claims":\#(Self.claims)}"#
                + "\n"
        )
        let refused = try verify(token, "--json")
        #expect(refused.status == 1)
        #expect(refused.error == "")
        #expect(
            refused.output == #"{"ok":false,"error":"audience_mismatch","message":"#
                + #""The token is meant for shop, till; name one of these with --audience."}"# + "\n"
        )
    }

    @Test("a token comes from standard input too, white space around it aside", arguments: [["-"], []])
    func standardInput(argument: [String]) throws {
        let arguments = [
            "token", "verify", "--key", "key.jwk", "--at", "1970-01-01T00:20:00Z", "--audience", "shop",
        ]
        let run = try Latchkey.run(arguments + argument, input: Array(" \r\n\(token)\r\n\n".utf8), in: folder)
        #expect(run.status == 0)
    }

    @Test(
        "each refusal has its code and says what would help [C2]",
        arguments: [
            ([], "audience_mismatch: The token is meant for shop, till; name one of these with --audience."),
            (["--audience", "shop/"], "audience_mismatch: The audience is shop or till, not shop/."),
            (
                ["--audience", "shop", "--issuer", "https://id.example/"],
                "issuer_mismatch: The issuer is https://id.example, not https://id.example/."
            ),
            (
                ["--audience", "shop", "--typ", "at+jwt"],
                "type_mismatch: The token's typ is JWT, not at+jwt."
            ),
            (["--audience", "shop", "--require", "jti"], "claim_missing: The claim jti is missing."),
            (
                ["--audience", "shop", "--at", "1970-01-01T00:33:20Z"],
                "token_expired: The token expired at 1970-01-01T00:33:20Z, now."
            ),
            (
                ["--audience", "shop", "--at", "1970-01-03T00:00:00+01:00", "--leeway", "30s"],
                "token_expired: The token expired at 1970-01-01T00:33:20Z, 1 day ago."
            ),
            (
                ["--audience", "shop", "--at", "1970-01-01T00:16:39.5Z"],
                "issued_in_future: The token says it was issued in the future, at 1970-01-01T00:16:40Z, "
                    + "in less than a second."
            ),
            (
                ["--audience", "shop", "--algorithm", "RS256"],
                "algorithm_not_allowed: The token's algorithm is ES256; accepted here: RS256."
            ),
        ] as [([String], String)]
    )
    func refusals(arguments: [String], message: String) throws {
        let moment = arguments.contains("--at") ? [] : ["--at", "1970-01-01T00:20:00Z"]
        let run = try Latchkey.run(
            ["token", "verify", "--key", "key.jwk", token] + moment + arguments,
            in: folder
        )
        expectFailure(run, 1, message)
    }

    @Test("a changed token, a torn one and no token at all are told apart [C2]")
    func damaged() throws {
        let parts = token.split(separator: ".").map(String.init)
        let other = Base64URL.encode(Array(#"{"sub":"43"}"#.utf8))
        expectFailure(
            try verify("\(parts[0]).\(other).\(parts[2])"),
            1,
            "signature_invalid: The signature is invalid."
        )
        expectFailure(
            try verify("\(parts[0]).\(parts[1])"),
            1,
            "malformed: The token is malformed: it has fewer than three segments."
        )
        expectFailure(try verify("-", input: "\n"), 1, "standard input holds no token.")
        expectFailure(
            try Latchkey.run(["token", "verify", "--key", "key.jwk", "-"], input: [0xff, 0xfe], in: folder),
            1,
            "standard input is not text in UTF-8."
        )
        expectFailure(
            try Latchkey.run(
                ["token", "verify", "--key", "key.jwk"],
                input: Array(repeating: 0x61, count: 2 << 20),
                in: folder
            ),
            1,
            "standard input is larger than 1 MiB, more than any key or token needs."
        )
        expectFailure(
            try Latchkey.run(
                ["token", "verify", "--key", "key.jwk"],
                input: Array(repeating: 0x61, count: 100 << 10),
                in: folder
            ),
            1,
            "token_too_large: The token is longer than 16384 characters."
        )
    }

    @Test(
        "a key set picks the key by kid, from a file by --key and by --jwks",
        arguments: ["--key", "--jwks"]
    )
    func keySets(option: String) throws {
        let named = #"{"kid":"k1",\#(SampleKeys.ecPublic.dropFirst())"#
        try folder.write(#"{"keys":[{"kty":"unknown","kid":"x"},\#(named)]}"#, to: "set.json")
        let common = [
            "token", "verify", option, "set.json", "--audience", "shop", "--at", "1970-01-01T00:20:00Z",
        ]
        #expect(
            try Latchkey.run(common + [token], in: folder).lines.first
                == "Valid: signed with ES256 by the key k1."
        )
        let other = try SampleKeys.sign(Self.claims, header: ["kid": "k2"])
        expectFailure(
            try Latchkey.run(common + [other], in: folder),
            1,
            "key_unknown: No key has the kid k2."
        )
    }

    @Test("--jwks wants a set, and says where a single key goes")
    func singleKeyAsSet() throws {
        expectFailure(
            try Latchkey.run("token", "verify", "--jwks", "key.jwk", token, in: folder),
            1,
            "key.jwk: The key cannot be used: the set has no array of keys. For a single key use --key."
        )
    }

    @Test("keys are fetched over https only, and a server that is not there is the environment's fault")
    func remoteKeys() throws {
        expectFailure(
            try Latchkey.run("token", "verify", "--jwks", "http://id.example/jwks.json", token, in: folder),
            2,
            "http://id.example/jwks.json is not an https address (http is for this machine only)."
        )
        let run = try Latchkey.run(
            "token",
            "verify",
            "--jwks",
            "http://127.0.0.1:1/jwks.json",
            token,
            in: folder
        )
        #expect(run.status == 3)
        #expect(run.error.hasPrefix("latchkey: cannot get the keys from http://127.0.0.1:1/jwks.json: "))
        #expect(run.error.count(where: { $0 == "\n" }) == 1)
    }

    @Test("--layer jws checks the signature alone and shows the payload")
    func signatureLayer() throws {
        let expired = try SampleKeys.sign(#"{"exp":1,"aud":"x"}"#)
        let run = try Latchkey.run(
            "token",
            "verify",
            "--key",
            "key.jwk",
            "--layer",
            "jws",
            expired,
            in: folder
        )
        #expect(run.output == "Valid: signed with ES256.\n\n{\"exp\":1,\"aud\":\"x\"}\n")
        let json = try Latchkey.run(
            "token",
            "verify",
            "--key",
            "key.jwk",
            "--layer",
            "jws",
            "--json",
            expired,
            in: folder
        )
        #expect(
            json.output
                == #"{"ok":true,"header":{"alg":"ES256","typ":"JWT"},"kid":null,"payload":"{\"exp\":1,\"aud\":\"x\"}"}"#
                + "\n"
        )
    }

    @Test("a key file that is missing, empty, a folder or no key is one line")
    func badKeyFiles() throws {
        let path = folder.path
        try folder.write("", to: "empty")
        try folder.write("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA ada@example", to: "id.pub")
        expectFailure(
            try Latchkey.run("token", "verify", "--key", "absent", token, in: folder),
            3,
            "cannot read absent: No such file or directory. Check the path and its permissions."
        )
        expectFailure(
            try Latchkey.run("token", "verify", "--key", path, token, in: folder),
            3,
            "cannot read \(path): Is a directory."
        )
        for name in ["empty", "id.pub"] {
            let run = try Latchkey.run(
                "token",
                "verify",
                "--key",
                name,
                "--algorithm",
                "HS256",
                token,
                in: folder
            )
            #expect(run.status == 1)
            #expect(run.error.hasPrefix("latchkey: \(name): The key cannot be used: "))
        }
    }
}
