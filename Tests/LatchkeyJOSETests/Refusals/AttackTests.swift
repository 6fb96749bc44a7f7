import Crypto
import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// The attacks that a token library has to stand, by their numbers in the list of attack classes.
@Suite("Refusals: attacks")
struct AttackTests {
    static func verifier(
        _ key: JWK,
        _ algorithms: Set<SignatureAlgorithm> = Set(SignatureAlgorithm.allCases)
    ) -> JWTVerifier {
        Fixed.verifier(key, algorithms: algorithms)
    }

    static func keys() throws -> [JWK] {
        try SignatureAlgorithm.allCases.map { try Fixed.key($0) }
    }

    static let payload = Base64URL.encode(Forge.claims.utf8)

    static let noneSpellings = [
        "none", "None", "NONE", "nOnE", "NoNe", "none ", " none", "none\\u0000", "\\u006eone", "n\\u006fne",
        "",
    ]

    @Test("1: alg none in every spelling, with any third segment, or none at all", arguments: noneSpellings)
    func none(_ spelling: String) throws {
        let header = Base64URL.encode(#"{"alg":"\#(spelling)","typ":"JWT"}"#.utf8)
        for key in try Self.keys() {
            let token = try JWT.sign(Fixed.claims, with: key)
            let signature = String(token.split(separator: ".")[2])
            for third in [".", "." + signature, ".AA", "", "..", "." + String(signature.dropLast(4))] {
                #expect(
                    Refusal.reason(for: header + "." + Self.payload + third, by: Self.verifier(key)) != nil
                )
            }
        }
    }

    @Test(
        "2: an algorithm nobody knows, or one for something else",
        arguments: [
            "X", "HS257", "HS1", "dir", "ECDH-ES", "A128KW", "RSA-OAEP", "PBES2-HS256+A128KW", "ES256K1",
            "HMAC", "SHA256",
            "hs256", "HS256 ", "HS256\\u0000", "ＨＳ256", "Hs256", "HS2\\u0665\\u0666", "ES256\\u212a",
        ]
    )
    func unknownAlgorithms(_ name: String) throws {
        let token = Refusal.token(header: #"{"alg":"\#(name)"}"#)
        let reason = try Refusal.reason(for: token, by: Self.verifier(Fixed.hmac(nil)))
        #expect(reason?.code == "algorithm_not_allowed")
    }

    /// Whatever of a public key an attacker may take for a secret.
    static func confusions(_ key: JWK) throws -> [[UInt8]] {
        let pem = try key.pem()
        let json = try #require(key.publicKey).json()
        let body = pem.split(separator: "\n").dropFirst().dropLast().joined()
        let der = Array(Data(base64Encoded: body) ?? Data())
        return [
            pem, pem.replacing("\n", with: "\r\n"), String(pem.dropLast()), " " + pem, "\n" + pem,
            "\u{FEFF}" + pem,
            body, json, " " + json, json + "\n", key.thumbprint(),
        ].map { Array($0.utf8) }
            + [der, der.suffix(32), der.suffix(64), der.suffix(65), der.suffix(270)].map { Array($0) }
    }

    @Test(
        "3, 4: the code of HMAC under any form of a public key",
        arguments: [SignatureAlgorithm.rs256, .es256, .ed25519]
    )
    func confusion(_ algorithm: SignatureAlgorithm) throws {
        let key = try #require(Fixed.key(algorithm).publicKey)
        for secret in try Self.confusions(key) {
            for (name, code) in [
                (
                    "HS256",
                    { Array(HMAC<SHA256>.authenticationCode(for: $0, using: SymmetricKey(data: secret))) }
                ),
                (
                    "HS384",
                    { Array(HMAC<SHA384>.authenticationCode(for: $0, using: SymmetricKey(data: secret))) }
                ),
                (
                    "HS512",
                    { Array(HMAC<SHA512>.authenticationCode(for: $0, using: SymmetricKey(data: secret))) }
                ),
            ] as [(String, (Data) -> [UInt8])] {
                let input = Base64URL.encode(#"{"alg":"\#(name)"}"#.utf8) + "." + Self.payload
                let token = input + "." + Base64URL.encode(code(Data(input.utf8)))
                for allowed in [Set(SignatureAlgorithm.allCases), [.hs256, .hs384, .hs512], [algorithm]] {
                    let reason = Refusal.reason(for: token, by: Self.verifier(key, allowed))
                    #expect(reason?.code == "algorithm_not_allowed")
                }
                let set = JWTVerifier(
                    keys: JWKSet([key]),
                    algorithms: Set(SignatureAlgorithm.allCases),
                    issuer: .unchecked,
                    audience: .unchecked
                )
                #expect(Refusal.reason(for: token, by: set)?.code == "key_unknown")
            }
        }
    }

    @Test("5: psychic signatures: r and s at the edges, zeros of any length")
    func psychic() throws {
        let order: [UInt8] = [
            0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
            0xfa, 0xad,
            0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
        ]
        let zero = [UInt8](repeating: 0, count: 32)
        let edges = [
            zero, zero.dropLast() + [1], order.dropLast() + [0x50], order, order.dropLast() + [0x52],
            [UInt8](repeating: 0xff, count: 32),
        ].map { Array($0) }
        let verifier = try Self.verifier(Fixed.p256(), [.es256])
        let input = Base64URL.encode(#"{"alg":"ES256"}"#.utf8) + "." + Self.payload + "."
        for (r, s) in edges.flatMap({ r in edges.map { (r, $0) } }) {
            #expect(Refusal.reason(for: input + Base64URL.encode(r + s), by: verifier) == .signatureInvalid)
        }
        for key in try Self.keys() {
            let name = try #require(key.algorithms.first).name
            let input = Base64URL.encode(#"{"alg":"\#(name)"}"#.utf8) + "." + Self.payload + "."
            for count in [0, 1, 2, 32, 48, 63, 64, 65, 70, 72, 96, 132, 255, 256, 257, 2000] {
                let zeros = [UInt8](repeating: 0, count: count)
                let reason = Refusal.reason(for: input + Base64URL.encode(zeros), by: Self.verifier(key))
                #expect(reason == .signatureInvalid, "\(name), \(count) zeros")
            }
        }
    }

    @Test(
        "6: empty, short and guessed secrets",
        arguments: [
            "", "secret", "null", "undefined", "password", "your-256-bit-secret", "key", "\0",
            String(repeating: "\0", count: 32), String(repeating: "\0", count: 64),
        ]
    )
    func guessedSecrets(_ guess: String) throws {
        let input = FormatRefusalTests.header + "." + Self.payload
        let token = Forge.hmac(input, secret: Array(guess.utf8))
        #expect(try Refusal.reason(for: token, by: Refusal.verifier()) == .signatureInvalid)
        if guess.utf8.count < 32 {
            #expect(throws: JWTError.self) { try JWK(hmacSecret: Array(guess.utf8), algorithm: .hs256) }
        }
    }

    @Test("7: a signature that is empty, missing or one octet", arguments: SignatureAlgorithm.allCases)
    func emptySignatures(_ algorithm: SignatureAlgorithm) throws {
        let key = try Fixed.key(algorithm)
        let token = try JWT.sign(Fixed.claims, with: key, algorithm: algorithm)
        let input = token.split(separator: ".").prefix(2).joined(separator: ".")
        let verifier = Self.verifier(key, [algorithm])
        #expect(Refusal.reason(for: token, by: verifier) == nil)
        for end in [".", "", ".AA", ".AAA"] {
            #expect(Refusal.reason(for: input + end, by: verifier) != nil)
        }
    }

    @Test(
        "8: a kid that is a path, a query or a command is a name that no key has",
        arguments: [
            "../../dev/null", "/dev/null", "x' UNION SELECT 'AA'--", "| touch /tmp/x", "$(id)",
            "file:///etc/passwd",
            "\\u0000", "*", "", String(repeating: "k", count: 4096), "k1\\u0000", "K1", "k1 ",
        ]
    )
    func keyIDs(_ keyID: String) throws {
        var key = try Fixed.hmac()
        key.keyID = "k1"
        let verifier = JWTVerifier(
            keys: JWKSet([key]),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .unchecked
        )
        let header = #"{"alg":"HS256","kid":"\#(keyID)"}"#
        let input = Base64URL.encode(header.utf8) + "." + Self.payload
        for secret in [[], Fixed.secret] {
            let reason = Refusal.reason(for: Forge.hmac(input, secret: secret), by: verifier)
            #expect(reason?.code == "key_unknown")
        }
        // Even with the single key, which serves any kid, the empty secret of the file is none.
        #expect(
            try Refusal.reason(for: Forge.hmac(input, secret: []), by: Refusal.verifier())
                == .signatureInvalid
        )
    }

    @Test(
        "9, 10: keys that the token brings along, or points to, by every name",
        arguments: [
            SignatureAlgorithm.rs256, .es256, .ed25519, .hs256,
        ]
    )
    func embeddedKeys(_ algorithm: SignatureAlgorithm) throws {
        let attacker =
            switch algorithm {
            case .hs256: try JWK(hmacSecret: [UInt8](repeating: 7, count: 32), algorithm: .hs256)
            default: try JWK.generate(algorithm)
            }
        let ours = try Fixed.key(algorithm)
        let jwk = (attacker.publicKey ?? attacker).json()
        for member in [
            #""jwk":\#(jwk)"#, #""jku":"http://127.0.0.1:9/keys""#, #""x5u":"http://127.0.0.1:9/cert""#,
            #""x5c":["AA=="]"#,
            #""jwk":\#(jwk),"kid":"\#(attacker.thumbprint())""#, #""jwk":\#(jwk),"jku":"file:///etc/passwd""#,
        ] {
            let header = #"{"alg":"\#(algorithm.name)",\#(member)}"#
            let token = try Forge.token(header: header, key: attacker, algorithm: algorithm)
            #expect(Refusal.reason(for: token, by: Self.verifier(ours)) == .signatureInvalid)
            let none = JWTVerifier(
                keys: JWKSet(),
                algorithms: [algorithm],
                issuer: .unchecked,
                audience: .unchecked
            )
            #expect(Refusal.reason(for: token, by: none)?.code == "key_unknown")
            // The members change nothing for the right key, either.
            let good = try Forge.token(header: header, key: ours, algorithm: algorithm)
            #expect(Refusal.reason(for: good, by: Self.verifier(ours)) == nil)
        }
    }

    @Test("13: a point that is not on the curve is no key")
    func invalidCurve() throws {
        let x = Base64URL.encode([UInt8](repeating: 1, count: 32))
        #expect(throws: JWTError.self) {
            try JWK(json: #"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(x)"}"#)
        }
    }

    @Test("15: no token has a second text that verifies", arguments: SignatureAlgorithm.allCases)
    func secondTexts(_ algorithm: SignatureAlgorithm) throws {
        let key = try Fixed.key(algorithm)
        let token = try JWT.sign(Fixed.claims, with: key, algorithm: algorithm)
        let verifier = Self.verifier(key, [algorithm])
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for character in alphabet where character != token.last {
            #expect(Refusal.reason(for: token.dropLast() + String(character), by: verifier) != nil)
        }
        for end in ["=", "==", ".", "\n", " ", "A"] {
            #expect(Refusal.reason(for: token + end, by: verifier) != nil)
        }
        for (one, other) in [("-", "+"), ("_", "/")] where token.contains(one) {
            #expect(Refusal.reason(for: token.replacing(one, with: other), by: verifier) != nil)
        }
    }

    @Test("20: encrypted to the public key, or a plain token in encryption's clothes, is not signed")
    func encryptionIsNoSignature() throws {
        let inner = Base64URL.encode(
            (Base64URL.encode(#"{"alg":"none"}"#.utf8) + "." + Self.payload + ".").utf8
        )
        let header = Base64URL.encode(#"{"alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT"}"#.utf8)
        for token in ["\(header).\(inner).AA.\(inner).AA", "\(header).\(inner).AA"] {
            #expect(try Refusal.reason(for: token, by: Self.verifier(Fixed.rsa())) != nil)
        }
    }

    @Test("20: a nested token is not looked into: its claims are not those of the outer one")
    func nested() throws {
        let inner = try JWT.sign(Fixed.claims, with: Fixed.hmac())
        let token = Refusal.token(Array(#"{"alg":"HS256","cty":"JWT"}"#.utf8), Array(inner.utf8))
        #expect(try Refusal.reason(for: token, by: Refusal.verifier())?.code == "malformed")
    }

    @Test("27: a code that is wrong in its first or its last octet is wrong alike")
    func wrongOctets() throws {
        let token = try JWT.sign(Fixed.claims, with: Fixed.hmac())
        let parts = token.split(separator: ".")
        let code = try #require(Base64URL.decode(parts[2]))
        for index in code.indices {
            var other = code
            other[index] ^= 0x80
            let forged = "\(parts[0]).\(parts[1]).\(Base64URL.encode(other))"
            #expect(try Refusal.reason(for: forged, by: Refusal.verifier()) == .signatureInvalid)
        }
    }
}
