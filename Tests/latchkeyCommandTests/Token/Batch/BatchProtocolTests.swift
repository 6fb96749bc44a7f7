import LatchkeyJOSE
import Testing

/// The protocol of `token verify --batch`, sentence by sentence.
@Suite struct BatchProtocolTests {
    private static let broken = #"{"id":null,"ok":false,"error":"line_invalid"}"#

    private func batch(_ lines: [String]) throws -> [String] {
        let run = try Latchkey.run(
            ["token", "verify", "--batch"],
            input: Array(lines.joined(separator: "\n").utf8)
        )
        #expect(run.status == 0)
        #expect(run.error == "")
        return run.lines
    }

    private func line(
        id: Int = 1,
        _ token: String,
        key: String = #""jwk":\#(SampleKeys.ecPublic)"#,
        algs: String = #"["ES256"]"#,
        rest: String = ""
    ) -> String {
        #"{"id":\#(id),"token":"\#(token)",\#(key),"algs":\#(algs)\#(rest)}"#
    }

    private func verdict(_ line: String) throws -> String {
        let lines = try batch([line])
        #expect(lines.count == 1)
        return lines.first ?? ""
    }

    private func accepted(id: Int = 1) -> String { #"{"id":\#(id),"ok":true}"# }

    private func refused(id: Int = 1, _ code: String) -> String {
        #"{"id":\#(id),"ok":false,"error":"\#(code)"}"#
    }

    @Test("answers each line before it reads the next [C2]")
    func flushedPerLine() throws {
        let token = try SampleKeys.sign(#"{"sub":"42"}"#)
        let child = try Latchkey.start(["token", "verify", "--batch"])
        for id in 1...20 {
            child.send(line: line(id: id, id.isMultiple(of: 2) ? token : token + "AA"))
            #expect(
                try child.readLine()
                    == (id.isMultiple(of: 2) ? accepted(id: id) : refused(id: id, "signature_invalid"))
            )
        }
        child.closeInput()
        #expect(try child.wait().status == 0)
    }

    @Test("answers in the order of the lines, and exits with 0 whatever the verdicts [C2]")
    func order() throws {
        let token = try SampleKeys.sign(#"{"sub":"42"}"#)
        let lines = (0..<500).map { line(id: $0, $0.isMultiple(of: 3) ? "a.b.c" : token) }
        let verdicts = (0..<500).map {
            $0.isMultiple(of: 3) ? refused(id: $0, "malformed") : accepted(id: $0)
        }
        #expect(try batch(lines) == verdicts)
    }

    @Test(
        "gives the identifier back whatever JSON it is",
        arguments: [#""a\"b""#, "null", "7", "1.5", "true", #"["x",{"y":1}]"#]
    )
    func identifiers(id: String) throws {
        let token = try SampleKeys.sign(#"{"sub":"42"}"#)
        let line = #"{"id":\#(id),"token":"\#(token)","jwk":\#(SampleKeys.ecPublic),"algs":["ES256"]}"#
        #expect(try verdict(line) == #"{"id":\#(id),"ok":true}"#)
    }

    @Test(
        "finds the identifier of a line that is no strict JSON, and gives it back octet for octet",
        arguments: [
            (#"{"id":7,"token":"\ud800"}"#, "7"), (#"{"token":NaN,"id":"a,}"}"#, #""a,}""#),
            (#"{"id":12345678901234567890,"x":1,"x":2}"#, "12345678901234567890"), (#"{"id":1.0,}"#, "1.0"),
            (#"{"x":{"id":1},"id":"\u00e9\"","y":[}"#, #""\u00e9\"""#), (#"{"\u0069d":1e2 ,"x":}"#, "1e2"),
            (#"{"x":["id"],"id": [1, 2] "#, "[1, 2]"), (#"{"id":1,"id":1}"#, "null"),
            (#"{"id":01,"x":2}"#, "null"),
            (#"{"id":"a"#, "null"), (#"{"id":1 2}"#, "null"), (#"{"id"}"#, "null"), (#"{"id":}"#, "null"),
            ("{", "null"),
            (#"["id",1]"#, "null"), (#"x"id":1"#, "null"), (#"{"ID":1,}"#, "null"),
        ]
    )
    func identifiersOfBrokenLines(line: String, id: String) throws {
        #expect(try verdict(line) == #"{"id":\#(id),"ok":false,"error":"line_invalid"}"#)
    }

    @Test("a symmetric key beside one of an unknown type is a set of symmetric keys")
    func unknownTypes() throws {
        let token = try SampleKeys.sign(#"{"sub":"42"}"#, with: SampleKeys.secret, algorithm: .hs256)
        let set = #""jwk":{"keys":[{"kty":"XX"},\#(SampleKeys.secret)]}"#
        #expect(try verdict(line(token, key: set, algs: #"["HS256"]"#)) == accepted())
    }

    @Test("a line without an identifier is answered with null")
    func noIdentifier() throws {
        #expect(try verdict(#"{"token":"a.b.c"}"#) == #"{"id":null,"ok":false,"error":"key_invalid"}"#)
    }

    @Test("the last line needs no line feed, and an empty input has no answer")
    func ends() throws {
        #expect(try batch(["x"]) == [Self.broken])
        #expect(try batch([]) == [])
        #expect(try batch(["x", ""]) == [Self.broken])
    }

    @Test(
        "a broken line is refused and never ends the run [C2]",
        arguments: [
            "", " ", "x", "[]", "null", "{", #"{"id":null,}"#, #"{"id":null} x"#, #"{"id":null,"id":null}"#,
            #"{"id":null,"token":5}"#, #"{"id":null}"#, #"{"id":null,"token":null}"#,
            #"{"id":null,"token":"a.b.c","algs":"ES256"}"#, #"{"id":null,"token":"a.b.c","algs":[1]}"#,
            #"{"id":null,"token":"a.b.c","layer":"jwe"}"#, #"{"id":null,"token":"a.b.c","layer":1}"#,
            #"{"id":null,"token":"a.b.c","check":[]}"#, #"{"id":null,"token":"a.b.c","check":{"iss":1}}"#,
            #"{"id":null,"token":"a.b.c","check":{"aud":1}}"#,
            #"{"id":null,"token":"a.b.c","check":{"aud":[1]}}"#,
            #"{"id":null,"token":"a.b.c","check":{"typ":[]}}"#,
            #"{"id":null,"token":"a.b.c","check":{"require":"x"}}"#,
            #"{"id":null,"token":"a.b.c","check":{"now":"1"}}"#,
            #"{"id":null,"token":"a.b.c","check":{"now":1e999}}"#,
            #"{"id":null,"token":"a.b.c","check":{"leeway":true}}"#,
            #"{"id":null,"token":"a.b.c","jwk_text":1}"#,
        ]
    )
    func brokenLine(broken: String) throws {
        let token = try SampleKeys.sign(#"{"sub":"42"}"#)
        #expect(try batch([broken, line(id: 2, token)]) == [Self.broken, accepted(id: 2)])
    }

    @Test(
        "a line that is not UTF-8, has a NUL in it, or is longer than 1 MiB is broken, and the next one is judged"
    )
    func brokenOctets() throws {
        let good = Array(line(id: 2, try SampleKeys.sign(#"{"sub":"42"}"#)).utf8) + [0x0a]
        for octets in [[0xff, 0xfe], [0x00], Array(repeating: 0x61, count: 3 << 20)] as [[UInt8]] {
            let run = try Latchkey.run(["token", "verify", "--batch"], input: octets + [0x0a] + good)
            #expect(run.status == 0)
            #expect(run.lines == [Self.broken, accepted(id: 2)])
        }
    }

    @Test(
        "no algorithm is accepted that the line does not name",
        arguments: ["null", "[]", #"["HS256"]"#, #"["none","es256"]"#]
    )
    func algorithms(algs: String) throws {
        let token = try SampleKeys.sign(#"{"sub":"42"}"#)
        #expect(try verdict(line(token, algs: algs)) == refused("algorithm_not_allowed"))
        let absent = #"{"id":1,"token":"\#(token)","jwk":\#(SampleKeys.ecPublic)}"#
        #expect(try verdict(absent) == refused("algorithm_not_allowed"))
    }

    @Test("one of several algorithms will do")
    func severalAlgorithms() throws {
        let token = try SampleKeys.sign(#"{"sub":"42"}"#)
        #expect(try verdict(line(token, algs: #"["RS256","ES256","XS999"]"#)) == accepted())
    }

    @Test("an unsecured token is refused though it is asked for", arguments: ["none", "None", "nOnE"])
    func none(name: String) throws {
        let header = Base64URL.encode(Array(#"{"alg":"\#(name)"}"#.utf8))
        let token = "\(header).\(Base64URL.encode(Array(#"{"sub":"42"}"#.utf8)))."
        #expect(try verdict(line(token, algs: #"["\#(name)","ES256"]"#)) == refused("algorithm_not_allowed"))
    }

    @Test(
        "a bad key refuses its line",
        arguments: [
            #""jwk":null"#, #""jwk":"text""#, #""jwk":[]"#, #""jwk":{}"#, #""jwk":{"kty":"EC"}"#,
            #""jwk":{"kty":"oct","k":"AA"}"#,
            #""jwk":{"KEYS":[]}"#, #""jwk":{"keys":null}"#, #""jwk":{"keys":{}}"#, #""jwk_text":"""#,
            #""jwk_text":"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n""#,
            #""jwk":\#(SampleKeys.ecPublic),"jwk_text":"x""#,
        ]
    )
    func badKey(key: String) throws {
        let token = try SampleKeys.sign(#"{"sub":"42"}"#)
        #expect(try verdict(line(token, key: key)) == refused("key_invalid"))
    }

    @Test("a JWK Set is searched by kid, and an unusable key in it is skipped")
    func keySet() throws {
        let named = #"{"kid":"a",\#(SampleKeys.ecPublic.dropFirst())"#
        let set = #""jwk":{"keys":[{"kty":"XX","kid":"x"},{"kty":"EC","crv":"P-256"},7,\#(named)]}"#
        let right = try SampleKeys.sign(#"{"sub":"42"}"#, header: ["kid": "a"])
        let wrong = try SampleKeys.sign(#"{"sub":"42"}"#, header: ["kid": "b"])
        let unnamed = try SampleKeys.sign(#"{"sub":"42"}"#)
        #expect(try verdict(line(right, key: set)) == accepted())
        #expect(try verdict(line(wrong, key: set)) == refused("key_unknown"))
        #expect(try verdict(line(unnamed, key: set)) == accepted())
    }

    @Test("a single key is used whatever kid the token names")
    func singleKey() throws {
        let token = try SampleKeys.sign(#"{"sub":"42"}"#, header: ["kid": "other"])
        let named = #"{"kid":"a",\#(SampleKeys.ecPublic.dropFirst())"#
        #expect(try verdict(line(token, key: #""jwk":\#(named)"#)) == accepted())
    }

    @Test("duplicate kids, and a symmetric key beside public ones, refuse the set")
    func refusedSets() throws {
        let token = try SampleKeys.sign(#"{"sub":"42"}"#, header: ["kid": "a"])
        let named = #"{"kid":"a",\#(SampleKeys.ecPublic.dropFirst())"#
        let other = #"{"kid":"a",\#(SampleKeys.ed.dropFirst())"#
        #expect(
            try verdict(line(token, key: #""jwk":{"keys":[\#(named),\#(other)]}"#)) == refused("key_invalid")
        )
        let mixed = #""jwk":{"keys":[\#(named),\#(SampleKeys.secret)]}"#
        #expect(try verdict(line(token, key: mixed)) == refused("key_invalid"))
        #expect(
            try verdict(line(token, key: #""jwk":{"keys":[\#(SampleKeys.secret)]}"#))
                == refused("key_unknown")
        )
    }

    @Test("jwk_text is the key file verbatim: PEM, JWK, JWK Set, secret [D1]")
    func keyTexts() throws {
        let pem = try JWK(json: SampleKeys.ecPublic).pem()
        let token = try SampleKeys.sign(#"{"sub":"42"}"#)
        for text in [
            pem, "Some words before.\n" + pem, SampleKeys.ecPublic, #"{"keys":[\#(SampleKeys.ecPublic)]}"#,
        ] {
            let key = #""jwk_text":\#(JSONValue.string(text).json())"#
            #expect(try verdict(line(token, key: key)) == accepted())
        }
        let secret = "correct horse battery staple, thirty-two octets"
        let oct = #"{"kty":"oct","k":"\#(Base64URL.encode(Array(secret.utf8)))"}"#
        let signed = try SampleKeys.sign(#"{"sub":"42"}"#, with: oct, algorithm: .hs256)
        let key = #""jwk_text":"\#(secret)""#
        #expect(try verdict(line(signed, key: key, algs: #"["HS256"]"#)) == accepted())
        #expect(try verdict(line(signed, key: key, algs: #"["HS256","HS512"]"#)) == accepted())
        #expect(try verdict(line(signed, key: key, algs: #"["ES256"]"#)) == refused("key_invalid"))
        #expect(try verdict(line(signed, key: key, algs: #"["HS512"]"#)) == refused("key_invalid"))
    }

    @Test("a well-known secret is no key in any form")
    func wellKnownSecret() throws {
        let text = "a-string-secret-at-least-256-bits-long"
        let oct = #"{"kty":"oct","k":"\#(Base64URL.encode(Array(text.utf8)))"}"#
        let token = try SampleKeys.sign(#"{"sub":"42"}"#, with: SampleKeys.secret, algorithm: .hs256)
        for key in [#""jwk":\#(oct)"#, #""jwk_text":"\#(text)""#] {
            #expect(try verdict(line(token, key: key, algs: #"["HS256"]"#)) == refused("key_invalid"))
        }
    }

    @Test("the text of a public key never is a secret", arguments: ["", " ", "\n", "\u{FEFF}", "words\n"])
    func confusion(prefix: String) throws {
        let pem = prefix + (try JWK(json: SampleKeys.ecPublic).pem())
        let oct = #"{"kty":"oct","k":"\#(Base64URL.encode(Array(pem.utf8)))"}"#
        let text = JSONValue.string(pem).json()
        // A signer that takes anything for a secret, which ours does not.
        #expect(throws: JWTError.self) { try SampleKeys.sign(#"{"sub":"42"}"#, with: oct, algorithm: .hs256) }
        let token = try SampleKeys.sign(#"{"sub":"42"}"#, with: SampleKeys.secret, algorithm: .hs256)
        for algs in [#"["HS256"]"#, #"["HS256","ES256"]"#] {
            let answer = try verdict(line(token, key: #""jwk_text":\#(text)"#, algs: algs))
            #expect(answer != accepted())
        }
    }

    @Test(
        "nothing is required unless it is given",
        arguments: [("{}", true), (#"{"check":{}}"#, true), (#"{"check":{"require":["exp"]}}"#, false)]
    )
    func nothingRequired(extra: String, isAccepted: Bool) throws {
        let token = try SampleKeys.sign("{}")
        let rest = extra == "{}" ? "" : ",\(extra.dropFirst().dropLast())"
        #expect(try verdict(line(token, rest: rest)) == (isAccepted ? accepted() : refused("claim_missing")))
    }

    @Test("null in a case counts as absent")
    func nulls() throws {
        let token = try SampleKeys.sign(#"{"iss":"i"}"#)
        let check = #"{"iss":null,"aud":null,"typ":null,"require":null,"now":null,"leeway":null}"#
        let rest = #","jwk_text":null,"layer":null,"check":\#(check)"#
        #expect(try verdict(line(token, rest: rest)) == accepted())
        #expect(try verdict(line(token, rest: #","check":null"#)) == accepted())
    }

    @Test(
        "what is given is checked",
        arguments: [
            (#"{"iss":"i"}"#, nil), (#"{"iss":"j"}"#, "issuer_mismatch"),
            (#"{"aud":"a"}"#, nil), (#"{"aud":["x","b"]}"#, nil), (#"{"aud":"c"}"#, "audience_mismatch"),
            (#"{"aud":[]}"#, "audience_mismatch"), (#"{"aud":["a"],"typ":"jwt"}"#, nil),
            (#"{"aud":"a","typ":"at+jwt"}"#, "type_mismatch"),
            (#"{"aud":"a","require":["sub","data"]}"#, nil),
            (#"{"aud":"a","require":["jti"]}"#, "claim_missing"), (#"{}"#, "audience_mismatch"),
        ] as [(String, String?)]
    )
    func checks(check: String, error: String?) throws {
        let claims = #"{"iss":"i","sub":"42","aud":["a","b"],"data":{"n":1}}"#
        let check =
            check == #"{}"# || check.contains("aud")
            ? check : check.replacing("{", with: #"{"aud":"a","#, maxReplacements: 1)
        let answer = try verdict(line(try SampleKeys.sign(claims), rest: #","check":\#(check)"#))
        #expect(answer == error.map { refused($0) } ?? accepted())
    }

    @Test(
        "now and leeway are numbers, and exp at this very second is over",
        arguments: [
            (1000, "0", "token_not_yet_valid"), (1999, "0", "token_not_yet_valid"), (2000, "0", nil),
            (2999, "0.5", nil),
            (3000, "0", "token_expired"), (3000, "0.5", nil), (3001, "1", "token_expired"), (1999, "1", nil),
        ] as [(Int, String, String?)]
    )
    func times(now: Int, leeway: String, error: String?) throws {
        let token = try SampleKeys.sign(#"{"nbf":2000,"exp":3000}"#)
        let answer = try verdict(line(token, rest: #","check":{"now":\#(now),"leeway":\#(leeway)}"#))
        #expect(answer == error.map { refused($0) } ?? accepted())
    }

    @Test("without now it is the present")
    func present() throws {
        #expect(try verdict(line(try SampleKeys.sign(#"{"exp":4102444800}"#))) == accepted())
        #expect(try verdict(line(try SampleKeys.sign(#"{"exp":1000000000}"#))) == refused("token_expired"))
    }

    @Test("layer jws checks the signature alone")
    func layers() throws {
        let header = Base64URL.encode(Array(#"{"alg":"HS256"}"#.utf8))
        let payload = Base64URL.encode(Array("no claims at all".utf8))
        let key = #""jwk":\#(SampleKeys.secret)"#
        let signature = try hmac("\(header).\(payload)")
        let text = "\(header).\(payload).\(signature)"
        #expect(
            try verdict(line(text, key: key, algs: #"["HS256"]"#, rest: #","layer":"jws""#)) == accepted()
        )
        #expect(
            try verdict(line(text, key: key, algs: #"["HS256"]"#, rest: #","layer":"jwt""#))
                == refused("malformed")
        )
        #expect(try verdict(line(text, key: key, algs: #"["HS256"]"#)) == refused("malformed"))
        let tampered = "\(header).\(payload)A.\(signature)"
        #expect(
            try verdict(line(tampered, key: key, algs: #"["HS256"]"#, rest: #","layer":"jws""#))
                == refused("signature_invalid")
        )
        let expired = try SampleKeys.sign(#"{"exp":1,"aud":"x","iss":7.5}"#.replacing("7.5", with: #""i""#))
        let rest = #","layer":"jws","check":{"iss":"other","require":["jti"]}"#
        #expect(try verdict(line(expired, rest: rest)) == accepted())
    }

    /// The MAC of a text under the sample secret, taken from a token of which only the signature is kept.
    private func hmac(_ input: String) throws -> String {
        let folder = try TemporaryFolder()
        let openssl = try #require(ForeignTool.openssl)
        try folder.write(input, to: "input")
        let k = try #require(try JSONObject(json: SampleKeys.secret).string("k"))
        let octets = try #require(Base64URL.decode(k))
        let hex = octets.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        try openssl.run(
            "dgst",
            "-sha256",
            "-mac",
            "HMAC",
            "-macopt",
            "hexkey:\(hex)",
            "-binary",
            "-out",
            "mac",
            "input",
            in: folder
        )
        return Base64URL.encode(try folder.octets("mac"))
    }
}
