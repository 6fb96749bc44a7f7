import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// A9: secrets of 32 octets and more that any attacker tries first.
@Suite("Well-known HMAC secrets (A9)")
struct WellKnownSecretTests {
    static let refusal = JWTError.keyInvalid(
        reason:
            "the secret is a sample that everybody knows; make one with latchkey key generate --algorithm HS256"
    )

    /// As the text itself, and as what the text says in hexadecimal or base64.
    static let samples: [[UInt8]] =
        [
            "a-string-secret-at-least-256-bits-long", "your-256-bit-secret-your-256-bit-secret",
            "secretsecretsecretsecretsecretsecret",
            "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
            "@NcRfUjXn2r5u8x/A?D(G+KbPdSgVkYp",
        ].map { Array($0.utf8) }
        + [
            "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
            "Yn2kjibddFAWtnPJ2AFlL8WXmohJMCvigQggaEypa5E=",
        ].map { Array(Data(base64Encoded: $0) ?? Data()) }

    @Test("A9: are refused as secret, as JWK and as file", arguments: samples)
    func refused(_ secret: [UInt8]) throws {
        let json = #"{"kty":"oct","k":"\#(Base64URL.encode(secret))"}"#
        #expect(throws: Self.refusal) { try JWK(hmacSecret: secret, algorithm: .hs256) }
        #expect(throws: Self.refusal) { try JWK(json: json) }
        #expect(throws: Self.refusal) { try JWK(keyFile: Array(json.utf8)) }
        #expect(throws: Self.refusal) { try JWK(keyFile: secret, algorithm: .hs256) }
        #expect(try JWKSet(json: #"{"keys":[\#(json)]}"#).keys.isEmpty)
    }

    @Test(
        "A9: are refused for every hash",
        arguments: [
            (SignatureAlgorithm.hs384, "a-valid-string-secret-that-is-at-least-384-bits-long"),
            (.hs512, "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long"),
        ]
    )
    func longer(_ algorithm: SignatureAlgorithm, _ text: String) {
        #expect(throws: Self.refusal) { try JWK(hmacSecret: Array(text.utf8), algorithm: algorithm) }
    }

    @Test("A9: each of the list is refused, and would not be for its size", arguments: WellKnownSecret.texts)
    func list(_ text: String) {
        #expect(text.utf8.count >= 32)
        #expect(throws: Self.refusal) { try JWK(hmacSecret: Array(text.utf8), algorithm: .hs256) }
        #expect(throws: Self.refusal) { try JWK(keyFile: Array("\(text)\n".utf8), algorithm: .hs256) }
    }

    @Test("sign where a reason is given, and encrypt")
    func waived() throws {
        let secret = Array("a-string-secret-at-least-256-bits-long".utf8)
        let key = try JWK(hmacSecret: secret, algorithm: .hs256, strength: .weak(reason: "a lesson"))
        let token = try JWT.sign(Fixed.claims, with: key)
        let verifier = Fixed.verifier(key, algorithms: [.hs256])
        #expect(try verifier.verify(token, at: Fixed.now).subject == "42")
        #expect(throws: Self.refusal) { try JWK(json: key.json()) }
        let encrypting = try JWK(json: #"{"kty":"oct","use":"enc","k":"\#(Base64URL.encode(secret))"}"#)
        #expect(throws: JWTError.keyUnsuitable(reason: "its use is not sig")) {
            try encrypting.signer(.hs256)
        }
    }

    @Test(
        "A9: one octet more, less or other makes another secret, and what merely looks weak is taken",
        arguments: [
            "a-string-secret-at-least-256-bits-long!", "a-string-secret-at-least-256-bits-lon",
            "A-string-secret-at-least-256-bits-long", "a-string-secret-at-least-256-bits-long\n",
            String(repeating: "a", count: 32), String(repeating: "\0", count: 64),
            "0123456789abcdef0123456789abcdef", "abcdefghijklmnopqrstuvwxyz123456",
            String(repeating: "0", count: 64), String(repeating: "01", count: 32),
        ]
    )
    func taken(_ text: String) throws {
        #expect(try JWK(hmacSecret: Array(text.utf8), algorithm: .hs256).algorithm == .hs256)
    }
}
