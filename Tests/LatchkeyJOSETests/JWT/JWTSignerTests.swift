import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("JWT.sign and JWTSigner")
struct JWTSignerTests {
    @Test("the header holds alg, typ and kid, then what the caller adds [C1]")
    func header() throws {
        var key = try Fixed.hmac()
        key.keyID = "k1"
        let token = try JWT.sign(
            Fixed.claims,
            with: key,
            type: "at+jwt",
            header: ["z": 1, "tenant": "north", "a": [nil]]
        )
        #expect(
            try UnverifiedJWT(token).header.parameters.json()
                == #"{"alg":"HS256","typ":"at+jwt","kid":"k1","a":[null],"tenant":"north","z":1}"#
        )
        #expect(
            try Fixed.verifier(key, algorithms: [.hs256]).verify(token, at: Fixed.now).header.parameters[
                "tenant"
            ] == "north"
        )
    }

    @Test("typ can be left out; typ and kid can be given as headers; alg may only repeat what is so")
    func headerOptions() throws {
        let key = try Fixed.hmac()
        func header(_ type: String?, _ header: [String: JSONValue]) throws -> String {
            try UnverifiedJWT(JWT.sign(Fixed.claims, with: key, type: type, header: header)).header.parameters
                .json()
        }
        #expect(try header(nil, [:]) == #"{"alg":"HS256"}"#)
        #expect(
            try header("JWT", ["typ": "jwt", "alg": "HS256", "kid": "x"])
                == #"{"alg":"HS256","typ":"jwt","kid":"x"}"#
        )
        #expect(throws: JWTError.headerInvalid(name: "alg", expected: "HS256")) {
            try header(nil, ["alg": "HS512"])
        }
        #expect(throws: JWTError.headerInvalid(name: "alg", expected: "HS256")) {
            try header(nil, ["alg": "none"])
        }
        #expect(throws: JWTError.headerInvalid(name: "kid", expected: "a string")) {
            try header(nil, ["kid": 1])
        }
        for name in ["crit", "b64"] {
            #expect(throws: JWTError.headerInvalid(name: name, expected: "absent: no extension is supported"))
            {
                try header(nil, [name: true])
            }
        }
        let error = #expect(throws: JWTError.self) { try header(nil, ["x": .double(.infinity)]) }
        #expect(error?.code == "header_invalid")
    }

    @Test("a public key, or one whose use or key_ops forbid it, does not sign")
    func unsuitableKeys() throws {
        let publicKey = try #require(try Fixed.p256().publicKey)
        #expect(throws: JWTError.keyUnsuitable(reason: "it has no private part")) {
            try JWTSigner(key: publicKey)
        }
        var key = try Fixed.p256()
        key.keyOperations = ["verify"]
        #expect(throws: JWTError.keyUnsuitable(reason: "its key_ops do not list sign")) {
            try JWTSigner(key: key)
        }
        key.keyOperations = nil
        key.use = "enc"
        #expect(throws: JWTError.keyUnsuitable(reason: "its use is not sig")) { try JWTSigner(key: key) }
    }

    @Test("signs with the key's own algorithm, or with one of those it fits")
    func algorithms() throws {
        #expect(try JWTSigner(key: Fixed.hmac(.hs512)).algorithm == .hs512)
        #expect(try JWTSigner(key: Fixed.hmac(nil), algorithm: .hs384).algorithm == .hs384)
        #expect(try JWTSigner(key: Fixed.ed25519()).algorithm == .eddsa)
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS384")) {
            try JWTSigner(key: Fixed.hmac(.hs512), algorithm: .hs384)
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "ES256")) {
            try JWTSigner(key: Fixed.rsa(), algorithm: .es256)
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS256")) {
            try JWTSigner(key: Fixed.rsa(), algorithm: .hs256)
        }
    }

    @Test("a signer is prepared once and signs as the one-off does")
    func prepared() throws {
        let key = try Fixed.ed25519()
        let signer = try JWTSigner(key: key)
        #expect(try signer.sign(Fixed.claims) == JWT.sign(Fixed.claims, with: key))
        #expect(try signer.sign(Fixed.claims) == signer.sign(Fixed.claims))
    }

    @Test("signs a claims object as it stands, octet for octet [C1]")
    func rawPayload() throws {
        let json = #"{"b":1,"a":[1.50,"\u0041"],"sub":"42","data":{"z":{}, "y":null}}"#
        let token = try JWT.sign(payload: JSONObject(json: json), with: Fixed.hmac())
        let verifier = JWTVerifier(
            key: try Fixed.hmac(),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .absent,
            expiry: .ifPresent
        )
        #expect(try verifier.verify(token, at: Fixed.now).payload.json() == json)
        #expect(try JWTSigner(key: Fixed.hmac()).sign(payloadJSON: Array(json.utf8)) == token)
    }

    @Test(
        "does not sign what a verifier would refuse",
        arguments: [
            (#"{"sub":1}"#, JWTError.claimInvalid(name: "sub", expected: "a string")),
            (#"{"iss":["a"]}"#, .claimInvalid(name: "iss", expected: "a string")),
            (#"{"jti":null}"#, .claimInvalid(name: "jti", expected: "a string")),
            (#"{"aud":[1]}"#, .claimInvalid(name: "aud", expected: "a string or an array of strings")),
            (#"{"exp":"1"}"#, .claimInvalid(name: "exp", expected: "a number of seconds since 1970")),
            (#"{"nbf":1e300}"#, .claimInvalid(name: "nbf", expected: "a number of seconds since 1970")),
            (
                #"[]"#,
                .malformed(
                    reason: "the claims are not a JSON object: the outermost value is not an object (octet 0)"
                )
            ),
            (
                #"{"a":1,"a":2}"#,
                .malformed(reason: "the claims are not a JSON object: a member name occurs twice (octet 12)")
            ),
        ]
    )
    func refusedPayloads(_ json: String, _ error: JWTError) throws {
        #expect(throws: error) { try JWTSigner(key: Fixed.hmac()).sign(payloadJSON: Array(json.utf8)) }
    }

    @Test("tokens of every length of payload verify")
    func lengths() throws {
        let signer = try JWTSigner(key: Fixed.hmac())
        let verifier = Fixed.verifier(try Fixed.hmac(), algorithms: [.hs256])
        for length in 0..<100 {
            var claims = Fixed.claims
            claims.tokenID =
                String(repeating: "é", count: length / 2) + String(repeating: "x", count: length % 2)
            #expect(try verifier.verify(signer.sign(claims), at: Fixed.now).tokenID == claims.tokenID)
        }
    }
}
