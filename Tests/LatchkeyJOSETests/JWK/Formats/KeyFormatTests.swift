import Testing

@testable import LatchkeyJOSE

@Suite("KeyFormat")
struct KeyFormatTests {
    /// Every format that can hold all of a key.
    static func formats(_ key: JWK) -> [KeyFormat] {
        let structures: [KeyFormat.Structure] =
            switch (key.keyType, key.isPrivate) {
            case (.rsa, true): [.pkcs1, .pkcs8]
            case (.rsa, false): [.pkcs1, .spki]
            case (.ec, true): [.sec1, .pkcs8]
            case (_, true): [.pkcs8]
            case (_, false): [.spki]
            }
        let hasOpenSSH = (try? key.write(as: .openSSH)) != nil
        return [.jwk, .jwkSet] + structures.flatMap { [.pem($0), .der($0)] } + (hasOpenSSH ? [.openSSH] : [])
    }

    static let privateKeys = [
        KeyFiles.rsa2048PKCS8, KeyFiles.p256PKCS8, KeyFiles.ed25519PKCS8, KeyFiles.p384PKCS8,
        KeyFiles.p521PKCS8,
        KeyFiles.x25519PKCS8, KeyFiles.mldsa65PKCS8, KeyFiles.mldsa87PKCS8,
    ]

    @Test("every format reads back as the same key, whole", arguments: privateKeys)
    func roundTrip(_ pem: String) throws {
        let privateKey = try JWK(pem: pem)
        let publicKey = try #require(privateKey.publicKey)
        for key in [privateKey, publicKey] {
            for format in Self.formats(key) {
                let file = try key.write(as: format)
                let read = try JWK(keyFile: file)
                #expect(read.json() == key.json(), "\(format)")
                #expect(read.isPrivate == key.isPrivate, "\(format)")
            }
        }
    }

    @Test("a symmetric key is a JWK, a set, or its octets")
    func symmetric() throws {
        let key = try Fixed.hmac(nil)
        #expect(try JWK(keyFile: key.write(as: .jwk)).json() == key.json())
        #expect(try JWK(keyFile: key.write(as: .jwkSet)).json() == key.json())
        #expect(try key.write(as: .secret) == Fixed.secret)
        for format in [KeyFormat.pem(.pkcs8), .der(.spki), .openSSH, .pem(.sec1), .der(.pkcs1)] {
            #expect(throws: JWTError.self) { try key.write(as: format) }
        }
    }

    @Test("writes what openssl writes, octet by octet")
    func asOpenssl() throws {
        let rsa = try JWK(pem: KeyFiles.rsa2048PKCS8)
        let ec = try JWK(pem: KeyFiles.p256PKCS8)
        #expect(try rsa.write(as: .pem(.pkcs1)) == Array(KeyFiles.rsa2048PKCS1.utf8))
        #expect(try rsa.write(as: .pem(.spki)) == Array(KeyFiles.rsa2048SPKI.utf8))
        let sec1 = try #require(KeyFiles.p256SEC1.split(separator: "-----END EC PARAMETERS-----\n").last)
        #expect(try ec.write(as: .pem(.sec1)) == Array(sec1.utf8))
        #expect(try ec.write(as: .der(.pkcs8)) == PEMDocument(Array(KeyFiles.p256PKCS8.utf8)).der)
    }

    @Test("a passphrase protects PKCS#8, as text and as octets")
    func encrypted() throws {
        let key = try Fixed.p256()
        for format in [KeyFormat.pem(.pkcs8), .der(.pkcs8)] {
            let file = try key.write(as: format, passphrase: "correct horse")
            #expect(try JWK(keyFile: file, passphrase: "correct horse").json() == key.json())
            #expect(throws: JWTError.passphraseRequired) { try JWK(keyFile: file) }
            #expect(throws: JWTError.passphraseWrong) { try JWK(keyFile: file, passphrase: "Correct horse") }
            #expect(throws: JWTError.passphraseWrong) { try JWK(keyFile: file, passphrase: "") }
            #expect(try key.write(as: format, passphrase: "correct horse") != file)
        }
        let text = try key.write(as: .pem(.pkcs8), passphrase: "x")
        #expect(text.starts(with: "-----BEGIN ENCRYPTED PRIVATE KEY-----\n".utf8))
    }

    static let refused: [(format: KeyFormat, isPrivate: Bool, passphrase: String?, reason: String)] = [
        (.pem(.pkcs8), false, nil, "PKCS#8 and SEC1 hold private keys; for a public one there is SPKI"),
        (.der(.sec1), false, nil, "PKCS#8 and SEC1 hold private keys; for a public one there is SPKI"),
        (.pem(.pkcs1), true, nil, "PKCS#1 holds RSA keys only; PKCS#8 and SPKI hold every type"),
        (.pem(.sec1), true, nil, "SEC1 holds EC keys only; PKCS#8 holds every type"),
        (.secret, true, nil, "only a symmetric key can be written as raw octets"),
        (.pem(.spki), false, "x", "a public key is not encrypted"),
        (.jwk, true, "x", "this format is never encrypted; PKCS#8 and OpenSSH can be"),
        (.pem(.sec1), true, "x", "this format is never encrypted; PKCS#8 and OpenSSH can be"),
        (.pem(.pkcs8), true, "", "an empty passphrase protects nothing"),
    ]

    @Test("refuses a format that cannot hold the key, and a passphrase without use", arguments: refused)
    func refuses(_ format: KeyFormat, _ isPrivate: Bool, _ passphrase: String?, _ reason: String) throws {
        let privateKey = try Fixed.ed25519()
        let key = isPrivate ? privateKey : try #require(privateKey.publicKey)
        #expect(throws: JWTError.keyInvalid(reason: reason)) {
            try key.write(as: format, passphrase: passphrase)
        }
    }

    @Test("the public part of a private key, in SPKI, gives nothing else away")
    func publicPart() throws {
        let key = try Fixed.p256()
        let file = try key.write(as: .der(.spki))
        #expect(try JWK(keyFile: file).isPrivate == false)
        let secret = try key.material.privateOctets()
        #expect(!file.indices.contains { file[$0...].starts(with: secret) })
    }
}
