import Testing

@testable import LatchkeyJOSE

@Suite("KeyStrength")
struct KeyStrengthTests {
    private static let waived = KeyStrength.weak(reason: "the peer's hardware knows no other, until 2027-06")
    private static let short = Array(Fixed.secret.prefix(8))

    @Test(
        "A10: RSA below 2048 bits is refused, and signs where a reason is given",
        arguments: ["RS256", "PS256"]
    )
    func rsa(_ name: String) throws {
        let refusal = JWTError.keyInvalid(reason: "the RSA modulus has fewer than 2048 bits")
        #expect(throws: refusal) { try JWK(pem: KeyFiles.rsa1024PKCS1) }
        #expect(throws: refusal) { try JWK(keyFile: Array(KeyFiles.rsa1024SPKI.utf8)) }
        let key = try JWK(pem: KeyFiles.rsa1024PKCS1, strength: Self.waived)
        #expect(throws: refusal) { try JWK(json: key.json()) }
        #expect(try JWKSet(json: JWKSet([key]).json()).keys.isEmpty)

        let algorithm = try #require(SignatureAlgorithm(name: name))
        let token = try JWT.sign(Fixed.claims, with: key, algorithm: algorithm)
        let publicKey = try JWK(pem: KeyFiles.rsa1024SPKI, strength: Self.waived)
        let verifier = Fixed.verifier(publicKey, algorithms: [algorithm])
        #expect(try verifier.verify(token, at: Fixed.now).subject == "42")
        #expect(try JWK(json: key.json(), strength: Self.waived).thumbprint() == publicKey.thumbprint())
        #expect(try JWKSet(json: JWKSet([key]).json(), strength: Self.waived).keys.count == 1)
    }

    @Test(
        "a secret shorter than the hash is refused, and signs where a reason is given",
        arguments: [SignatureAlgorithm.hs256, .hs384, .hs512]
    )
    func hmac(_ algorithm: SignatureAlgorithm) throws {
        let json = #"{"kty":"oct","k":"\#(Base64URL.encode(Self.short))"}"#
        #expect(throws: JWTError.keyInvalid(reason: "a secret has 32 octets at least")) {
            try JWK(hmacSecret: Self.short, algorithm: algorithm)
        }
        let key = try JWK(hmacSecret: Self.short, algorithm: algorithm, strength: Self.waived)
        let token = try JWT.sign(Fixed.claims, with: key)
        let again = try JWK(json: json, strength: Self.waived)
        let verifier = Fixed.verifier(again, algorithms: [algorithm])
        #expect(try verifier.verify(token, at: Fixed.now).subject == "42")
        let file = try JWK(keyFile: Self.short, algorithm: algorithm, strength: Self.waived)
        #expect(file.json() == key.json())
    }

    @Test("A8: a secret that is long enough for one hash is not used with a longer one")
    func longerHash() throws {
        let key = try JWK(json: #"{"kty":"oct","k":"\#(Base64URL.encode(Fixed.secret.prefix(47)))"}"#)
        #expect(key.algorithms == [.hs256])
        #expect(throws: JWTError.algorithmNotAllowed(name: "HS384")) {
            try JWTSigner(key: key, algorithm: .hs384)
        }
        #expect(key.material.verificationKey(.hs384) == nil && key.material.signingKey(.hs512) == nil)
    }

    @Test("a waiver without a reason is refused", arguments: ["", " ", "\n\t"])
    func reason(_ reason: String) {
        let refusal = JWTError.keyInvalid(reason: "weak keys are taken for a reason only, and none is given")
        #expect(throws: refusal) {
            try JWK(hmacSecret: Self.short, algorithm: .hs256, strength: .weak(reason: reason))
        }
        #expect(throws: refusal) { try JWK(pem: KeyFiles.rsa2048SPKI, strength: .weak(reason: reason)) }
    }

    @Test("an empty secret, key text as a secret and 512 bits of RSA stay refused whatever the reason")
    func limits() throws {
        #expect(throws: JWTError.keyInvalid(reason: "a secret has 1 octets at least")) {
            try JWK(hmacSecret: [], algorithm: .hs256, strength: Self.waived)
        }
        #expect(throws: JWTError.self) {
            try JWK(hmacSecret: Array(KeyFiles.p256SPKI.utf8), algorithm: .hs256, strength: Self.waived)
        }
        let modulus = Base64URL.encode([UInt8](repeating: 0xff, count: 64))
        #expect(throws: JWTError.keyInvalid(reason: "the RSA numbers are no key of a size that is supported"))
        {
            try JWK(json: #"{"kty":"RSA","n":"\#(modulus)","e":"AQAB"}"#, strength: Self.waived)
        }
    }
}
