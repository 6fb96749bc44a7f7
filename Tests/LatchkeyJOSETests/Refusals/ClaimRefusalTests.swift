import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// The claims and the kinds of token: every token here is well signed.
@Suite("Refusals: claims")
struct ClaimRefusalTests {
    static let notObjects: [Refused] = [
        "an array": "[]", "an array of claims": "[\(Forge.claims)]", "a string": #""claims""#,
        "a number": "1",
        "null": "null", "true": "true", "two objects": Forge.claims + Forge.claims, "white space": " ",
    ].sorted { $0.key < $1.key }.map { Refused("C1", $0.key, Refusal.token(claims: $0.value), "malformed") }

    /// Each registered name twice, the second time as it is or with an escape.
    static let duplicates: [Refused] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"].flatMap { name in
        let escaped = "\\u00" + String(name.utf8.first ?? 0, radix: 16) + name.dropFirst()
        return [name, escaped].map { other in
            let claims = #"{"\#(name)":1700000900,"\#(other)":1700000900,"x":1}"#
            return Refused("C2", "\(name) and \(other)", Refusal.token(claims: claims), "malformed")
        }
    }

    static let times: [Refused] =
        [
            Refused("C3", "exp now", Refusal.claims("exp", "1700000000"), "token_expired"),
            Refused("C3", "exp a fraction ago", Refusal.claims("exp", "1699999999.999"), "token_expired"),
            Refused("C3", "exp zero", Refusal.claims("exp", "0"), "token_expired"),
            Refused("C3", "exp negative", Refusal.claims("exp", "-1"), "token_expired"),
            Refused(
                "C4",
                "nbf a fraction ahead",
                Refusal.claims("nbf", "1700000000.001"),
                "token_not_yet_valid"
            ),
            Refused("C8", "iat ahead", Refusal.claims("iat", "1700000001"), "issued_in_future"),
            Refused(
                "C7",
                "no exp",
                Refusal.token(claims: #"{"iss":"https://id.example","aud":"shop"}"#),
                "claim_missing"
            ),
        ]
        + ["exp", "nbf", "iat"].flatMap { name in
            [#""1700000900""#, #""""#, "true", "false", "null", "[1700000900]", "{}", #""NaN""#].map {
                Refused("C5", "\(name) is \($0)", Refusal.claims(name, $0), "claim_invalid")
            }
        }
        + ["exp", "nbf", "iat"].flatMap { name in
            ["1e308", "-1e308", "9223372036854775808", "18446744073709551616", "1e16", "9007199254740992"].map
            {
                Refused("C6", "\(name) is \($0)", Refusal.claims(name, $0), "claim_invalid")
            }
                + ["1e400", "-1e400", "1e999999999", String(repeating: "9", count: 400), "NaN", "Infinity"]
                .map {
                    Refused("C6", "\(name) is \($0.prefix(12))", Refusal.claims(name, $0), "malformed")
                }
        }

    static let parties: [Refused] =
        [
            ("[]", "audience_mismatch"), (#""""#, "audience_mismatch"), ("null", "claim_invalid"),
            ("1", "claim_invalid"), ("{}", "claim_invalid"), (#"{"shop":1}"#, "claim_invalid"),
            (#""other""#, "audience_mismatch"), (#""sho""#, "audience_mismatch"),
            (#""shop/""#, "audience_mismatch"),
            (#""Shop""#, "audience_mismatch"), (#""shop ""#, "audience_mismatch"),
            (#"[["shop"]]"#, "claim_invalid"),
            (#"["shop",1]"#, "claim_invalid"), (#"["shop",null]"#, "claim_invalid"),
            (#""shop,other""#, "audience_mismatch"), (#""shop other""#, "audience_mismatch"),
            (#"["SHOP","shop/"]"#, "audience_mismatch"), (#""*""#, "audience_mismatch"),
        ].map { Refused("C9", "aud is \($0.0)", Refusal.claims("aud", $0.0), $0.1) }
        + [
            (#"["https://id.example"]"#, "claim_invalid"), ("null", "claim_invalid"), ("1", "claim_invalid"),
            ("{}", "claim_invalid"), (#""""#, "issuer_mismatch"),
            (#""https://id.example/""#, "issuer_mismatch"),
            (#""https://id.exampl""#, "issuer_mismatch"), (#""https://ID.example""#, "issuer_mismatch"),
            (#""https://id.example.evil.example""#, "issuer_mismatch"),
            (#""http://id.example""#, "issuer_mismatch"),
            (#""https://id.example\u0000""#, "issuer_mismatch"),
            (#""https://id\u002eexample/x""#, "issuer_mismatch"),
        ].map { Refused("C10", "iss is \($0.0)", Refusal.claims("iss", $0.0), $0.1) }
        + ["sub", "jti"].flatMap { name in
            ["42", "null", #"["42"]"#, "{}", "true", "4.2"].map {
                Refused("C12", "\(name) is \($0)", Refusal.claims(name, $0), "claim_invalid")
            }
        }

    @Test("claims that are no object or say something twice", arguments: notObjects + duplicates)
    func objects(_ refused: Refused) throws {
        #expect(try Refusal.reason(for: refused.token, by: Refusal.verifier())?.code == refused.code)
    }

    @Test("times out of bounds, of the wrong type, or that no clock shows", arguments: times)
    func badTimes(_ refused: Refused) throws {
        #expect(try Refusal.reason(for: refused.token, by: Refusal.verifier())?.code == refused.code)
    }

    @Test("other issuers, audiences and subjects", arguments: parties)
    func otherParties(_ refused: Refused) throws {
        #expect(try Refusal.reason(for: refused.token, by: Refusal.verifier())?.code == refused.code)
    }

    @Test(
        "what the same rows say is accepted: fractions, exponents, moments at the edge, one audience of several",
        arguments: [
            ("exp", "1700000000.5"), ("exp", "1.7000009e9"), ("exp", "1700000001"), ("nbf", "1700000000"),
            ("iat", "1700000000"),
            ("iat", "-1e3"), ("aud", #"["other","shop"]"#), ("aud", #""\u0073hop""#), ("x", "1e300"),
            ("x", "18446744073709551616"),
        ]
    )
    func accepted(_ name: String, _ value: String) throws {
        #expect(try Refusal.reason(for: Refusal.claims(name, value), by: Refusal.verifier()) == nil)
    }

    @Test("C11: a token of another issuer, signed with this issuer's key, and the other way round")
    func issuerKeys() throws {
        let (ours, theirs) = try (Fixed.p256(), Fixed.ed25519())
        let claims = { (issuer: String) in
            Claims(issuer: issuer, audience: ["shop"], expiresAt: Fixed.now + 900)
        }
        let verifier = Fixed.verifier(ours, algorithms: [.es256, .eddsa])
        let tokens = try [
            JWT.sign(claims("https://other.example"), with: ours),
            JWT.sign(claims("https://id.example"), with: theirs),
        ]
        #expect(
            tokens.map { Refusal.reason(for: $0, by: verifier)?.code } == [
                "issuer_mismatch", "algorithm_not_allowed",
            ]
        )
    }

    @Test("C14: text that is only canonically equivalent", arguments: ["iss", "sub", "aud", "jti"])
    func canonicalEquivalence(_ name: String) throws {
        let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")
        #expect(composed == decomposed, "as Swift compares them")
        let verifier = try JWTVerifier(
            key: Fixed.hmac(),
            algorithms: [.hs256],
            issuer: name == "iss" ? .exactly(composed) : .unchecked,
            audience: name == "aud" ? .exactly(composed) : .unchecked,
            subject: name == "sub" ? .exactly(composed) : .unchecked
        ).expecting(tokenID: name == "jti" ? .exactly(composed) : .unchecked)
        #expect(Refusal.reason(for: Refusal.claims(name, "\"\(composed)\""), by: verifier) == nil)
        let reason = Refusal.reason(for: Refusal.claims(name, "\"\(decomposed)\""), by: verifier)
        #expect(reason?.code.hasSuffix("_mismatch") == true)
    }

    @Test("C15, C16: each kind of token passes at its own door only")
    func kinds() throws {
        let kinds = ["at+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "JWT"]
        for kind in kinds + [nil] {
            let token = try JWT.sign(Fixed.claims, with: Fixed.hmac(), type: kind)
            for door in kinds {
                let verifier = try Refusal.verifier(type: .exactly(door))
                let expected: JWTError? = kind == door ? nil : .typeMismatch(expected: door, found: kind)
                #expect(Refusal.reason(for: token, by: verifier) == expected)
            }
        }
    }

    @Test("C17: five segments are no signature, whatever they decrypt to")
    func encrypted() throws {
        let headers = [
            #"{"alg":"dir","enc":"A256GCM"}"#, #"{"alg":"RSA-OAEP","enc":"A128CBC-HS256","cty":"JWT"}"#,
            #"{"alg":"HS256","enc":"A256GCM"}"#,
        ]
        for header in headers {
            let token = Base64URL.encode(header.utf8) + ".AA.AA.AA.AA"
            #expect(try Refusal.reason(for: token, by: Refusal.verifier())?.code == "malformed")
            #expect(throws: JWTError.self) { try UnverifiedJWT(token) }
        }
    }

    @Test(
        "C12: signing refuses what verifying refuses",
        arguments: [
            #"{"sub":42}"#, #"{"jti":1}"#, #"{"iss":["a"]}"#, #"{"sub":null}"#, #"{"aud":1}"#,
            #"{"aud":[1]}"#,
            #"{"exp":"1700000900"}"#, #"{"exp":null}"#, #"{"nbf":true}"#, #"{"iat":1e308}"#,
            #"{"exp":9007199254740992}"#,
        ]
    )
    func signing(_ claims: String) throws {
        let signer = try JWTSigner(key: Fixed.hmac())
        let error = #expect(throws: JWTError.self) { try signer.sign(payloadJSON: Array(claims.utf8)) }
        #expect(error?.code == "claim_invalid")
    }
}
