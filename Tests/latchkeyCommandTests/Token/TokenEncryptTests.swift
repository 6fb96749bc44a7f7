import Foundation
import LatchkeyJOSE
import Testing

@Suite struct TokenEncryptTests {
    private let folder: TemporaryFolder
    private static let text = "The treasure is under the bridge.\n"

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(SampleKeys.ec, to: "ec.jwk")
        try folder.write(SampleKeys.ecPublic, to: "public.jwk")
        try folder.write(Self.text, to: "letter.txt")
    }

    private func encrypt(_ arguments: String..., input: String = "") throws -> Latchkey.Run {
        try Latchkey.run(["token", "encrypt"] + arguments, input: Array(input.utf8), in: folder)
    }

    private func decrypt(_ token: String, _ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(["token", "decrypt", "-"] + arguments, input: Array(token.utf8), in: folder)
    }

    private func token(_ run: Latchkey.Run) throws -> String {
        #expect(run.status == 0)
        #expect(run.error == "")
        #expect(run.lines.count == 1)
        return try #require(run.lines.first)
    }

    @Test("what is encrypted to a public key is decrypted with the private one, octet for octet")
    func roundTrip() throws {
        for arguments in [["--payload", "@letter.txt"], []] {
            let run = try Latchkey.run(
                ["token", "encrypt", "--key", "public.jwk"] + arguments,
                input: Array(Self.text.utf8),
                in: folder
            )
            let decrypted = try decrypt(token(run), "--key", "ec.jwk")
            #expect(decrypted.status == 0)
            #expect(decrypted.output == Self.text)
            #expect(decrypted.error == "")
        }
    }

    @Test(
        "a key that was made for an algorithm encrypts and decrypts with it",
        arguments: ["RSA-OAEP-256", "ECDH-ES+A256KW", "A256KW", "A128GCMKW", "dir"]
    )
    func madeKeys(algorithm: String) throws {
        let made = try Latchkey.run(
            ["key", "generate", "--algorithm", algorithm, "--output", "key.jwk"],
            in: folder
        )
        #expect(made.status == 0, "\(made.error)")
        let token = try token(encrypt("--key", "key.jwk", "--payload", "@letter.txt"))
        let header = Base64URL.decode(String(token.prefix { $0 != "." })) ?? []
        #expect(try JSONObject(json: header).string("alg") == algorithm)
        #expect(try decrypt(token, "--key", "key.jwk").output == Self.text)
    }

    @Test("content that is no text comes out as it went in")
    func binary() throws {
        try folder.write([0, 0xff, 0x0a, 0x1b], to: "binary")
        let encrypted = try token(encrypt("--key", "ec.jwk", "--payload", "@binary"))
        let child = try Latchkey.start(["token", "decrypt", encrypted, "--key", "ec.jwk"], in: folder)
        child.closeInput()
        #expect(try Array(child.wait().output) == [0, 0xff, 0x0a, 0x1b])
        let json = try decrypt(encrypted, "--key", "ec.jwk", "--json")
        #expect(try JSONObject(json: json.output)["payload_base64url"] == "AP8KGw")
    }

    @Test("algorithms, header and the form of the answer are the user's to choose")
    func choices() throws {
        let run = try encrypt(
            "--key",
            "public.jwk",
            "--algorithm",
            "ECDH-ES",
            "--encryption",
            "A128CBC-HS256",
            "--header",
            #"{"cty":"text/plain","tenant":"north"}"#,
            "--json",
            input: "x"
        )
        let answer = try JSONObject(json: run.output)
        let encrypted = try #require(try answer.string("token"))
        let decrypted = try decrypt(
            encrypted,
            "--key",
            "ec.jwk",
            "--algorithm",
            "ECDH-ES",
            "--encryption",
            "A128CBC-HS256",
            "--json"
        )
        let content = try JSONObject(json: decrypted.output)
        #expect(content["ok"] == true)
        #expect(content["payload"] == "x")
        let header = try #require(try content.object("header"))
        #expect(header["alg"] == "ECDH-ES")
        #expect(header["enc"] == "A128CBC-HS256")
        #expect(header["cty"] == "text/plain")
        #expect(header["tenant"] == "north")
    }

    @Test("a raw secret and a password are taken where the algorithm says so, without a line end")
    func sharedKeys() throws {
        try folder.write("0123456789abcdef0123456789abcdef\n", to: "secret")
        try folder.write("correct horse battery staple\n", to: "password")
        for (file, algorithm) in [
            ("secret", "A256KW"), ("secret", "dir"), ("password", "PBES2-HS512+A256KW"),
        ] {
            let encrypted = try token(encrypt("--key", file, "--algorithm", algorithm, input: "x"))
            let decrypted = try decrypt(encrypted, "--key", file, "--algorithm", algorithm)
            #expect(decrypted.output == "x")
        }
        try expectFailure(
            encrypt("--key", "password", input: "x"),
            1,
            "password: The key cannot be used: the file is no key: neither PEM, DER, JWK, JWK Set nor OpenSSH. To use it as "
                + "a shared secret or as a password name the algorithm, for example --algorithm A256KW or --algorithm "
                + "PBES2-HS512+A256KW."
        )
        try expectFailure(
            encrypt("--key", "password", "--algorithm", "A256KW", input: "x"),
            1,
            "password: The key cannot be used: a secret to encrypt with has 16, 24, 32, 48 or 64 octets."
        )
    }

    @Test("of a key set the token's kid picks the key")
    func keySet() throws {
        let keys = try (0..<2).map { _ in try JWK.generate(.a256KW) }
        try folder.write(JWKSet(keys).json(), to: "keys.json")
        try folder.write(keys[1].json(), to: "second.jwk")
        let encrypted = try token(encrypt("--key", "second.jwk", input: "x"))
        let json = try decrypt(encrypted, "--key", "keys.json", "--json").output
        #expect(try JSONObject(json: json)["kid"] == .string(#require(keys[1].keyID)))
        try expectFailure(
            encrypt("--key", "keys.json", input: "x"),
            1,
            "keys.json holds 2 keys to encrypt with; give a file with one."
        )
    }

    @Test("the JSON forms are read, too")
    func jsonForm() throws {
        let encrypter = try JWEEncrypter(key: JWK(json: SampleKeys.ec))
        let text = try encrypter.encryptJSON(Array("x".utf8), additionalData: [1])
        #expect(try decrypt(text, "--key", "ec.jwk").output == "x")
    }

    @Test("a signed token inside is announced as not yet verified")
    func nested() throws {
        let signed = try SampleKeys.sign(#"{"sub":"42"}"#)
        let run = try encrypt("--key", "public.jwk", "--header", #"{"cty":"JWT"}"#, input: signed)
        let decrypted = try decrypt(token(run), "--key", "ec.jwk")
        #expect(decrypted.output == signed)
        #expect(
            decrypted.error
                == "latchkey: note: nobody has verified the token inside; latchkey token verify does.\n"
        )
    }

    @Test("the payload is never an argument that others could see")
    func payloadArgument() throws {
        let run = try encrypt("--key", "public.jwk", "--payload", "secret")
        #expect(run.status == 2)
        #expect(run.error.contains("Other users see a command's arguments; give the payload as @FILE"))
        let twice = try encrypt("--key", "-", input: "x")
        #expect(twice.status == 2)
        #expect(twice.error.contains("Only one of key, payload and header can come from standard input."))
        let both = try Latchkey.run("token", "decrypt", "-", "--key", "-", in: folder)
        #expect(both.status == 2)
        #expect(both.error.contains("Only one of token and key can come from standard input."))
    }

    @Test("what cannot be decrypted is refused with its code")
    func refusals() throws {
        let encrypted = try token(encrypt("--key", "public.jwk", input: "x"))
        try folder.write(JWK.generate(.ecdhESA256KW).json(), to: "other.jwk")
        try expectFailure(
            decrypt(encrypted, "--key", "other.jwk"),
            1,
            "decryption_failed: The token could not be decrypted."
        )
        try expectFailure(
            decrypt(encrypted, "--key", "public.jwk"),
            1,
            "algorithm_not_allowed: The token's algorithm is ECDH-ES+A256KW; accepted here: ECDH-ES, ECDH-ES+A128KW, "
                + "ECDH-ES+A192KW, ECDH-ES+A256KW."
        )
        try expectFailure(
            decrypt(encrypted, "--key", "ec.jwk", "--algorithm", "ECDH-ES"),
            1,
            "algorithm_not_allowed: The token's algorithm is ECDH-ES+A256KW; accepted here: ECDH-ES."
        )
        try expectFailure(
            decrypt(SampleKeys.sign("{}"), "--key", "ec.jwk"),
            1,
            "malformed: The token is signed and not encrypted; latchkey token verify reads it."
        )
        let json = try decrypt(encrypted, "--key", "other.jwk", "--json")
        #expect(json.status == 1)
        #expect(json.error == "")
        #expect(
            try JSONObject(json: json.output)
                == [
                    "ok": false, "error": "decryption_failed", "message": "The token could not be decrypted.",
                ]
        )
        let verified = try Latchkey.run("token", "verify", encrypted, "--key", "public.jwk", in: folder)
        #expect(verified.status == 1)
        try folder.write(SampleKeys.ed, to: "ed.jwk")
        try expectFailure(
            encrypt("--key", "ed.jwk", input: "x"),
            1,
            "ed.jwk holds no key to encrypt with; RSA, P-256, P-384, P-521, X25519 and shared keys can."
        )
    }

    @Test("content that a token says is compressed needs --inflate")
    func compressed() throws {
        // RFC 7520 §5.9.
        try folder.write(
            #"{"kty":"oct","use":"enc","alg":"A128KW","k":"GZy6sIZ6wl9NJOKB-jnmVQ"}"#,
            to: "wrap.jwk"
        )
        try expectFailure(
            decrypt(Self.compressedToken, "--key", "wrap.jwk"),
            1,
            "header_invalid: The content is compressed; --inflate accepts that, up to 250 KiB."
        )
        let run = try decrypt(Self.compressedToken, "--key", "wrap.jwk", "--inflate")
        #expect(run.output.hasPrefix("You can trust us to stick with you"))
    }

    private static let compressedToken = """
        eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMiOiJBMTI4R0NN\
        IiwiemlwIjoiREVGIn0.5vUT2WOtQxKWcekM_IzVQwkGgzlFDwPi.p9pUq6XHY0jfEZIl.HbDtOsdai1oYziSx25KEeTxmwnh8L8\
        jKMFNc1k3zmMI6VB8hry57tDZ61jXyezSPt0fdLVfe6Jf5y5-JaCap_JQBcb5opbmT60uWGml8blyiMQmOn9J--XhhlYg0m-BHaq\
        fDO5iTOWxPxFMUedx7WCy8mxgDHj0aBMG6152PsM-w5E_o2B3jDbrYBKhpYA7qi3AyijnCJ7BP9rr3U8kxExCpG3mK420TjOw.VI\
        LuUwuIxaLVmh5X-T7kmA
        """
}
