import Testing

@testable import LatchkeyJOSE

@Suite("JWK from an HMAC secret")
struct HMACSecretTests {
    @Test(
        "A8: refuses a secret shorter than the hash",
        arguments: [
            (SignatureAlgorithm.hs256, 0, "a secret has 32 octets at least"),
            (.hs256, 31, "a secret has 32 octets at least"),
            (.hs384, 47, "HS384 takes a secret of 48 octets at least"),
            (.hs512, 63, "HS512 takes a secret of 64 octets at least"),
        ]
    )
    func short(_ algorithm: SignatureAlgorithm, _ length: Int, _ reason: String) throws {
        #expect(throws: JWTError.keyInvalid(reason: reason)) {
            try JWK(hmacSecret: Array(Fixed.secret.prefix(length)), algorithm: algorithm)
        }
    }

    @Test(
        "A8: takes a secret of exactly the hash",
        arguments: [(SignatureAlgorithm.hs256, 32), (.hs384, 48), (.hs512, 64)]
    )
    func exact(_ algorithm: SignatureAlgorithm, _ length: Int) throws {
        let key = try JWK(hmacSecret: Array(Fixed.secret.prefix(length)), algorithm: algorithm)
        #expect(key.algorithms == [algorithm])
    }

    @Test("is for HMAC alone", arguments: Fixed.algorithms.filter { $0.keyType != .oct })
    func otherAlgorithm(_ algorithm: SignatureAlgorithm) {
        #expect(throws: JWTError.keyInvalid(reason: "\(algorithm) takes no oct key")) {
            try JWK(hmacSecret: Fixed.secret, algorithm: algorithm)
        }
    }

    /// Every form in which a public key is likely to reach an HMAC (attacks 3 and 4).
    static func keyTexts() throws -> [[UInt8]] {
        let pem = [
            KeyFiles.rsa4096SPKI, KeyFiles.rsa4096PublicPKCS1, KeyFiles.rsa2048PKCS1, KeyFiles.p256SPKI,
            KeyFiles.ed25519SPKI,
            KeyFiles.p256Certificate, KeyFiles.openSSHPrivate, KeyFiles.p256Encrypted, KeyFiles.p384SPKI,
        ]
        let variations = pem.flatMap { text in
            [
                text, text.replacing("\n", with: "\r\n"), String(text.dropLast()), " " + text,
                "\n\n\t" + text, "\u{feff}" + text,
                "comment\n" + text,
            ]
        }
        let jwk = try [Fixed.rsa(), Fixed.p256(), Fixed.ed25519()].compactMap(\.publicKey)
        let json =
            jwk.map { $0.json() } + [JWKSet(jwk).json(), " \n" + jwk[0].json(), "\u{feff}" + jwk[0].json()]
            + ["[\(jwk[0].json())]", String(jwk[0].json().dropLast()) + ",}"]
            + [
                "keys: [\(jwk[0].json())]", #""\#(jwk[0].json().replacing("\"", with: "\\\""))""#,
                "# a comment\n" + KeyFiles.rsa4096OpenSSHPublic, "no-pty " + KeyFiles.rsa4096OpenSSHPublic,
                "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none",
            ]
        let der = try pem.prefix(7).map { try PEMDocument(Array($0.utf8)).der }
        let bodies = try pem.prefix(7).flatMap { text in
            let body = text.split(separator: "\n").filter { !$0.hasPrefix("-") }
            let der = try PEMDocument(Array(text.utf8)).der
            return [body.joined(), body.joined(separator: "\n"), Base64URL.encode(der)]
        }
        let line = KeyFiles.rsa4096OpenSSHPublic.split(separator: " ")
        let texts =
            variations + json + bodies + [String(line[1]), "\n" + line[1]] + [
                KeyFiles.rsa4096OpenSSHPublic, "\n" + KeyFiles.rsa4096OpenSSHPublic,
            ]
        return texts.map { Array($0.utf8) } + der.filter { $0.count >= 32 && $0.first == 0x30 }
    }

    @Test("A5: refuses the text and the DER of any other key, whatever stands in front of it")
    func keyText() throws {
        for text in try Self.keyTexts() {
            #expect(
                throws: JWTError.keyInvalid(
                    reason: "the secret is the text of another key, which is not secret enough for HMAC"
                )
            ) {
                try JWK(hmacSecret: text, algorithm: .hs256)
            }
            #expect(throws: JWTError.self) {
                try JWK(json: #"{"kty":"oct","k":"\#(Base64URL.encode(text))"}"#)
            }
        }
    }

    @Test("takes random octets, also those that begin like DER or JSON")
    func randomSecrets() throws {
        var generator = FixedGenerator(seed: 3)
        for prefix in [[], [0x30], [0x30, 0x3e], [0x7b], [0x2d, 0x2d]] as [[UInt8]] {
            for _ in 0..<50 {
                let rest = (0..<64 - prefix.count).map { _ in UInt8.random(in: 0...255, using: &generator) }
                #expect(try JWK(hmacSecret: prefix + rest, algorithm: .hs512).algorithm == .hs512)
            }
        }
    }
}
