import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// What Swift and Foundation would do by themselves, each measured before it was avoided.
@Suite("Refusals: Swift traps")
struct SwiftTrapTests {
    @Test("String == merges canonically equal text: names and values of tokens are octets")
    func canonicalEquality() throws {
        #expect("ES256K" == "ES256\u{212A}", "as Swift compares them")
        #expect(SignatureAlgorithm(name: "RS256\u{301}") == nil)
        #expect(JSONValue.string("\u{e9}") != JSONValue.string("e\u{301}"))
        let object = try JSONObject(json: "{\"\u{e9}\":1,\"e\u{301}\":2,\";\":3,\"\u{37e}\":4}")
        #expect(
            object["\u{e9}"] == 1 && object["e\u{301}"] == 2 && object[";"] == 3 && object["\u{37e}"] == 4
        )
    }

    @Test("JSONDecoder takes the first of two members: a second exp does not hide behind the first")
    func duplicates() throws {
        let claims = #"{"iss":"https://id.example","aud":"shop","exp":1800000000,"exp":1}"#
        #expect(
            try Refusal.reason(for: Refusal.token(claims: claims), by: Refusal.verifier())?.code
                == "malformed"
        )
    }

    @Test(
        "decodeIfPresent turns null into nothing: exp null is no token without end",
        arguments: [
            ExpiryRule.required, .ifPresent, .unchecked,
        ]
    )
    func nullExpiry(_ expiry: ExpiryRule) throws {
        let verifier = try JWTVerifier(
            key: Fixed.hmac(),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .unchecked,
            expiry: expiry
        )
        #expect(Refusal.reason(for: Refusal.claims("exp", "null"), by: verifier)?.code == "claim_invalid")
    }

    @Test(
        "Int of a Double and sums of Int stop the process: no number in any claim, at any moment, with any leeway does"
    )
    func hugeNumbers() throws {
        let numbers = [
            "1e308", "-1e308", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e19",
            "1e-400",
            "5e-324", "9007199254740991", "-9007199254740991", "0.1e1", "-0", "-0.0",
        ]
        let moments = [0, 1_700_000_000, -1e300, 1e300, .infinity, -.infinity, .nan].map(
            Date.init(timeIntervalSince1970:)
        )
        let verifiers = try [0, 60, 1e308].map { leeway in
            try JWTVerifier(
                key: Fixed.hmac(),
                algorithms: [.hs256],
                issuer: .unchecked,
                audience: .unchecked,
                leeway: leeway,
                maximumAge: leeway == 60 ? 1e308 : nil
            )
        }
        for (number, name) in numbers.flatMap({ number in ["exp", "nbf", "iat", "x"].map { (number, $0) } }) {
            let token = Refusal.claims(name, number)
            for (now, verifier) in moments.flatMap({ now in verifiers.map { (now, $0) } }) {
                let verdict = Result { () throws(JWTError) in try verifier.verify(token, at: now) }
                // What cannot be written down cannot be checked, either.
                switch verdict {
                case .success(let jwt):
                    _ = (jwt.expiresAt, jwt.notBefore, jwt.issuedAt, jwt.claims)
                    #expect(!now.timeIntervalSince1970.isNaN)
                case .failure(let error): #expect(!error.description.isEmpty)
                }
            }
        }
    }

    @Test(
        "a typed claim takes no number that does not fit it",
        arguments: [
            "1e300", "-1", "256", "1.5", "1e400", #""1""#, "true", "null",
        ]
    )
    func typedNumbers(_ number: String) throws {
        struct Small: Codable, Sendable { var level: UInt8 }
        let token = Refusal.claims("level", number)
        #expect(throws: JWTError.self) { try Refusal.verifier().verify(token, as: Small.self, at: Fixed.now) }
    }

    @Test(
        "Data(base64Encoded:) takes text that is not canonical; this decoder has one text for each octets",
        arguments: [
            "AB==", "AB", "AAAA====", "AA==", "A", "AAA=", "AA\n", " AA", "A+/A", "AA\u{0}", "ＡＡ",
        ]
    )
    func base64(_ text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(
        "Float of a large Double is infinite: a claim beyond its range is refused",
        arguments: ["1e39", "-1e300"]
    )
    func floatRange(_ number: String) throws {
        struct Measured: Codable, Sendable { var ratio: Float }
        let payload = try JSONObject(json: #"{"ratio":\#(number)}"#)
        #expect(throws: JWTError.claimInvalid(name: "ratio", expected: "Float")) {
            try ClaimsDecoder.decode(Measured.self, from: payload)
        }
    }

    @Test(
        "from 2^53 on a Double is rounded: no whole number is read from one",
        arguments: ["18446744073709103230", "9223372036854775809", "9007199254740993.0", "1e19"]
    )
    func roundedInteger(_ number: String) throws {
        struct Counted: Codable, Sendable { var count: UInt64 }
        let payload = try JSONObject(json: #"{"count":\#(number)}"#)
        #expect(throws: JWTError.claimInvalid(name: "count", expected: "UInt64")) {
            try ClaimsDecoder.decode(Counted.self, from: payload)
        }
    }

    @Test("String(decoding:) repairs octets: none that is no UTF-8 gets as far")
    func brokenOctets() throws {
        for octets in [
            [0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf8, 0x88, 0x80],
        ] {
            let claims = Array(#"{"sub":""#.utf8) + octets.map(UInt8.init) + Array(#""}"#.utf8)
            let token = Refusal.token(Array(Refusal.header.utf8), claims)
            #expect(try Refusal.reason(for: token, by: Refusal.verifier())?.code == "malformed")
        }
    }

    @Test("true is no number, and 1 is not true")
    func booleans() throws {
        #expect(
            try Refusal.reason(for: Refusal.claims("exp", "true"), by: Refusal.verifier())?.code
                == "claim_invalid"
        )
        #expect(throws: JWTError.self) { try JSONObject(json: #"{"a":1}"#).bool("a") }
        #expect(JSONValue.bool(true) != JSONValue.integer(1))
    }

    @Test("CR LF is one Character: octets are counted and cut, not Characters")
    func lineEnds() throws {
        let limits = TokenLimits(tokenSize: 3)
        let verifier = try JWTVerifier(
            key: Fixed.hmac(),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .unchecked,
            limits: limits
        )
        #expect("\r\n\r\n".count == 2, "as Swift counts them")
        #expect(Refusal.reason(for: "\r\n\r\n", by: verifier) == .tokenTooLarge(limit: 3))
        #expect(Refusal.reason(for: "👨‍👩‍👧", by: verifier) == .tokenTooLarge(limit: 3))
    }
}
