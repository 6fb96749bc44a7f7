import Testing

@testable import LatchkeyJOSE

@Suite("JWK, refusals")
struct JWKRefusalTests {
    private static let x = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"
    private static let y = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"
    private static let edX = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"

    static let refused: [(json: String, reason: String)] = [
        ("{}", "it has no kty"),
        (#"{"kty":null}"#, "its kty is not a string"),
        (#"{"kty":"rsa"}"#, "its kty is not supported"),
        (#"{"kty":"AKP"}"#, "it has no alg"),
        (#"{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA"}"#, "its alg is not supported"),
        (#"{"kty":"AKP","alg":"ES256","pub":"AAAA"}"#, "ES256 takes no AKP key"),
        (#"{"kty":"AKP","alg":"ML-DSA-65"}"#, "it has no pub"),
        (#"{"kty":"AKP","alg":"ML-DSA-65","pub":"\#(ones(2592))"}"#, "its pub does not have 1952 octets"),
        (#"{"kty":"AKP","alg":"ML-DSA-87","pub":"\#(ones(1952))"}"#, "its pub does not have 2592 octets"),
        (
            #"{"kty":"AKP","alg":"ML-DSA-65","pub":"\#(ones(1952))","priv":"\#(ones(31))"}"#,
            "its priv does not have 32 octets"
        ),
        (
            #"{"kty":"AKP","alg":"ML-DSA-65","pub":"\#(ones(1952))","priv":"\#(ones(32))"}"#,
            "its private and public parts do not match"
        ),
        (#"{"kty":"EC","crv":"P-384","x":"\#(ones(48))","y":"\#(ones(48))"}"#, "its point is not on P-384"),
        (#"{"kty":"EC","crv":"P-384","x":"\#(x)","y":"\#(y)"}"#, "its x does not have 48 octets"),
        (#"{"kty":"EC","crv":"P-521","x":"\#(ones(66))","y":"\#(ones(66))"}"#, "its point is not on P-521"),
        (
            #"{"kty":"EC","crv":"P-521","x":"\#(ones(65))","y":"\#(ones(66))"}"#,
            "its x does not have 66 octets"
        ),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","alg":"ES384"}"#, "ES384 takes no P-256 key"),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","alg":"ES256K"}"#, "ES256K takes no P-256 key"),
        (#"{"kty":"EC","crv":"Ed25519","x":"\#(edX)"}"#, "its crv is not supported"),
        (#"{"kty":"OKP","crv":"X25519","x":"\#(edX)","alg":"EdDSA"}"#, "EdDSA takes no X25519 key"),
        (#"{"kty":"OKP","crv":"X25519","x":"\#(ones(31))"}"#, "its x does not have 32 octets"),
        (
            #"{"kty":"OKP","crv":"X25519","x":"\#(edX)","d":"\#(x)"}"#,
            "its private and public parts do not match"
        ),
        (#"{"kty":"oct"}"#, "it has no k"),
        (#"{"kty":"oct","k":""}"#, "a secret has 32 octets at least"),
        (#"{"kty":"oct","k":"\#(Base64URL.encode([UInt8](1...31)))"}"#, "a secret has 32 octets at least"),
        (#"{"kty":"oct","k":"AAAA=="}"#, "its k is not base64url"),
        (
            #"{"kty":"oct","alg":"HS384","k":"\#(Base64URL.encode([UInt8](1...47)))"}"#,
            "HS384 takes a secret of 48 octets at least"
        ),
        (
            #"{"kty":"oct","alg":"HS512","k":"\#(Base64URL.encode([UInt8](1...63)))"}"#,
            "HS512 takes a secret of 64 octets at least"
        ),
        (
            #"{"kty":"oct","alg":"ES256","k":"\#(Base64URL.encode([UInt8](1...64)))"}"#,
            "ES256 takes no oct key"
        ),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)"}"#, "it has no y"),
        (#"{"kty":"EC","crv":"P-257","x":"\#(x)","y":"\#(y)"}"#, "its crv is not supported"),
        (#"{"kty":"EC","crv":"secp256k1","x":"\#(x)","y":"\#(y)"}"#, "its crv is not supported"),
        (#"{"kty":"EC","x":"\#(x)","y":"\#(y)"}"#, "it has no crv"),
        (#"{"kty":"EC","crv":"P-256","x":"\#(y)","y":"\#(x)"}"#, "its point is not on P-256"),
        (#"{"kty":"EC","crv":"P-256","x":"\#(zeros(32))","y":"\#(zeros(32))"}"#, "its point is not on P-256"),
        (#"{"kty":"EC","crv":"P-256","x":"\#(zeros(31))","y":"\#(y)"}"#, "its x does not have 32 octets"),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"AA\#(y)"}"#, "its y is not base64url"),
        (
            #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","d":"\#(zeros(32))"}"#,
            "its private number is not one of P-256"
        ),
        (
            #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","d":"\#(ones(32))"}"#,
            "its private number is not one of P-256"
        ),
        (
            #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","d":"\#(zeros(31))AQ"}"#,
            "its d does not have 32 octets"
        ),
        (
            #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","d":"\#(edX)"}"#,
            "its private and public parts do not match"
        ),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","alg":"RS256"}"#, "RS256 takes no EC key"),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","alg":"RSA1_5"}"#, "its alg is not supported"),
        (
            #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","alg":"RSA-OAEP"}"#,
            "RSA-OAEP takes a key of another type or size"
        ),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","alg":"es256"}"#, "its alg is not supported"),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","kid":7}"#, "its kid is not a string"),
        (#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","use":["sig"]}"#, "its use is not a string"),
        (
            #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","key_ops":"verify"}"#,
            "its key_ops are not strings"
        ),
        (
            #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(y)","key_ops":["verify","verify"]}"#,
            "its key_ops repeat a value"
        ),
        (#"{"kty":"OKP","crv":"Ed448","x":"\#(edX)"}"#, "its crv is not supported"),
        (#"{"kty":"OKP","crv":"Ed25519","x":"\#(zeros(31))"}"#, "its x does not have 32 octets"),
        (
            #"{"kty":"OKP","crv":"Ed25519","x":"\#(edX)","d":"\#(zeros(33))"}"#,
            "its d does not have 32 octets"
        ),
        (
            #"{"kty":"OKP","crv":"Ed25519","x":"\#(edX)","d":"\#(x)"}"#,
            "its private and public parts do not match"
        ),
        (#"{"kty":"RSA","n":"\#(ones(255))","e":"AQAB"}"#, "the RSA modulus has fewer than 2048 bits"),
        (#"{"kty":"RSA","n":"","e":"AQAB"}"#, "its n is empty or has leading zeros"),
        (#"{"kty":"RSA","n":"AAAA","e":"AQAB"}"#, "its n is empty or has leading zeros"),
        (#"{"kty":"RSA","n":"\#(ones(2049))","e":"AQAB"}"#, "the RSA modulus has more than 16384 bits"),
        (#"{"kty":"RSA","n":"\#(modulus)","e":""}"#, "its e is empty or has leading zeros"),
        (#"{"kty":"RSA","n":"\#(modulus)","e":"AA"}"#, "its e is empty or has leading zeros"),
        (#"{"kty":"RSA","n":"\#(modulus)","e":"AQ"}"#, "the RSA exponent must be odd and greater than 1"),
        (#"{"kty":"RSA","n":"\#(modulus)","e":"Ag"}"#, "the RSA exponent must be odd and greater than 1"),
        (
            #"{"kty":"RSA","n":"\#(modulus)","e":"\#(ones(64))"}"#,
            "the RSA numbers are no key of a size that is supported"
        ),
        (#"{"kty":"RSA","n":"\#(modulus)"}"#, "it has no e"),
        (#"{"kty":"RSA","n":"\#(modulus)","e":"AQAB","d":"AQAB"}"#, "it has no p"),
        (#"{"kty":"RSA","n":"\#(modulus)","e":"AQAB","oth":[]}"#, "more than two primes are not supported"),
        (
            #"{"kty":"RSA","n":"\#(modulus)","e":"AQAB","d":"AQ","p":"AQ","q":"AQ","dp":"AQ","dq":"AQ","qi":"AQ"}"#,
            "the RSA numbers do not belong together"
        ),
        (#"{"kty":"RSA","n":"\#(modulus)","e":"AQAB","alg":"HS256"}"#, "HS256 takes no RSA key"),
    ]

    private static let modulus = RFC7517Tests.modulus

    private static func zeros(_ count: Int) -> String {
        Base64URL.encode([UInt8](repeating: 0, count: count))
    }
    private static func ones(_ count: Int) -> String {
        Base64URL.encode([UInt8](repeating: 0xff, count: count))
    }

    @Test("A8, A10, A17, A18, A19: refuses broken and unsuitable keys and says why", arguments: refused)
    func refuses(_ json: String, _ reason: String) {
        #expect(throws: JWTError.keyInvalid(reason: reason)) { try JWK(json: json) }
    }

    @Test(
        "refuses text that is not one JSON object",
        arguments: ["", "[]", "{", #"{"kty":"oct","kty":"oct"}"#, "\u{feff}{}"]
    )
    func notJSON(_ json: String) {
        let error = #expect(throws: JWTError.self) { try JWK(json: json) }
        #expect(error?.code == "key_invalid")
    }

    @Test("A19: refuses Ed25519 points of small order and second encodings of points")
    func smallOrder() {
        let yCoordinates: [[UInt8]] = [
            [UInt8](repeating: 0, count: 32),
            [1] + [UInt8](repeating: 0, count: 31),
            [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
            [0xed] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
            [0xee] + [UInt8](repeating: 0xff, count: 30) + [0x7f],
            [UInt8](repeating: 0xff, count: 31) + [0x7f],
            Base64URL.decode("JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU") ?? [],
            Base64URL.decode("xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o") ?? [],
        ]
        for y in yCoordinates {
            for sign in [UInt8(0), 0x80] {
                var point = y
                point[31] |= sign
                let json = #"{"kty":"OKP","crv":"Ed25519","x":"\#(Base64URL.encode(point))"}"#
                #expect(throws: JWTError.keyInvalid(reason: "its point is of small order or not canonical")) {
                    try JWK(json: json)
                }
            }
        }
    }

    @Test("no changed octet in a private RSA key passes")
    func changedRSAKey() throws {
        let object = try JSONObject(json: Fixed.rsa().json())
        for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
            for place in [0, 1, -1] {
                var members = object.members
                let index = try #require(members.firstIndex { $0.name == name })
                guard case .string(let text) = members[index].value, var octets = Base64URL.decode(text)
                else {
                    Issue.record("no \(name)")
                    return
                }
                octets[place < 0 ? octets.count - 1 : min(place, octets.count - 1)] ^= 0x02
                members[index].value = .string(Base64URL.encode(octets))
                #expect(throws: JWTError.self, "\(name) at \(place)") {
                    try JWK(JSONObject(members: members))
                }
            }
        }
    }
}
