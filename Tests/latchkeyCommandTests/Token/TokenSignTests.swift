import Foundation
import LatchkeyJOSE
import Testing

@Suite struct TokenSignTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(SampleKeys.ec, to: "ec.jwk")
        try folder.write(SampleKeys.ecPublic, to: "public.jwk")
    }

    private func sign(_ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(["token", "sign", "--key", "ec.jwk"] + arguments, in: folder)
    }

    private func payload(_ run: Latchkey.Run) throws -> JSONObject {
        try UnverifiedJWT(String(try #require(run.lines.first))).payload
    }

    @Test("signs own claims and headers, in their order, to be valid for minutes [C1] [A5]")
    func ownClaims() throws {
        let run = try sign(
            "--claims",
            #"{"data":{"name":"ada","n":[1,2.5]},"sub":"42"}"#,
            "--expires-in",
            "2m",
            "--header",
            #"{"typ":"at+jwt","tenant":"north"}"#
        )
        #expect(run.status == 0)
        #expect(run.error == "")
        let token = try UnverifiedJWT(String(try #require(run.lines.first)))
        #expect(token.header.parameters.json() == #"{"alg":"ES256","typ":"at+jwt","tenant":"north"}"#)
        #expect(token.payload.names == ["data", "sub", "iat", "exp"])
        #expect(token.payload["data"] == ["name": "ada", "n": [1, 2.5]])
        let issued = try #require(try token.payload.integer("iat"))
        #expect(try token.payload.integer("exp") == issued + 120)
        let verified = try Latchkey.run(
            "token",
            "verify",
            String(run.lines[0]),
            "--key",
            "public.jwk",
            "--typ",
            "at+jwt",
            "--require",
            "data",
            in: folder
        )
        #expect(verified.status == 0)
    }

    @Test("an iat of one's own is where the time begins to run")
    func ownIssuedAt() throws {
        let payload = try payload(try sign("--claims", #"{"iat":1000}"#, "--expires-in", "30s"))
        #expect(payload.json() == #"{"iat":1000,"exp":1030}"#)
    }

    @Test("claims and headers come from files, and the claims from standard input")
    func files() throws {
        try folder.write(#"{"exp":4102444800,"sub":"file"}"#, to: "claims.json")
        try folder.write(#"{"cty":"x"}"#, to: "header.json")
        let fromFiles = try sign("--claims", "@claims.json", "--header", "@header.json")
        #expect(try payload(fromFiles).json() == #"{"exp":4102444800,"sub":"file"}"#)
        let piped = try Latchkey.run(
            "token",
            "sign",
            "--key",
            "ec.jwk",
            "--claims",
            "@-",
            input: #"{"exp":4102444800,"sub":"pipe"}"#,
            in: folder
        )
        #expect(try payload(piped).json() == #"{"exp":4102444800,"sub":"pipe"}"#)
    }

    @Test("--json wraps the token")
    func json() throws {
        let run = try sign("--claims", #"{"exp":4102444800}"#, "--json")
        #expect(try JSONObject(json: run.output.dropLast().description).names == ["token"])
    }

    @Test("a token that never expires is signed with a note")
    func noExpiry() throws {
        let run = try sign("--claims", #"{"sub":"42"}"#)
        #expect(run.status == 0)
        #expect(
            run.error
                == "latchkey: note: the token has no exp and never expires; --expires-in 15m would end it.\n"
        )
    }

    @Test("a raw secret signs where the algorithm is named, and its last line break does not count [A5]")
    func secret() throws {
        let text = "thirty-two octets at the least, no less"
        try folder.write("\(text)\n", to: "secret.txt")
        let arguments = [
            "token", "sign", "--key", "secret.txt", "--algorithm", "HS256", "--claims",
            #"{"exp":4102444800}"#,
        ]
        let run = try Latchkey.run(arguments, in: folder)
        let key = try JWK(hmacSecret: Array(text.utf8), algorithm: .hs256)
        let verifier = JWTVerifier(key: key, algorithms: [.hs256], issuer: .unchecked, audience: .unchecked)
        #expect(throws: Never.self) { try verifier.verify(try #require(run.lines.first), at: .now) }
        expectFailure(
            try Latchkey.run(["token", "sign", "--key", "secret.txt"], in: folder),
            1,
            "secret.txt: The key cannot be used: the file is no key: neither PEM, DER, JWK, JWK Set nor OpenSSH. "
                + "To use it as a shared secret name the algorithm, for example --algorithm HS256."
        )
    }

    @Test("a well-known secret signs nothing, and it is said how to make one")
    func wellKnownSecret() throws {
        try folder.write("a-string-secret-at-least-256-bits-long\n", to: "secret.txt")
        expectFailure(
            try Latchkey.run(["token", "sign", "--key", "secret.txt", "--algorithm", "HS256"], in: folder),
            1,
            SampleKeys.wellKnown("secret.txt")
        )
    }

    @Test(
        "what cannot be signed is refused in one line",
        arguments: [
            (
                ["--claims", #"{"sub":42}"#], 1, "The claim sub must be a string."
            ),
            (
                ["--claims", "[]"], 1,
                "--claims takes a JSON object such as '{\"sub\":\"42\"}': the outermost value is not an object (octet 0)."
            ),
            (
                ["--claims", #"{"a":1,"a":2}"#], 1,
                "--claims takes a JSON object such as '{\"sub\":\"42\"}': a member name occurs twice (octet 12)."
            ),
            (
                ["--header", #"{"crit":["x"]}"#], 1,
                "The header parameter crit must be absent: no extension is supported."
            ),
            (["--header", #"{"alg":"HS256"}"#], 1, "The header parameter alg must be ES256."),
            (["--algorithm", "RS256"], 1, "The algorithm RS256 is not allowed here."),
            (
                ["--claims", #"{"exp":1}"#, "--expires-in", "1m"], 2,
                "the claims have an exp already; leave it out, or leave out --expires-in."
            ),
            (
                ["--claims", "@absent.json"], 3,
                "cannot read absent.json: No such file or directory. Check the path and its permissions."
            ),
        ] as [([String], Int32, String)]
    )
    func refused(arguments: [String], status: Int32, message: String) throws {
        expectFailure(
            try Latchkey.run(["token", "sign", "--key", "ec.jwk"] + arguments, in: folder),
            status,
            message
        )
    }

    @Test("a public key does not sign, and of two private keys none is guessed")
    func unsuitableKeys() throws {
        expectFailure(
            try Latchkey.run("token", "sign", "--key", "public.jwk", in: folder),
            1,
            "public.jwk holds public keys only; signing takes the private one."
        )
        try folder.write(#"{"keys":[\#(SampleKeys.ec),\#(SampleKeys.ed)]}"#, to: "set.json")
        expectFailure(
            try Latchkey.run("token", "sign", "--key", "set.json", in: folder),
            1,
            "set.json holds 2 private keys; give a file with one."
        )
    }
}
