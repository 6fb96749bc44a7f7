import SwiftASN1
import Testing

@testable import LatchkeyJOSE

@Suite("Encrypted PKCS#8 (RFC 8018)")
struct EncryptedPrivateKeyInfoTests {
    static let files = [
        KeyFiles.encryptedSHA1, KeyFiles.encryptedSHA256, KeyFiles.encryptedSHA384,
        KeyFiles.encryptedSHA512, KeyFiles.encryptedScrypt,
    ]

    @Test("opens what openssl encrypts", arguments: files)
    func opens(_ file: String) throws {
        let key = try JWK(pem: file, passphrase: KeyFiles.passphrase)
        #expect(try key.json() == Fixed.p256().json())
        let der = try PEMDocument(Array(file.utf8)).der
        #expect(try JWK(keyFile: der, passphrase: KeyFiles.passphrase).json() == key.json())
    }

    @Test("a missing and a wrong passphrase are errors of their own", arguments: files)
    func passphrases(_ file: String) {
        #expect(throws: JWTError.passphraseRequired) { try JWK(pem: file) }
        for wrong in ["", "latchkey ", "Latchkey"] {
            #expect(throws: JWTError.passphraseWrong) { try JWK(pem: file, passphrase: wrong) }
        }
    }

    @Test("no wrong passphrase passes for another error, also where the padding happens to be right")
    func manyWrongPassphrases() {
        for number in 0..<600 {
            #expect(throws: JWTError.passphraseWrong) {
                try JWK(pem: KeyFiles.encryptedSHA256, passphrase: "\(number)")
            }
        }
    }

    @Test(
        "refuses old encryption by its name, whether or not a passphrase is given",
        arguments: [
            (KeyFiles.encryptedTripleDES, "by PBES2 with triple DES, which is not safe"),
            (KeyFiles.encryptedPKCS12, "by PKCS#12 PBE with triple DES, which is not safe"),
            (KeyFiles.encryptedPBES1, "by PBES1 with MD5 and DES, which is not safe"),
        ]
    )
    func oldEncryption(_ file: String, _ how: String) {
        let reason = "it is encrypted \(how); rewrite it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in FILE"
        for passphrase in [nil, KeyFiles.passphrase] {
            #expect(throws: JWTError.keyInvalid(reason: reason)) {
                try JWK(pem: file, passphrase: passphrase)
            }
        }
    }

    @Test("writes PBKDF2-HMAC-SHA-256 with 600,000 rounds, 16 octets of salt and AES-256")
    func written() throws {
        let file = try Fixed.ed25519().write(as: .der(.pkcs8), passphrase: "x")
        let info = try EncryptedPrivateKeyInfo(derEncoded: file)
        guard case .pbkdf2(let salt, let rounds, nil, .sha256) = info.scheme.derivation else {
            Issue.record("not PBKDF2 with HMAC-SHA-256")
            return
        }
        #expect(rounds == 600_000)
        #expect(salt.count == 16)
        #expect(info.scheme.cipher == .aes256)
    }

    /// A PBES2 structure with numbers of our choice, around no key at all.
    private func file(_ derivation: (inout DER.Serializer) throws -> Void) throws -> [UInt8] {
        var coder = DER.Serializer()
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize([1, 2, 840, 113549, 1, 5, 13] as ASN1ObjectIdentifier)
                try coder.appendConstructedNode(identifier: .sequence) { coder in
                    try coder.appendConstructedNode(identifier: .sequence, derivation)
                    try coder.appendConstructedNode(identifier: .sequence) { coder in
                        try coder.serialize(PBES2.Cipher.aes256.identifier)
                        try coder.serialize(
                            ASN1OctetString(contentBytes: [UInt8](repeating: 1, count: 16)[...])
                        )
                    }
                }
            }
            try coder.serialize(ASN1OctetString(contentBytes: [UInt8](repeating: 1, count: 64)[...]))
        }
        return coder.serializedBytes
    }

    @Test("bounds the rounds of PBKDF2", arguments: [0, -1, 10_000_001, Int.max])
    func rounds(_ rounds: Int) throws {
        let file = try file { coder in
            try coder.serialize([1, 2, 840, 113549, 1, 5, 12] as ASN1ObjectIdentifier)
            try coder.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize(ASN1OctetString(contentBytes: [1, 2, 3, 4]))
                try coder.serialize(rounds)
            }
        }
        let error = JWTError.keyInvalid(reason: "its PBKDF2 has more than 10000000 rounds, or none")
        #expect(throws: error) { try JWK(keyFile: file, passphrase: "x") }
    }

    @Test(
        "bounds the memory and the passes of scrypt",
        arguments: [
            (1 << 20, 8, 1), (3, 8, 1), (1, 8, 1), (0, 8, 1), (-2, 8, 1), (Int.max, 8, 1),
            (1 << 62, 1 << 62, 1),
            (16384, 0, 1), (16384, 8, 0), (16384, 8, 17), (16384, 64, 1), (2, Int.max, Int.max),
        ]
    )
    func scrypt(_ cost: Int, _ blockSize: Int, _ parallelization: Int) throws {
        let file = try file { coder in
            try coder.serialize([1, 3, 6, 1, 4, 1, 11591, 4, 11] as ASN1ObjectIdentifier)
            try coder.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize(ASN1OctetString(contentBytes: [1, 2, 3, 4]))
                for number in [cost, blockSize, parallelization] { try coder.serialize(number) }
            }
        }
        let error = JWTError.keyInvalid(reason: "its scrypt needs more than 64 MiB, or more than 16 passes")
        #expect(throws: error) { try JWK(keyFile: file, passphrase: "x") }
    }

    @Test("refuses an empty salt before the primitive meets it")
    func emptySalt() throws {
        let file = try file { coder in
            try coder.serialize([1, 2, 840, 113549, 1, 5, 12] as ASN1ObjectIdentifier)
            try coder.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize(ASN1OctetString(contentBytes: []))
                try coder.serialize(1)
            }
        }
        #expect(throws: JWTError.keyInvalid(reason: "its salt is empty or longer than 1024 octets")) {
            try JWK(keyFile: file, passphrase: "x")
        }
    }
}
