import LatchkeyJOSE
import Testing

@Suite struct TokenInspectTests {
    private func inspect(_ token: String, _ arguments: String...) throws -> Latchkey.Run {
        try Latchkey.run(["token", "inspect", token, "--at", "2026-11-21T12:00:00Z"] + arguments)
    }

    /// The codes of everything that was found, in order.
    private func codes(_ token: String) throws -> [String] {
        let run = try inspect(token, "--json")
        guard case .array(let findings) = try JSONObject(json: run.output.dropLast().description)["findings"]
        else { return [] }
        return findings.compactMap { finding in
            guard case .object(let object) = finding else { return nil }
            return try? object.string("code")
        }
    }

    private func token(_ header: String, _ claims: String, signature: Int = 64) -> String {
        let segments = [Array(header.utf8), Array(claims.utf8), Array(repeating: 0xab, count: signature)]
        return segments.map { Base64URL.encode($0) }.joined(separator: ".")
    }

    @Test("says in words what a token is and what is wrong with it [C2] [A5]")
    func words() throws {
        let text = token(
            #"{"alg":"ES256","typ":"at+jwt","kid":"k1"}"#,
            #"{"iss":"https://id.example","exp":1795262400,"iat":1795261500,"roles":["admin","staff"]}"#
        )
        let run = try Latchkey.run("token", "inspect", text, "--at", "2026-11-21T12:03:20Z")
        #expect(run.status == 0)
        #expect(run.error == "")
        #expect(
            run.output == """
                A signed token (JWS). The signature has not been checked.

                Header
                  alg  ES256
                  typ  at+jwt
                  kid  k1

                Claims
                  iss    https://id.example
                  exp    2026-11-21T12:00:00Z (3 minutes ago)
                  iat    2026-11-21T11:45:00Z (18 minutes ago)
                  roles  admin, staff

                Wrong with it
                  token_expired  It expired at 2026-11-21T12:00:00Z, 3 minutes ago.

                """
        )
    }

    @Test("a good token has nothing wrong with it")
    func nothingWrong() throws {
        let text = try SampleKeys.sign(#"{"exp":4102444800}"#)
        let run = try inspect(text)
        #expect(run.status == 0)
        #expect(run.output.hasSuffix("\n\nNothing is wrong with it as far as can be seen without a key.\n"))
        #expect(try codes(text) == [])
    }

    @Test(
        "finds what a verifier would refuse",
        arguments: [
            (#"{"alg":"none"}"#, #"{"exp":4102444800}"#, 0, ["algorithm_not_allowed"]),
            (#"{"alg":"NONE"}"#, #"{"exp":4102444800}"#, 0, ["algorithm_not_allowed"]),
            (#"{"alg":"XS999"}"#, #"{"exp":4102444800}"#, 64, ["algorithm_not_allowed"]),
            (#"{"alg":"es256"}"#, #"{"exp":4102444800}"#, 64, ["algorithm_not_allowed"]),
            (#"{"typ":"JWT"}"#, #"{"exp":4102444800}"#, 64, ["header_invalid"]),
            (#"{"alg":["ES256"]}"#, #"{"exp":4102444800}"#, 64, ["header_invalid"]),
            (#"{"alg":"ES256"}"#, #"{"exp":4102444800}"#, 0, ["signature_invalid"]),
            (#"{"alg":"ES256"}"#, #"{"exp":4102444800}"#, 70, ["signature_invalid"]),
            (#"{"alg":"HS256"}"#, #"{"exp":4102444800}"#, 64, ["signature_invalid"]),
            (#"{"alg":"RS256"}"#, #"{"exp":4102444800}"#, 128, ["signature_invalid"]),
            (#"{"alg":"RS256"}"#, #"{"exp":4102444800}"#, 512, []),
            (
                #"{"alg":"ES256","crit":["x"],"x":1}"#, #"{"exp":4102444800}"#, 64,
                ["critical_header_unsupported"]
            ),
            (#"{"alg":"ES256","b64":false}"#, #"{"exp":4102444800}"#, 64, ["critical_header_unsupported"]),
            (#"{"alg":"ES256","kid":7}"#, #"{"exp":4102444800}"#, 64, ["header_invalid"]),
            (#"{"alg":"ES256","jku":"https://evil.example"}"#, #"{"exp":4102444800}"#, 64, ["embedded_key"]),
            (#"{"alg":"ES256"}"#, "{}", 64, ["no_expiry"]),
            (#"{"alg":"ES256"}"#, #"{"exp":1795262400}"#, 64, ["token_expired"]),
            (#"{"alg":"ES256"}"#, #"{"exp":1795262400.5}"#, 64, []),
            (#"{"alg":"ES256"}"#, #"{"exp":"4102444800"}"#, 64, ["claim_invalid"]),
            (#"{"alg":"ES256"}"#, #"{"exp":null}"#, 64, ["claim_invalid"]),
            (#"{"alg":"ES256"}"#, #"{"exp":1e300}"#, 64, ["claim_invalid"]),
            (#"{"alg":"ES256"}"#, #"{"exp":4102444800000}"#, 64, ["milliseconds"]),
            (#"{"alg":"ES256"}"#, #"{"exp":4102444800,"nbf":1795262401}"#, 64, ["token_not_yet_valid"]),
            (#"{"alg":"ES256"}"#, #"{"exp":4102444800,"nbf":1795262400}"#, 64, []),
            (#"{"alg":"ES256"}"#, #"{"exp":4102444800,"iat":1795262401}"#, 64, ["issued_in_future"]),
            (
                #"{"alg":"ES256"}"#, #"{"exp":4102444800,"iss":["a"],"sub":1,"jti":null}"#, 64,
                ["claim_invalid", "claim_invalid", "claim_invalid"]
            ),
            (#"{"alg":"ES256"}"#, #"{"exp":4102444800,"aud":{"a":1}}"#, 64, ["claim_invalid"]),
            (#"{"alg":"ES256"}"#, #"{"exp":4102444800,"aud":["a",1]}"#, 64, ["claim_invalid"]),
        ] as [(String, String, Int, [String])]
    )
    func findings(header: String, claims: String, signature: Int, expected: [String]) throws {
        let text = token(header, claims, signature: signature)
        #expect(try codes(text) == expected)
        #expect(try inspect(text).status == 0)
    }

    @Test(
        "says why a text is no token, and exits with 1",
        arguments: [
            ("a.b", "It has 2 segments between dots; a signed token has three, an encrypted one five."),
            ("abc", "It has one segment between dots; a signed token has three, an encrypted one five."),
            ("a.b.c.d", "It has 4 segments between dots; a signed token has three, an encrypted one five."),
            (
                String(repeating: ".", count: 9999),
                "It has more than five segments between dots; a signed token has three, an encrypted one five."
            ),
            (#"{"payload":"x"}"#, "It looks like JSON; only the compact form with dots is taken."),
            ("e30=.e30.AAAA", "The header is padded with =, which a token never is."),
            ("e+0.e30.AAAA", "The header is in base64 with + and /, not in base64url with - and _."),
            ("e3 0.e30.AAAA", "The header has white space in it."),
            ("e3{0.e30.AAAA", "The header has the character { in it, which base64url has not."),
            ("e3é0.e30.AAAA", "The header has characters in it that base64url has not."),
            ("e30ab.e30.AAAA", "The header is cut off: no base64url has a length of 5."),
            ("e31.e30.AAAA", "The header ends in bits that must be zero: a character was lost or changed."),
            ("YWJj.e30.AAAA", "The header is not a JSON object: the text is not valid JSON (octet 0)."),
            (
                "eyJhbGciOiJFUzI1NiJ9.W10.AAAA",
                "The payload is not a JSON object: the outermost value is not an object (octet 0)."
            ),
        ]
    )
    func unreadable(text: String, sentence: String) throws {
        let run = try inspect(text, "--json")
        #expect(
            run.output.contains(
                #"{"code":"malformed","message":\#(JSONValue.string(sentence).json()),"fatal":true}"#
            )
        )
        let isReadableAllTheSame = text.hasPrefix("e30=") || text.hasPrefix("e3 0")
        #expect(run.status == (isReadableAllTheSame ? 0 : 1))
        #expect(try inspect(text).status == run.status)
    }

    @Test("recognises encrypted tokens, refresh tokens, and a Bearer in front")
    func kinds() throws {
        let header = Base64URL.encode(Array(#"{"alg":"dir","enc":"A256GCM"}"#.utf8))
        let encrypted = try inspect("\(header)..AAAA.AAAA.AAAA")
        #expect(encrypted.status == 0)
        #expect(
            encrypted.output.hasPrefix(
                "An encrypted token (JWE). What it says can be read with its key only.\n"
            )
        )
        #expect(try codes("lkr_AQEBof4") == ["malformed"])
        // Of nobody's server, with a good checksum.
        let refresh = try inspect(
            "lkr_AQEAAQIDBAUGBwgJCgsMDQ4PAAAAAAAAAAcAAQIDBAUGBwgJCgsMDQ4P" + String(repeating: "A", count: 42)
                + "ADC7dwv"
        )
        #expect(refresh.status == 0)
        #expect(
            refresh.output.hasPrefix(
                "A refresh token of Latchkey: opaque, and good at its own server only.\n"
            )
        )
        let bearer = try SampleKeys.sign(#"{"exp":4102444800}"#)
        #expect(try codes("Bearer \(bearer)") == ["bearer_prefix"])
    }

    private func inspect(
        _ token: String,
        keys: [String],
        in folder: TemporaryFolder
    ) throws -> (Latchkey.Run, [String]) {
        let arguments = ["token", "inspect", token, "--at", "2026-11-21T12:00:00Z"] + keys
        let run = try Latchkey.run(arguments, in: folder)
        let json = try JSONObject(json: try Latchkey.run(arguments + ["--json"], in: folder).lines[0])
        guard case .array(let findings) = json["findings"] else { return (run, []) }
        let codes = findings.compactMap { finding -> String? in
            guard case .object(let object) = finding else { return nil }
            return try? object.string("code")
        }
        return (run, codes + [try json.string("signature") ?? ""])
    }

    @Test("with a key it checks the signature, and explains a key that does not fit")
    func withKey() throws {
        let folder = try TemporaryFolder()
        try folder.write(SampleKeys.ecPublic, to: "ec.jwk")
        try folder.write(SampleKeys.ed, to: "ed.jwk")
        try folder.write(JWK.generate(.es256).json(), to: "other.jwk")
        try folder.write(#"{"keys":[\#(SampleKeys.ecPublic.dropLast()),"kid":"a"}]}"#, to: "set.json")
        let token = try SampleKeys.sign(#"{"exp":4102444800}"#)
        let named = try SampleKeys.sign(#"{"exp":4102444800}"#, header: ["kid": "b"])
        let expected: [(String, [String], String, String)] = [
            (token, ["signature_valid", "valid"], "ec.jwk", "The signature is good: the key made it."),
            (
                token, ["signature_invalid", "invalid"], "other.jwk",
                "The signature is not by this key, or the token was changed"
            ),
            (
                token, ["algorithm_not_allowed", "invalid"], "ed.jwk",
                "The token says ES256; the key is of type OKP and for EdDSA,"
            ),
            (named, ["key_unknown", "invalid"], "set.json", "The set has no key with the kid b; it has a."),
            (token, ["signature_valid", "valid"], "set.json", "The signature is good: the key a made it."),
        ]
        for (token, codes, file, sentence) in expected {
            let (run, found) = try inspect(token, keys: ["--key", file], in: folder)
            #expect(run.status == 0)
            #expect(found == codes, "\(file)")
            let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains(sentence), "\(words)")
            #expect(words.contains("Nothing is wrong with it") == (codes.last == "valid"))
            #expect(run.lines.allSatisfy { $0.count <= 80 || $0.contains("eyJ") })
        }
    }

    @Test("a token that ends before it begins is valid at no moment")
    func order() throws {
        let text = token(#"{"alg":"ES256"}"#, #"{"exp":4102444800,"nbf":4102444800}"#)
        #expect(try codes(text) == ["token_not_yet_valid", "never_valid"])
    }
}
