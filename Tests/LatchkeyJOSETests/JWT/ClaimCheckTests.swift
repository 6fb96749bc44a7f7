import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("JWTVerifier, further rules")
struct ClaimCheckTests {
    static func verifier(
        audience: ClaimExpectation = "shop",
        maximumAge: TimeInterval? = nil
    ) throws -> JWTVerifier {
        try JWTVerifier(
            key: Fixed.hmac(),
            algorithms: [.hs256],
            issuer: "https://id.example",
            audience: audience,
            expiry: .ifPresent,
            maximumAge: maximumAge
        )
    }

    static func token(_ members: String) throws -> String {
        let comma = members.isEmpty ? "" : ","
        return try Forge.hs256(payload: #"{"iss":"https://id.example","aud":"shop"\#(comma)\#(members)}"#)
    }

    @Test("a leeway of its own moves its claim by just that much, and no other")
    func leeway() throws {
        let moments: [(member: String, leeway: ClaimLeeway, good: TimeInterval, bad: TimeInterval)] = [
            (#""exp":1700000000"#, ClaimLeeway(expiry: 60), 59, 60),
            (#""nbf":1700000000"#, ClaimLeeway(notBefore: 60), -60, -61),
            (#""iat":1700000000"#, ClaimLeeway(issuedAt: 60), -60, -61),
        ]
        for (member, leeway, good, bad) in moments {
            let token = try Self.token(member)
            let verifier = try Self.verifier().allowing(leeway)
            _ = try verifier.verify(token, at: Fixed.now + good)
            #expect(throws: JWTError.self) { try verifier.verify(token, at: Fixed.now + bad) }
            let others = moments.filter { $0.member != member }
            for other in others {
                #expect(throws: JWTError.self) {
                    try Self.verifier().allowing(other.leeway).verify(token, at: Fixed.now + good)
                }
            }
        }
        #expect(ClaimLeeway(5) == ClaimLeeway(expiry: 5, notBefore: 5, issuedAt: 5))
    }

    @Test("the leeway of iat moves the maximum age, too")
    func maximumAge() throws {
        let token = try Self.token(#""iat":1700000000"#)
        let verifier = try Self.verifier(maximumAge: 100).allowing(ClaimLeeway(expiry: 999, issuedAt: 10))
        _ = try verifier.verify(token, at: Fixed.now + 110)
        #expect(throws: JWTError.tokenTooOld(issuedAt: Fixed.now)) {
            try verifier.verify(token, at: Fixed.now + 111)
        }
    }

    @Test("a leeway that is negative or no number is none", arguments: [-60.0, .nan, .infinity])
    func strangeLeeway(_ seconds: TimeInterval) throws {
        let verifier = try Self.verifier().allowing(ClaimLeeway(seconds))
        let token = try Self.token(#""exp":1700000000,"nbf":1699999000"#)
        _ = try verifier.verify(token, at: Fixed.now - 1)
        #expect(throws: JWTError.tokenExpired(at: Fixed.now)) { try verifier.verify(token, at: Fixed.now) }
        #expect(throws: JWTError.tokenNotYetValid(until: Fixed.now - 1000)) {
            try verifier.verify(token, at: Fixed.now - 1001)
        }
    }

    static let strictAudiences: [(aud: String, isGood: Bool)] = [
        (#""shop""#, true), (#"["shop"]"#, true), (#"["shop","till"]"#, false), (#"["shop","shop"]"#, false),
        (#"["till"]"#, false), ("[]", false), (#""shop/""#, false), (#"["shop",""]"#, false),
    ]

    @Test("a strict audience has one value and no other", arguments: strictAudiences)
    func strictAudience(_ aud: String, _ isGood: Bool) throws {
        let verifier = try Self.verifier(audience: .only("shop"))
        let token = try Forge.hs256(payload: #"{"iss":"https://id.example","aud":\#(aud)}"#)
        if isGood {
            _ = try verifier.verify(token, at: Fixed.now)
        } else {
            #expect(throws: JWTError.self) { try verifier.verify(token, at: Fixed.now) }
        }
    }

    @Test("an audience that is strict must be there")
    func absentAudience() throws {
        let token = try Forge.hs256(payload: #"{"iss":"https://id.example"}"#)
        #expect(throws: JWTError.claimMissing(name: "aud")) {
            try Self.verifier(audience: .only("shop")).verify(token, at: Fixed.now)
        }
    }

    @Test("a jti that is expected must be there and be that one")
    func tokenID() throws {
        let verifier = try Self.verifier().expecting(tokenID: "t-1")
        #expect(try verifier.verify(Self.token(#""jti":"t-1""#), at: Fixed.now).tokenID == "t-1")
        #expect(throws: JWTError.tokenIDMismatch(expected: ["t-1"], found: "t-2")) {
            try verifier.verify(Self.token(#""jti":"t-2""#), at: Fixed.now)
        }
        #expect(throws: JWTError.claimMissing(name: "jti")) {
            try verifier.verify(Self.token(""), at: Fixed.now)
        }
        let absent = try Self.verifier().expecting(tokenID: .absent)
        _ = try absent.verify(Self.token(""), at: Fixed.now)
        #expect(throws: JWTError.tokenIDMismatch(expected: [], found: "t-1")) {
            try absent.verify(Self.token(#""jti":"t-1""#), at: Fixed.now)
        }
    }

    @Test("rules of the caller's own run last, in order, and give their own codes")
    func ownRules() throws {
        struct TenantCheck: ClaimCheck {
            func check(_ claims: JSONObject, at now: Date) throws(JWTError) {
                guard try claims.string("tenant") == "north" else {
                    throw .claimRefused(code: "tenant_mismatch", reason: "the tenant is another one")
                }
            }
        }
        struct Cart: Codable, Sendable { var tier: String }
        let verifier = try Self.verifier().checking(TenantCheck())
            .checking { _, now throws(JWTError) in
                guard now < Fixed.now + 1000 else {
                    throw .claimRefused(code: "closed", reason: "it is late")
                }
            }
            .checking(as: Cart.self) { cart, _ throws(JWTError) in
                guard cart.tier == "gold" else { throw .claimRefused(code: "tier", reason: "it is for gold") }
            }
            .expecting(tokenID: .unchecked)
        func code(_ members: String, _ later: TimeInterval = 0) throws -> String? {
            let token = try Self.token(members)
            return Self.refusal(verifier, token, at: Fixed.now + later)?.code
        }
        #expect(try code(#""tenant":"north","tier":"gold""#) == nil)
        #expect(try code(#""tenant":"south","tier":"tin""#, 2000) == "tenant_mismatch")
        #expect(try code(#""tenant":"north","tier":"tin""#, 2000) == "closed")
        #expect(try code(#""tenant":"north","tier":"tin""#) == "tier")
        #expect(try code(#""tenant":"north""#) == "claim_missing")
        #expect(try code(#""tenant":1"#) == "claim_invalid")
        // The rules of the library come first.
        #expect(try code(#""tenant":"south","exp":1600000000"#) == "token_expired")
        #expect(try code(#""tenant":"south","jti":1"#) == "claim_invalid")
    }

    private static func refusal(_ verifier: JWTVerifier, _ token: String, at now: Date) -> JWTError? {
        do throws(JWTError) {
            _ = try verifier.verify(token, at: now)
            return nil
        } catch {
            return error
        }
    }
}
