import Foundation
import Testing

@testable import LatchkeyJOSE

@Suite("Claims")
struct ClaimsTests {
    private static func payload<Custom>(_ claims: Claims<Custom>) throws -> String {
        try UnverifiedJWT(JWT.sign(claims, with: Fixed.hmac())).payload.json()
    }

    private static func verify<Custom: Codable & Sendable>(
        _ payload: String,
        as type: Custom.Type
    ) throws -> Custom {
        let verifier = JWTVerifier(
            key: try Fixed.hmac(),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .unchecked,
            expiry: .ifPresent
        )
        return try verifier.verify(Forge.hs256(payload: payload), as: type, at: Fixed.now).custom
    }

    struct Cart: Codable, Sendable, Equatable {
        var tier: String
        var items: [Int]?
    }

    @Test("are one JSON object, the registered ones first [A5]")
    func json() throws {
        let claims = Claims(
            issuer: "https://id.example",
            subject: "42",
            audience: ["shop", "till"],
            expiresAt: Fixed.now + 900,
            notBefore: Fixed.now,
            issuedAt: Fixed.now + 0.5,
            tokenID: "t",
            custom: Cart(tier: "gold", items: [1])
        )
        #expect(
            try Self.payload(claims) == """
                {"iss":"https://id.example","sub":"42","aud":["shop","till"],"exp":1700000900,"nbf":1700000000,\
                "iat":1700000000.5,"jti":"t","tier":"gold","items":[1]}
                """
        )
    }

    @Test("absent ones are not written; one audience is a string")
    func absent() throws {
        #expect(try Self.payload(Claims()) == "{}")
        #expect(try Self.payload(Claims(audience: ["a"])) == #"{"aud":"a"}"#)
        #expect(try Self.payload(Claims(custom: Cart(tier: "x"))) == #"{"tier":"x"}"#)
    }

    struct Everything: Codable, Sendable, Equatable {
        enum Level: String, Codable { case low, high }
        struct Inner: Codable, Equatable { var name: String; var next: [Inner]? }

        var flag = true
        var int = -1
        var small: UInt8 = 200
        var big: Int64 = .min
        var double = 1.5
        var float: Float = 0.25
        var text = "é\"\\\n😀"
        var level = Level.high
        var date = Date(timeIntervalSince1970: 1_700_000_000)
        var data = Data([1, 2, 255])
        var url = URL(string: "https://example.com/a?b=c")
        var none: String?
        var inner = Inner(name: "a", next: [Inner(name: "b"), Inner(name: "c", next: [])])
        var map = ["x": 1, "y": 2]
        var value: JSONValue = ["k": [1, nil, true]]
        var object: JSONObject = ["o": "p"]
        var optionals: [Int?] = [1, nil, 3]
        var nested: [[String]] = [[], ["a"], ["b", "c"]]
    }

    @Test("custom claims of every shape come back as they were [C1]")
    func everything() throws {
        let value = Everything()
        let token = try JWT.sign(Claims(expiresAt: Fixed.now + 1, custom: value), with: Fixed.hmac())
        let verifier = JWTVerifier(
            key: try Fixed.hmac(),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .absent
        )
        let jwt = try verifier.verify(token, as: Everything.self, at: Fixed.now)
        #expect(jwt.custom == value)
        #expect(jwt.claims.custom == value)
        #expect(try jwt.payload.number("date") == 1_700_000_000)
        #expect(try jwt.payload.string("data") == "AQL_")
        #expect(try jwt.payload.string("url") == "https://example.com/a?b=c")
    }

    @Test("a dictionary is custom claims, too, without the registered ones [C1]")
    func dictionary() throws {
        let token = try JWT.sign(
            Claims(subject: "42", custom: ["data": JSONValue.object(["a": 1])]),
            with: Fixed.hmac()
        )
        let verifier = JWTVerifier(
            key: try Fixed.hmac(),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .absent,
            expiry: .ifPresent
        )
        let jwt = try verifier.verify(token, as: [String: JSONValue].self, at: Fixed.now)
        #expect(jwt.custom == ["data": ["a": 1]])
        #expect(jwt.subject == "42")
    }

    struct Clash: Codable, Sendable { var exp: Int? = 9 }
    struct OptionalClash: Codable, Sendable { var sub: String? }

    @Test("the name of a registered claim is refused among custom ones, at signing and at verifying")
    func registeredNames() throws {
        #expect(
            throws: JWTError.claimInvalid(
                name: "exp",
                expected: "set as a registered claim, not as a custom one"
            )
        ) {
            try Self.payload(Claims(custom: Clash()))
        }
        #expect(
            throws: JWTError.claimInvalid(
                name: "jti",
                expected: "set as a registered claim, not as a custom one"
            )
        ) {
            try Self.payload(Claims(custom: ["jti": "x"]))
        }
        #expect(
            throws: JWTError.claimInvalid(
                name: "exp",
                expected: "read as a registered claim, not as a custom one"
            )
        ) {
            try Self.verify(#"{"exp":1800000000}"#, as: Clash.self)
        }
        #expect(
            throws: JWTError.claimInvalid(
                name: "sub",
                expected: "read as a registered claim, not as a custom one"
            )
        ) {
            try Self.verify(#"{"sub":"42"}"#, as: OptionalClash.self)
        }
    }

    @Test("deeper down registered names mean nothing")
    func nestedNames() throws {
        struct Outer: Codable, Sendable { var act: OptionalClash }
        #expect(try Self.verify(#"{"act":{"sub":"42"}}"#, as: Outer.self).act.sub == "42")
    }

    @Test("says which custom claim is missing or wrong, and where")
    func decodingErrors() throws {
        #expect(throws: JWTError.claimMissing(name: "tier")) { try Self.verify("{}", as: Cart.self) }
        #expect(throws: JWTError.claimInvalid(name: "tier", expected: "String")) {
            try Self.verify(#"{"tier":1}"#, as: Cart.self)
        }
        #expect(throws: JWTError.claimInvalid(name: "tier", expected: "String")) {
            try Self.verify(#"{"tier":null}"#, as: Cart.self)
        }
        #expect(throws: JWTError.claimInvalid(name: "items", expected: "Int")) {
            try Self.verify(#"{"tier":"x","items":[1,"2"]}"#, as: Cart.self)
        }
        for value in ["1.5", "1e300", "9223372036854775808", "true", "\"1\""] {
            #expect(throws: JWTError.claimInvalid(name: "items", expected: "Int")) {
                try Self.verify("{\"tier\":\"x\",\"items\":[\(value)]}", as: Cart.self)
            }
        }
        #expect(try Self.verify(#"{"tier":"x","items":[1.0,2e2]}"#, as: Cart.self).items == [1, 200])
        #expect(try Self.verify(#"{"tier":"x","items":null}"#, as: Cart.self).items == nil)
    }

    struct Number: Codable, Sendable { var x: Double }
    struct Wide: Codable, Sendable { var x: UInt64 }

    @Test("does not write what JSON cannot hold")
    func unwritable() throws {
        for number in [Double.nan, .infinity] {
            let error = #expect(throws: JWTError.self) { try Self.payload(Claims(custom: Number(x: number))) }
            #expect(error?.code == "claim_invalid")
        }
        #expect(throws: JWTError.claimInvalid(name: "x", expected: "a number of 64 bits")) {
            try Self.payload(Claims(custom: Wide(x: .max)))
        }
        #expect(throws: JWTError.claimInvalid(name: "custom", expected: "encoded as an object")) {
            try Self.payload(Claims(custom: "text"))
        }
        #expect(throws: JWTError.claimInvalid(name: "custom", expected: "encoded as an object")) {
            try Self.payload(Claims(custom: [1]))
        }
        for date in [
            Date(timeIntervalSince1970: .nan), .init(timeIntervalSince1970: .infinity),
            .init(timeIntervalSince1970: 1e17),
        ] {
            #expect(throws: JWTError.claimInvalid(name: "exp", expected: "a number of seconds since 1970")) {
                try Self.payload(Claims(expiresAt: date))
            }
        }
    }

    class Base: Codable, @unchecked Sendable {
        var base = "b"
    }

    final class Derived: Base, @unchecked Sendable {
        var own = "o"

        override init() { super.init() }

        required init(from decoder: any Decoder) throws {
            own = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .own)
            try super.init(from: decoder.container(keyedBy: CodingKeys.self).superDecoder(forKey: .parent))
        }

        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(own, forKey: .own)
            try super.encode(to: container.superEncoder(forKey: .parent))
        }

        enum CodingKeys: CodingKey { case own, parent }
    }

    @Test("types that encode themselves by hand work")
    func handWritten() throws {
        let json = try Self.payload(Claims(custom: Derived()))
        #expect(json == #"{"own":"o","parent":{"base":"b"}}"#)
        #expect(try Self.verify(#"{"own":"1","parent":{"base":"2"}}"#, as: Derived.self).base == "2")
    }
}
