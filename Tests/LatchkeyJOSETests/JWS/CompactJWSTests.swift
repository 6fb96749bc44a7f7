import Testing

@testable import LatchkeyJOSE

@Suite("CompactJWS")
struct CompactJWSTests {
    private static func parts() throws -> (header: String, payload: String, signature: String) {
        let parts = try JWT.sign(Fixed.claims, with: Fixed.hmac()).split(separator: ".").map(String.init)
        return (parts[0], parts[1], parts[2])
    }

    private static func verifier() throws -> JWTVerifier {
        Fixed.verifier(try Fixed.hmac(), algorithms: [.hs256])
    }

    /// The code of the refusal, `nil` where there is none.
    private static func code(_ token: String) throws -> String? {
        let verifier = try verifier()
        do throws(JWTError) {
            _ = try verifier.verify(token, at: Fixed.now)
            return nil
        } catch {
            return error.code
        }
    }

    @Test("the token itself is good")
    func control() throws {
        let (h, p, s) = try Self.parts()
        #expect(try Self.code("\(h).\(p).\(s)") == nil)
    }

    @Test("refuses any number of dots but two")
    func dots() throws {
        let (h, p, s) = try Self.parts()
        let tokens = [
            "", ".", "..", "...", h, "\(h).\(p)", ".\(h).\(p).\(s)", "\(h).\(p).\(s).", "\(h)..\(p).\(s)",
            "\(h).\(p)..\(s)",
            "\(h).\(p).\(s).\(s)", "\(h).\(p).\(s).\(s).\(s)", "\(h)\(p)\(s)", "\(h).\(p)\(s)", "..\(s)",
            ".\(p).\(s)",
        ]
        for token in tokens {
            #expect(try Self.code(token) == "malformed", "\(token)")
        }
    }

    @Test(
        "refuses any foreign character anywhere, before decoding",
        arguments: [
            " ", "\r", "\n", "\t", "\0", "=", "+", "/", "{", "\"", "\u{feff}", "é", "%2E", "\u{ff0e}", "\r\n",
            "\u{200b}",
        ]
    )
    func foreignCharacters(_ character: String) throws {
        let (h, p, s) = try Self.parts()
        let token = "\(h).\(p).\(s)"
        let places = [
            0, 1, 5, h.count, h.count + 1, h.count + 30, h.count + 1 + p.count, token.count - 5, token.count,
        ]
        for place in places {
            let index = token.index(token.startIndex, offsetBy: place)
            #expect(
                try Self.code(token[..<index] + character + token[index...]) == "malformed",
                "at \(place)"
            )
        }
    }

    @Test("refuses the JSON serialisations, and a text that is both")
    func jsonSerialization() throws {
        let (h, p, s) = try Self.parts()
        let flattened = #"{"protected":"\#(h)","payload":"\#(p)","signature":"\#(s)"}"#
        let general = #"{"payload":"\#(p)","signatures":[{"protected":"\#(h)","signature":"\#(s)"}]}"#
        let polyglot = #"{" \#(h).\#(p).\#(s)":"","protected":"\#(h)","payload":"\#(p)","signature":"\#(s)"}"#
        for token in [flattened, general, polyglot] {
            #expect(try Self.code(token) == "malformed")
        }
    }

    @Test("refuses an impossible length and unused bits in each segment, though well signed")
    func nonCanonical() throws {
        let key = try Fixed.hmac()
        let (h, p, s) = try Self.parts()
        // {"alg":"HS256","x":1} has 21 octets and {"a":1} 7: the last characters of the latter carry unused bits.
        for (header, payload) in [
            (h + "A", p), (h, p + String(repeating: "A", count: (5 - p.count % 4) % 4 + 4)),
            (h, "eyJhIjoxfR"),
        ] {
            let isImpossible = header.count % 4 == 1 || payload.count % 4 == 1 || payload == "eyJhIjoxfR"
            #expect(isImpossible)
            #expect(
                try Self.code(Forge.sign("\(header).\(payload)", key: key, algorithm: .hs256)) == "malformed"
            )
        }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let accepted = try alphabet.filter { try Self.code("\(h).\(p).\(s.dropLast())\($0)") == nil }
        #expect(accepted == [s.last].compactMap(\.self))
    }

    @Test("refuses a payload that is detached when none is supplied")
    func detached() throws {
        let (h, _, s) = try Self.parts()
        #expect(try Self.code("\(h)..\(s)") == "signature_invalid")
        let signed = try Forge.sign("\(h).", key: Fixed.hmac(), algorithm: .hs256)
        #expect(try Self.code(signed) == "malformed")
    }

    @Test("the signature is over the text as received")
    func signingInput() throws {
        // White space in the header: read, written again and signed it would be another text.
        let token = try Forge.hs256(header: "{ \"alg\" :\n\"HS256\" }")
        #expect(try Self.code(token) == nil)
    }

    @Test("refuses bombs of dots, brackets and length at once")
    func bombs() throws {
        let limit = "token_too_large"
        #expect(try Self.code(String(repeating: ".", count: 100_000)) == limit)
        #expect(try Self.code(String(repeating: "A", count: 1 << 20)) == limit)
        #expect(try Self.code(String(repeating: ".", count: 16_000)) == "malformed")
        let deep = Base64URL.encode(Array((#"{"alg":"# + String(repeating: "[", count: 10_000)).utf8))
        #expect(try Self.code("\(deep).e30.AAAA") == "malformed")
        #expect(
            try Self.code(Forge.hs256(payload: #"{"a":"# + String(repeating: "[", count: 10_000)))
                == "malformed"
        )
    }

    @Test("the size limit is the last size that is taken")
    func sizeLimit() throws {
        let token = try JWT.sign(Fixed.claims, with: Fixed.hmac())
        func verifier(_ size: Int) throws -> JWTVerifier {
            JWTVerifier(
                key: try Fixed.hmac(),
                algorithms: [.hs256],
                issuer: .unchecked,
                audience: .unchecked,
                limits: TokenLimits(tokenSize: size)
            )
        }
        #expect(try verifier(token.utf8.count).verify(token, at: Fixed.now).subject == "42")
        #expect(throws: JWTError.tokenTooLarge(limit: token.utf8.count - 1)) {
            try verifier(token.utf8.count - 1).verify(token, at: Fixed.now)
        }
    }

    @Test("refuses five segments: encryption is no signature")
    func encrypted() throws {
        let jwe =
            "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3ajwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ"
        #expect(throws: JWTError.malformed(reason: "it has more than three segments")) {
            try Self.verifier().verify(jwe, at: Fixed.now)
        }
    }
}
