import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("JWTVerifier")
struct JWTVerifierTests {
    @Test("verifies what was signed with each algorithm [A5]", arguments: Fixed.algorithms)
    func verifies(_ algorithm: SignatureAlgorithm) throws {
        let key = try Fixed.key(algorithm)
        let token = try JWT.sign(Fixed.claims, with: key, algorithm: algorithm)
        let jwt = try Fixed.verifier(key, algorithms: [algorithm]).verify(token, at: Fixed.now)
        #expect(jwt.claims == Fixed.claims)
        #expect(jwt.header.algorithm == algorithm && jwt.header.type == "JWT")
    }

    @Test("any flipped bit of a token is refused", arguments: Fixed.algorithms)
    func flippedBits(_ algorithm: SignatureAlgorithm) throws {
        let key = try Fixed.key(algorithm)
        let token = Array(try JWT.sign(Fixed.claims, with: key, algorithm: algorithm).utf8)
        let verifier = Fixed.verifier(key, algorithms: [algorithm])
        // All bits where verifying is quick, one bit of each octet elsewhere; of the thousands of octets that ML-DSA signs
        // with, a sample.
        let isThorough = [.hs256, .ed25519].contains(algorithm)
        let signature = (token.lastIndex(of: UInt8(ascii: ".")) ?? 0) + 1
        let step = algorithm.keyType == .akp ? 37 : 1
        for place in Array(0..<signature) + Array(stride(from: signature, to: token.count, by: step)) {
            for bit in isThorough ? 0..<8 : place % 8..<place % 8 + 1 {
                var changed = token
                changed[place] ^= 1 << bit
                let text = String(decoding: changed, as: UTF8.self)
                #expect(throws: JWTError.self, "bit \(bit) of \(place)") {
                    try verifier.verify(text, at: Fixed.now)
                }
            }
        }
    }

    @Test("every prefix of a token is refused, and so is a token with more after it")
    func prefixes() throws {
        let key = try Fixed.hmac()
        let token = try JWT.sign(Fixed.claims, with: key)
        let verifier = Fixed.verifier(key, algorithms: [.hs256])
        for length in 0..<token.utf8.count {
            #expect(throws: JWTError.self) {
                try verifier.verify(String(token.prefix(length)), at: Fixed.now)
            }
        }
        for suffix in ["A", "AA", "AAA", "AAAA", ".", "=", "\n"] {
            #expect(throws: JWTError.self) { try verifier.verify(token + suffix, at: Fixed.now) }
        }
    }

    @Test("A1: refuses an algorithm that is not allowed, though the signature is right")
    func allowList() throws {
        let key = try Fixed.hmac(nil)
        let token = try JWT.sign(Fixed.claims, with: key, algorithm: .hs384)
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS384")) {
            try Fixed.verifier(key, algorithms: [.hs256, .es256]).verify(token, at: Fixed.now)
        }
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS384")) {
            try Fixed.verifier(key, algorithms: []).verify(token, at: Fixed.now)
        }
        #expect(
            try Fixed.verifier(key, algorithms: [.hs256, .hs384]).verify(token, at: Fixed.now).subject == "42"
        )
    }

    @Test(
        "A2: refuses every other spelling of an algorithm, though the code is right",
        arguments: [
            "hs256", "Hs256", "HS256 ", " HS256", "HS256\\u0000", "\u{ff28}\u{ff33}256", "HS256\u{212a}",
            "HS-256", "HS 256", "HS257",
            "SHA256", "HMAC", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "dir", "ECDH-ES",
            "A128KW", "X", "",
        ]
    )
    func spelling(_ name: String) throws {
        let token = try Forge.hs256(header: #"{"alg":"\#(name)"}"#)
        let error = #expect(throws: JWTError.self) {
            try Fixed.verifier(Fixed.hmac(nil), algorithms: Set(Fixed.algorithms)).verify(
                token,
                at: Fixed.now
            )
        }
        #expect(error?.code == "algorithm_not_allowed")
    }

    @Test(
        "A4: refuses none in every spelling with every signature part",
        arguments: [
            "none", "None", "NONE", "nOnE", "noNe", "none ", " none", "none\\u0000", "\\u006eone",
            "n\u{f3}ne", "null",
        ]
    )
    func none(_ name: String) throws {
        let input =
            Base64URL.encode(Array(#"{"alg":"\#(name)"}"#.utf8)) + "."
            + Base64URL.encode(Array(Forge.claims.utf8))
        let verifier = Fixed.verifier(try Fixed.hmac(nil), algorithms: Set(Fixed.algorithms))
        for token in [
            input + ".", input, input + ".AA", input + ".AAAA", Forge.hmac(input, secret: Fixed.secret),
            Forge.hmac(input, secret: []),
        ] {
            #expect(throws: JWTError.self) { try verifier.verify(token, at: Fixed.now) }
            #expect(throws: JWTError.self) { try verifier.verifySignature(token) }
        }
    }

    @Test("A5: a code made with any form of a public key is refused, even when HS is allowed")
    func confusion() throws {
        let publicKeys = try [Fixed.rsa(), Fixed.p256(), Fixed.ed25519()].compactMap(\.publicKey)
        for key in publicKeys {
            let pem = try key.pem()
            let der = try PEMDocument(Array(pem.utf8)).der
            let raw = try ["n", "x"].compactMap { try JSONObject(json: key.json())[$0] }.compactMap { value in
                if case .string(let text) = value { Base64URL.decode(text) } else { nil }
            }
            let texts = [
                pem, pem.replacing("\n", with: "\r\n"), String(pem.dropLast()), key.json(), " " + pem,
            ].map { Array($0.utf8) }
            for secret in texts + [der] + raw + [[]] {
                for name in ["HS256", "RS256", "ES256", "EdDSA"] {
                    let input =
                        Base64URL.encode(Array(#"{"alg":"\#(name)"}"#.utf8)) + "."
                        + Base64URL.encode(Array(Forge.claims.utf8))
                    let token = Forge.hmac(input, secret: secret)
                    for algorithms in [Set(Fixed.algorithms), [.hs256], Set(key.algorithms)] {
                        let verifier = Fixed.verifier(key, algorithms: algorithms)
                        #expect(throws: JWTError.self) { try verifier.verify(token, at: Fixed.now) }
                        let ofSet = JWTVerifier(
                            keys: JWKSet([key]),
                            algorithms: algorithms,
                            issuer: .unchecked,
                            audience: .unchecked
                        )
                        #expect(throws: JWTError.self) { try ofSet.verify(token, at: Fixed.now) }
                    }
                }
            }
        }
    }

    @Test("A5, A6: refuses an algorithm the key is not for, and says so")
    func keyAlgorithm() throws {
        let all = Set(Fixed.algorithms)
        let token = try JWT.sign(Fixed.claims, with: Fixed.hmac())
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS256")) {
            try Fixed.verifier(Fixed.rsa(), algorithms: all).verify(token, at: Fixed.now)
        }
        // The same secret, but its alg says HS512.
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS256")) {
            try Fixed.verifier(Fixed.hmac(.hs512), algorithms: all).verify(token, at: Fixed.now)
        }
    }

    @Test("A20: EdDSA and Ed25519 name one algorithm; the list and the key's alg say which names are taken")
    func edDSANames() throws {
        var key = try Fixed.ed25519()
        let eddsa = try JWT.sign(Fixed.claims, with: key, algorithm: .eddsa)
        let ed25519 = try JWT.sign(Fixed.claims, with: key, algorithm: .ed25519)
        let both = Fixed.verifier(key, algorithms: [.eddsa, .ed25519])
        #expect(try both.verify(eddsa, at: Fixed.now).header.algorithm == .eddsa)
        #expect(try both.verify(ed25519, at: Fixed.now).header.algorithm == .ed25519)
        #expect(throws: JWTError.algorithmNotAllowed(name: "EdDSA")) {
            try Fixed.verifier(key, algorithms: [.ed25519]).verify(eddsa, at: Fixed.now)
        }
        key.algorithm = .ed25519
        #expect(throws: JWTError.algorithmNotAllowed(name: "EdDSA")) {
            try Fixed.verifier(key, algorithms: [.eddsa, .ed25519]).verify(eddsa, at: Fixed.now)
        }
    }

    @Test("A7: refuses a key whose use or key_ops do not allow verifying")
    func keyUse() throws {
        let token = try JWT.sign(Fixed.claims, with: Fixed.p256())
        for (use, operations, reason) in [
            ("enc", nil, "its use is not sig"), ("SIG", nil, "its use is not sig"),
            ("", nil, "its use is not sig"),
            (nil, ["sign"], "its key_ops do not list verify"), (nil, [], "its key_ops do not list verify"),
            (nil, ["Verify"], "its key_ops do not list verify"),
        ] as [(String?, [String]?, String)] {
            var key = try #require(try Fixed.p256().publicKey)
            key.use = use
            key.keyOperations = operations
            #expect(throws: JWTError.keyUnsuitable(reason: reason)) {
                try Fixed.verifier(key, algorithms: [.es256]).verify(token, at: Fixed.now)
            }
        }
        var key = try #require(try Fixed.p256().publicKey)
        key.use = "sig"
        key.keyOperations = ["verify"]
        #expect(try Fixed.verifier(key, algorithms: [.es256]).verify(token, at: Fixed.now).subject == "42")
    }

    @Test("A22: never takes a key from the token, nor looks where it points")
    func embeddedKeys() throws {
        let own = try JWK.generate(.es256)
        let publicKey = try #require(own.publicKey)
        for member in [
            #""jwk":\#(publicKey.json())"#, #""jku":"http://127.0.0.1:1/""#, #""x5u":"http://127.0.0.1:1/""#,
            #""x5c":["MIIB"]"#,
        ] {
            let token = try Forge.token(header: #"{"alg":"ES256",\#(member)}"#, key: own, algorithm: .es256)
            #expect(throws: JWTError.signatureInvalid) {
                try Fixed.verifier(Fixed.p256(), algorithms: [.es256]).verify(token, at: Fixed.now)
            }
        }
    }

    @Test("a verifier without keys accepts nothing")
    func noKeys() throws {
        let token = try JWT.sign(Fixed.claims, with: Fixed.hmac())
        let verifier = JWTVerifier(
            keys: JWKSet(),
            algorithms: [.hs256],
            issuer: .unchecked,
            audience: .unchecked
        )
        #expect(throws: JWTError.keyUnknown(keyID: nil)) { try verifier.verify(token, at: Fixed.now) }
    }

    @Test("the signature layer checks header and signature, and nothing of the payload")
    func signatureLayer() throws {
        let key = try Fixed.hmac()
        for payload in ["", "not JSON", "[]", #"{"exp":1}"#] {
            let token = try Forge.hs256(payload: payload)
            let jws = try Fixed.verifier(key, algorithms: [.hs256]).verifySignature(token)
            #expect(jws.payload == Array(payload.utf8))
        }
        #expect(throws: JWTError.signatureInvalid) {
            try Fixed.verifier(JWK.generate(.hs256), algorithms: [.hs256]).verifySignature(Forge.hs256())
        }
    }

    @Test("strings that are not contiguous UTF-8 verify just the same")
    func substrings() throws {
        let token = try JWT.sign(Fixed.claims, with: Fixed.hmac())
        let sliced = String(("xx" + token + "yy").dropFirst(2).dropLast(2))
        #expect(
            try Fixed.verifier(Fixed.hmac(), algorithms: [.hs256]).verify(sliced, at: Fixed.now).subject
                == "42"
        )
    }
}
