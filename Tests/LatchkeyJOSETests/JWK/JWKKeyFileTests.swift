import Testing

@testable import LatchkeyJOSE

@Suite("JWK from a key file")
struct JWKKeyFileTests {
    @Test(
        "finds out whether a file is PEM or JWK",
        arguments: [KeyFiles.p256PKCS8, KeyFiles.rsa4096PKCS1, KeyFiles.ed25519SPKI]
    )
    func detects(_ pem: String) throws {
        let key = try JWK(pem: pem)
        #expect(try JWK(keyFile: Array(pem.utf8)).thumbprint() == key.thumbprint())
        #expect(try JWK(keyFile: Array(("\n " + key.json()).utf8)).thumbprint() == key.thumbprint())
    }

    @Test("takes a raw secret only where the algorithm is one of HMAC")
    func rawSecret() throws {
        let file = Array("0123456789abcdef0123456789abcdef\n".utf8)
        let key = try JWK(keyFile: file, algorithm: .hs256)
        #expect(try key.json() == JWK(hmacSecret: Array(file.dropLast()), algorithm: .hs256).json())
        #expect(throws: JWTError.keyInvalid(reason: KeyFileFaultTests.noKey)) {
            try JWK(keyFile: file)
        }
        #expect(throws: JWTError.keyInvalid(reason: KeyFileFaultTests.noKey)) {
            try JWK(keyFile: file, algorithm: .es256)
        }
    }

    @Test("a binary secret keeps a last octet that looks like a line break")
    func binarySecret() throws {
        let file = [UInt8](repeating: 0xaa, count: 31) + [0x0a]
        #expect(try JWK(keyFile: file, algorithm: .hs256).material.algorithms == [.hs256])
    }

    @Test(
        "a key of another family never becomes a secret",
        arguments: [KeyFiles.rsa4096SPKI, KeyFiles.p256PKCS8]
    )
    func noConfusion(_ pem: String) throws {
        let type = try JWK(pem: pem).keyType.rawValue
        #expect(throws: JWTError.keyInvalid(reason: "HS256 takes no \(type) key")) {
            try JWK(keyFile: Array(pem.utf8), algorithm: .hs256)
        }
        #expect(throws: JWTError.keyInvalid(reason: "HS256 takes no \(type) key")) {
            try JWK(keyFile: Array(try JWK(pem: pem).json().utf8), algorithm: .hs256)
        }
    }

    @Test("the algorithm of the file and the one asked for must agree")
    func algorithms() throws {
        let json = Array(try JWK(hmacSecret: Fixed.secret, algorithm: .hs256).json().utf8)
        #expect(try JWK(keyFile: json, algorithm: .hs256).algorithm == .hs256)
        #expect(throws: JWTError.keyInvalid(reason: "its alg is not HS384")) {
            try JWK(keyFile: json, algorithm: .hs384)
        }
    }
}
