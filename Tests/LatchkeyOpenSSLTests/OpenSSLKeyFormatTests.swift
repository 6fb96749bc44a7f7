import LatchkeyJOSE
import LatchkeyOpenSSL
import Testing

@Suite("OpenSSLKey from and to JWK and PEM")
struct OpenSSLKeyFormatTests {
    @Test("every form of one key is the same key")
    func sameKey() throws {
        let es256k = try [
            OpenSSLFixtures.es256kPKCS8, OpenSSLFixtures.es256kSEC1, OpenSSLFixtures.es256kSPKI,
            OpenSSLFixtures.es256kCompressedSPKI,
        ].map { try OpenSSLKey(pem: $0).thumbprint() }
        #expect(try Set(es256k) == [OpenSSLKey(json: OpenSSLFixtures.es256kJWK).thumbprint()])
        let ed448 = try [OpenSSLFixtures.ed448PKCS8, OpenSSLFixtures.ed448SPKI].map {
            try OpenSSLKey(pem: $0).thumbprint()
        }
        #expect(try Set(ed448) == [OpenSSLKey(json: OpenSSLFixtures.ed448JWK).thumbprint()])
    }

    @Test(
        "what is written reads as the same key, and PEM byte for byte as openssl writes it",
        arguments: [
            OpenSSLFixtures.es256kPKCS8, OpenSSLFixtures.es256kSPKI, OpenSSLFixtures.ed448PKCS8,
            OpenSSLFixtures.ed448SPKI,
        ]
    )
    func roundTrip(_ pem: String) throws {
        let key = try OpenSSLKey(pem: pem)
        #expect(try key.pem() == pem)
        let again = try OpenSSLKey(json: key.json())
        #expect(try again.pem() == pem && again.json() == key.json())
        #expect(try OpenSSLKey(json: key.publicKey.json()).pem() == key.publicKey.pem())
        #expect(try !JSONObject(json: key.publicKey.json()).contains("d"))
    }

    @Test("an alg leaves one algorithm to the key")
    func algorithm() throws {
        #expect(try OpenSSLKey(pem: OpenSSLFixtures.ed448SPKI).algorithms == [.eddsa, .ed448])
        #expect(try OpenSSLKey(pem: OpenSSLFixtures.ed448SPKI, algorithm: .ed448).algorithms == [.ed448])
        #expect(throws: JWTError.keyInvalid(reason: "ES256K takes no Ed448 key")) {
            try OpenSSLKey(pem: OpenSSLFixtures.ed448SPKI, algorithm: .es256k)
        }
        #expect(throws: JWTError.keyInvalid(reason: "ES256 is none of OpenSSLKey's algorithms")) {
            try OpenSSLKey.generate(.es256)
        }
    }

    static let refusedPEM: [(String, String)] = [
        (OpenSSLFixtures.p256SPKI, "keys of this curve are not supported"),
        (OpenSSLFixtures.es256kExplicitSPKI, "keys of this curve are not supported"),
        (OpenSSLFixtures.es256kEncrypted, "a PEM block of this type is not supported"),
        (OpenSSLFixtures.es256kSPKI + OpenSSLFixtures.ed448SPKI, "the PEM text holds more than one key"),
        ("", "the text holds no PEM block"),
        (
            OpenSSLFixtures.es256kSPKI.replacing("PUBLIC", with: "PRIVATE"),
            "its DER is not of the structure that its label names"
        ),
        (
            OpenSSLFixtures.ed448PKCS8.replacing("PRIVATE", with: "PUBLIC"),
            "its DER is not of the structure that its label names"
        ),
    ]

    @Test("refuses what is no key of its curves in PEM, and says why", arguments: refusedPEM)
    func refusesPEM(_ pem: String, _ reason: String) {
        #expect(throws: JWTError.keyInvalid(reason: reason)) { try OpenSSLKey(pem: pem) }
    }

    private static func zeros(_ count: Int, _ first: UInt8 = 0) -> String {
        Base64URL.encode([first] + [UInt8](repeating: 0, count: count - 1))
    }

    private static let x = "vY8zHygK_VyZ9V0ucXvxmCOFnuXaRxXk3L68sLUQ1N8"
    private static let minusOne: String = {
        var point = [UInt8](repeating: 0xff, count: 56) + [0]
        point[28] = 0xfe
        point[0] = 0xfe
        return Base64URL.encode(point)
    }()

    static let refusedJWK: [(String, String)] = [
        (#"{"kty":"EC","crv":"P-256"}"#, "its kty or crv is not supported"),
        (#"{"kty":"OKP","crv":"secp256k1"}"#, "its kty or crv is not supported"),
        (#"{"kty":"EC","crv":"secp256k1","x":"\#(x)"}"#, "it has no y"),
        (#"{"kty":"EC","crv":"secp256k1","x":"\#(x)","y":"\#(x)"}"#, "its point is not on secp256k1"),
        (
            #"{"kty":"EC","crv":"secp256k1","x":"\#(zeros(32))","y":"\#(zeros(32))"}"#,
            "its point is not on secp256k1"
        ),
        (#"{"kty":"EC","crv":"secp256k1","x":"\#(x)","y":"\#(zeros(33))"}"#, "its y does not have 32 octets"),
        (#"{"kty":"EC","crv":"secp256k1","x":"\#(x)=","y":"\#(x)"}"#, "its x is not base64url"),
        (#"{"kty":"EC","crv":"secp256k1","x":7,"y":"\#(x)"}"#, "its x is not a string"),
        (#"{"kty":"OKP","crv":"Ed448","x":"\#(zeros(56))"}"#, "its x does not have 57 octets"),
        (#"{"kty":"OKP","crv":"Ed448","x":"\#(zeros(57))"}"#, "its point is of small order or not canonical"),
        (
            #"{"kty":"OKP","crv":"Ed448","x":"\#(zeros(57, 1))"}"#,
            "its point is of small order or not canonical"
        ),
        (#"{"kty":"OKP","crv":"Ed448","x":"\#(minusOne)"}"#, "its point is of small order or not canonical"),
        (
            #"{"kty":"OKP","crv":"Ed448","x":"\#(Base64URL.encode([UInt8](repeating: 0xff, count: 57)))"}"#,
            "its point is of small order or not canonical"
        ),
    ]

    @Test("refuses what is no key of its curves in JSON, and says why", arguments: refusedJWK)
    func refusesJWK(_ json: String, _ reason: String) {
        #expect(throws: JWTError.keyInvalid(reason: reason)) { try OpenSSLKey(json: json) }
    }

    @Test(
        "refuses a private part that is not the public part's, zero, or not below the order",
        arguments: ["EC", "OKP"]
    )
    func mismatch(_ type: String) throws {
        let isEC = type == "EC"
        let key = try OpenSSLKey(pem: isEC ? OpenSSLFixtures.es256kPKCS8 : OpenSSLFixtures.ed448PKCS8)
        let width = isEC ? 32 : 57
        var values = [Self.zeros(width, 1)]
        if isEC { values += [Self.zeros(32), Base64URL.encode([UInt8](repeating: 0xff, count: 32))] }
        for value in values {
            let json = key.publicKey.json().dropLast() + #","d":"\#(value)"}"#
            let error = #expect(throws: JWTError.self) { try OpenSSLKey(json: String(json)) }
            #expect(error?.code == "key_invalid")
        }
    }

    @Test("refuses an alg that is not the key's")
    func foreignAlgorithm() throws {
        for (json, reason) in [
            (OpenSSLFixtures.es256kJWK, "ES256 takes no secp256k1 key"),
            (OpenSSLFixtures.ed448JWK, "ES256 takes no Ed448 key"),
        ] {
            #expect(throws: JWTError.keyInvalid(reason: reason)) {
                try OpenSSLKey(json: json.dropLast() + #","alg":"ES256"}"#)
            }
        }
    }
}
