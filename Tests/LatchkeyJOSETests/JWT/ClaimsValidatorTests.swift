import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("ClaimsValidator")
struct ClaimsValidatorTests {
    private static let now: Double = 1_700_000_000

    private static func verify(
        _ payload: String,
        issuer: ClaimExpectation = .unchecked,
        audience: ClaimExpectation = .absent,
        subject: ClaimExpectation = .unchecked,
        required: [String] = [],
        expiry: ExpiryRule = .ifPresent,
        leeway: TimeInterval = 0,
        maximumAge: TimeInterval? = nil,
        at now: Double = now
    ) throws -> VerifiedJWT<NoCustomClaims> {
        let verifier = JWTVerifier(
            key: try Fixed.hmac(),
            algorithms: [.hs256],
            issuer: issuer,
            audience: audience,
            subject: subject,
            required: required,
            expiry: expiry,
            leeway: leeway,
            maximumAge: maximumAge
        )
        return try verifier.verify(Forge.hs256(payload: payload), at: Date(timeIntervalSince1970: now))
    }

    private static func date(_ seconds: Double) -> Date {
        Date(timeIntervalSince1970: seconds)
    }

    // MARK: Payload

    @Test(
        "refuses a payload that is not one JSON object, though well signed",
        arguments: [
            "", " ", "[]", "\"x\"", "1", "null", "true", "{}x", "{} {}", #"{"exp":1,}"#, "{'exp':1}",
            #"{"exp":NaN}"#,
            #"{"exp":Infinity}"#, "\u{feff}{}", #"{"sub":"\ud800"}"#, "not JSON",
        ]
    )
    func payload(_ payload: String) {
        let error = #expect(throws: JWTError.self) { try Self.verify(payload) }
        #expect(error?.code == "malformed")
    }

    @Test("refuses claims in UTF-16 and in broken UTF-8")
    func encodings() throws {
        let key = try Fixed.hmac()
        let ascii = Array(#"{"sub":"42"}"#.utf8)
        for payload in [
            ascii.flatMap { [$0, 0] }, [0xfe, 0xff] + ascii, ascii.dropLast(2) + [0xc3] + ascii.suffix(2),
        ] as [[UInt8]] {
            let token = try Forge.token(
                header: Array(#"{"alg":"HS256"}"#.utf8),
                payload: payload,
                key: key,
                algorithm: .hs256
            )
            let verifier = JWTVerifier(
                key: key,
                algorithms: [.hs256],
                issuer: .unchecked,
                audience: .unchecked,
                expiry: .unchecked
            )
            let error = #expect(throws: JWTError.self) { try verifier.verify(token, at: Fixed.now) }
            #expect(error?.code == "malformed")
        }
    }

    @Test(
        "refuses each registered claim twice, also when one is spelled with escapes",
        arguments: RegisteredClaims.names
    )
    func duplicates(_ name: String) throws {
        let value = ["exp", "nbf", "iat"].contains(name) ? "1" : "\"x\""
        let escaped = "\\u00" + String(try #require(name.utf8.first), radix: 16) + name.dropFirst()
        for payload in [
            #"{"\#(name)":\#(value),"\#(name)":\#(value)}"#,
            #"{"\#(name)":\#(value),"a":1,"\#(escaped)":\#(value)}"#,
        ] {
            let error = #expect(throws: JWTError.self) { try Self.verify(payload) }
            #expect(error?.code == "malformed")
        }
    }

    // MARK: Times

    @Test("a token is valid before exp, and no longer at exp [E7]")
    func expiry() throws {
        let exp = Self.date(Self.now)
        #expect(try Self.verify(#"{"exp":1700000000}"#, at: Self.now - 1).expiresAt == exp)
        #expect(try Self.verify(#"{"exp":1700000000}"#, at: Self.now - 0.001).expiresAt == exp)
        #expect(throws: JWTError.tokenExpired(at: exp)) { try Self.verify(#"{"exp":1700000000}"#) }
        #expect(throws: JWTError.tokenExpired(at: exp)) {
            try Self.verify(#"{"exp":1700000000}"#, at: Self.now + 1e9)
        }
        #expect(throws: JWTError.tokenExpired(at: Self.date(0))) { try Self.verify(#"{"exp":0}"#) }
        #expect(throws: JWTError.tokenExpired(at: Self.date(-5))) { try Self.verify(#"{"exp":-5}"#) }
    }

    @Test("leeway moves exp by just that much")
    func expiryLeeway() throws {
        let payload = #"{"exp":1699999940}"#
        #expect(try Self.verify(payload, leeway: 61).expiresAt == Self.date(Self.now - 60))
        #expect(throws: JWTError.tokenExpired(at: Self.date(Self.now - 60))) {
            try Self.verify(payload, leeway: 60)
        }
    }

    @Test("a token is valid at nbf, and not before [E7]")
    func notBefore() throws {
        let payload = #"{"nbf":1700000000}"#
        #expect(try Self.verify(payload).notBefore == Self.date(Self.now))
        #expect(throws: JWTError.tokenNotYetValid(until: Self.date(Self.now))) {
            try Self.verify(payload, at: Self.now - 0.5)
        }
        #expect(try Self.verify(payload, leeway: 60, at: Self.now - 60).notBefore == Self.date(Self.now))
        #expect(throws: JWTError.tokenNotYetValid(until: Self.date(Self.now))) {
            try Self.verify(payload, leeway: 60, at: Self.now - 60.5)
        }
    }

    @Test("iat in the future is refused, beyond leeway [E7]")
    func issuedAt() throws {
        let payload = #"{"iat":1700000000}"#
        #expect(try Self.verify(payload).issuedAt == Self.date(Self.now))
        #expect(throws: JWTError.issuedInFuture(at: Self.date(Self.now))) {
            try Self.verify(payload, at: Self.now - 1)
        }
        #expect(try Self.verify(payload, leeway: 1, at: Self.now - 1).issuedAt == Self.date(Self.now))
    }

    @Test("a maximum age demands iat and refuses what is older")
    func maximumAge() throws {
        #expect(
            try Self.verify(#"{"iat":1699999700}"#, maximumAge: 300).issuedAt == Self.date(Self.now - 300)
        )
        #expect(throws: JWTError.tokenTooOld(issuedAt: Self.date(Self.now - 301))) {
            try Self.verify(#"{"iat":1699999699}"#, maximumAge: 300)
        }
        #expect(throws: JWTError.claimMissing(name: "iat")) { try Self.verify("{}", maximumAge: 300) }
    }

    @Test("exp is required unless waived, and can be left unchecked by name")
    func expiryRules() throws {
        #expect(throws: JWTError.claimMissing(name: "exp")) { try Self.verify("{}", expiry: .required) }
        #expect(try Self.verify("{}", expiry: .ifPresent).expiresAt == nil)
        #expect(throws: JWTError.tokenExpired(at: Self.date(1))) {
            try Self.verify(#"{"exp":1}"#, expiry: .ifPresent)
        }
        #expect(try Self.verify(#"{"exp":1}"#, expiry: .unchecked).expiresAt == Self.date(1))
        #expect(throws: JWTError.claimInvalid(name: "exp", expected: "a number of seconds since 1970")) {
            try Self.verify(#"{"exp":"1"}"#, expiry: .unchecked)
        }
    }

    @Test("leeway that is negative or no number is none", arguments: [-60.0, .nan, -.infinity])
    func senselessLeeway(_ leeway: Double) throws {
        #expect(throws: JWTError.tokenExpired(at: Self.date(Self.now))) {
            try Self.verify(#"{"exp":1700000000}"#, leeway: leeway)
        }
        #expect(try Self.verify(#"{"exp":1700000001}"#, leeway: leeway).expiresAt == Self.date(Self.now + 1))
    }

    @Test(
        "takes fractions and exponents in dates",
        arguments: [
            ("4102444800.5", 4_102_444_800.5), ("4.1024448e9", 4_102_444_800), ("41024448E2", 4_102_444_800),
        ]
    )
    func numericDates(_ text: String, _ seconds: Double) throws {
        #expect(try Self.verify("{\"exp\":\(text)}").expiresAt == Self.date(seconds))
        #expect(throws: JWTError.tokenNotYetValid(until: Self.date(seconds))) {
            try Self.verify("{\"nbf\":\(text)}")
        }
        #expect(throws: JWTError.issuedInFuture(at: Self.date(seconds))) {
            try Self.verify("{\"iat\":\(text)}")
        }
    }

    @Test("a fraction of a second counts")
    func fractions() throws {
        #expect(try Self.verify(#"{"exp":1700000000.5}"#).expiresAt == Self.date(Self.now + 0.5))
        #expect(throws: JWTError.tokenNotYetValid(until: Self.date(Self.now + 0.5))) {
            try Self.verify(#"{"nbf":1700000000.5}"#)
        }
    }

    @Test(
        "refuses dates that are no numbers or out of range, without a crash",
        arguments: [
            "\"4102444800\"", "\"\"", "true", "false", "null", "[]", "[4102444800]", "{}", "1e308", "-1e308",
            "9223372036854775808",
            "9223372036854775807", "-9223372036854775808", "9007199254740993", "1e16",
            "1" + String(repeating: "0", count: 200),
        ],
        ["exp", "nbf", "iat"]
    )
    func invalidDates(_ value: String, _ name: String) {
        #expect(throws: JWTError.claimInvalid(name: name, expected: "a number of seconds since 1970")) {
            try Self.verify("{\"\(name)\":\(value)}")
        }
    }

    @Test(
        "refuses numbers that no double holds, wherever they stand",
        arguments: ["1e400", "-1e400", String(repeating: "9", count: 400)]
    )
    func hugeNumbers(_ value: String) {
        for payload in ["{\"exp\":\(value)}", "{\"x\":\(value)}", "{\"x\":[{\"y\":\(value)}]}"] {
            let error = #expect(throws: JWTError.self) { try Self.verify(payload) }
            #expect(error?.code == "malformed")
        }
    }

    @Test("a huge number in a private claim stops nobody")
    func hugePrivateNumber() throws {
        #expect(try Self.verify(#"{"x":1e300}"#).payload.number("x") == 1e300)
    }

    // MARK: Parties

    @Test(
        "takes an audience that is or holds ours [A4]",
        arguments: [#""shop""#, #"["shop"]"#, #"["a","shop","b"]"#, #""\u0073hop""#]
    )
    func audience(_ value: String) throws {
        #expect(try Self.verify("{\"aud\":\(value)}", audience: "shop").audience.contains("shop"))
        #expect(try Self.verify("{\"aud\":\(value)}", audience: ["x", "shop"]).audience.contains("shop"))
    }

    @Test(
        "refuses any other audience",
        arguments: [
            #""""#, #""Shop""#, #""sho""#, #""shop/""#, #""shop ""#, #"[]"#, #"[""]"#, #"["SHOP","shops"]"#,
            "\"sho\u{ff50}\"",
        ]
    )
    func otherAudience(_ value: String) throws {
        let error = #expect(throws: JWTError.self) { try Self.verify("{\"aud\":\(value)}", audience: "shop") }
        #expect(error?.code == "audience_mismatch")
    }

    @Test(
        "refuses an audience of another type, whether or not one is expected",
        arguments: ["null", "1", "{}", "true", "[1]", #"["shop",null]"#, #"[["shop"]]"#]
    )
    func audienceType(_ value: String) throws {
        for expectation in ["shop", .unchecked, .absent] as [ClaimExpectation] {
            #expect(throws: JWTError.claimInvalid(name: "aud", expected: "a string or an array of strings")) {
                try Self.verify("{\"aud\":\(value)}", audience: expectation)
            }
        }
    }

    @Test("a token meant for somebody is refused where nobody is expected, unless waived by name [A4]")
    func unexpectedAudience() throws {
        for value in [#""shop""#, #"["shop"]"#, "[]", #""""#] {
            let error = #expect(throws: JWTError.self) {
                try Self.verify("{\"aud\":\(value)}", audience: .absent)
            }
            #expect(error?.code == "audience_mismatch")
            #expect(
                try Self.verify("{\"aud\":\(value),\"sub\":\"42\"}", audience: .unchecked).subject == "42"
            )
        }
        #expect(throws: JWTError.claimMissing(name: "aud")) { try Self.verify("{}", audience: "shop") }
        #expect(try Self.verify("{}", audience: .absent).audience.isEmpty)
    }

    @Test("an issuer must be exactly one that is expected")
    func issuer() throws {
        let issuer: ClaimExpectation = "https://id.example"
        #expect(
            try Self.verify(#"{"iss":"https://id.example"}"#, issuer: issuer).issuer == "https://id.example"
        )
        #expect(try Self.verify(#"{"iss":"b"}"#, issuer: ["a", "b"]).issuer == "b")
        for other in [
            "https://id.example/", "https://id.exampl", "https://ID.example", "http://id.example", "",
            "https://id.example.evil.example",
        ] {
            #expect(throws: JWTError.issuerMismatch(expected: ["https://id.example"], found: other)) {
                try Self.verify("{\"iss\":\"\(other)\"}", issuer: issuer)
            }
        }
        #expect(throws: JWTError.claimMissing(name: "iss")) { try Self.verify("{}", issuer: issuer) }
        #expect(throws: JWTError.issuerMismatch(expected: [], found: "a")) {
            try Self.verify(#"{"iss":"a"}"#, issuer: .absent)
        }
    }

    @Test(
        "iss, sub and jti must be strings, whether or not they are expected",
        arguments: ["iss", "sub", "jti"]
    )
    func stringClaims(_ name: String) throws {
        for value in ["null", "42", "true", "{}", "[]", #"["https://id.example"]"#, "1.5"] {
            #expect(throws: JWTError.claimInvalid(name: name, expected: "a string")) {
                try Self.verify("{\"\(name)\":\(value)}")
            }
        }
    }

    @Test("a subject that is expected must be there and be that one")
    func subject() throws {
        #expect(try Self.verify(#"{"sub":"42"}"#, subject: "42").subject == "42")
        #expect(throws: JWTError.subjectMismatch(expected: ["42"], found: "43")) {
            try Self.verify(#"{"sub":"43"}"#, subject: "42")
        }
        #expect(throws: JWTError.claimMissing(name: "sub")) { try Self.verify("{}", subject: "42") }
        #expect(throws: JWTError.subjectMismatch(expected: [], found: "4")) {
            try Self.verify(#"{"sub":"4"}"#, subject: .absent)
        }
    }

    @Test("strings are compared by octets, never as canonically equivalent text")
    func octets() throws {
        let decomposed = "e\u{301}"
        #expect(throws: JWTError.issuerMismatch(expected: ["é"], found: decomposed)) {
            try Self.verify("{\"iss\":\"\(decomposed)\"}", issuer: "é")
        }
        #expect(throws: JWTError.audienceMismatch(expected: ["é"], found: [decomposed])) {
            try Self.verify("{\"aud\":\"\(decomposed)\"}", audience: "é")
        }
        #expect(throws: JWTError.subjectMismatch(expected: ["K"], found: "\u{212a}")) {
            try Self.verify("{\"sub\":\"\u{212a}\"}", subject: "K")
        }
        #expect(throws: JWTError.claimMissing(name: "é")) {
            try Self.verify("{\"\(decomposed)\":1}", required: ["é"])
        }
    }

    @Test("required claims must be there and say something")
    func required() throws {
        #expect(try Self.verify(#"{"sub":"1","x":false}"#, required: ["sub", "x"]).subject == "1")
        #expect(throws: JWTError.claimMissing(name: "x")) {
            try Self.verify(#"{"sub":"1"}"#, required: ["sub", "x"])
        }
        #expect(throws: JWTError.claimMissing(name: "x")) { try Self.verify(#"{"x":null}"#, required: ["x"]) }
    }
}
