import Testing

@testable import LatchkeyJOSE

@Suite("Keys of OpenSSH")
struct OpenSSHTests {
    static let pairs = [
        (KeyFiles.rsa2048OpenSSH, KeyFiles.rsa2048OpenSSHPublic, KeyFiles.rsa2048PKCS8),
        (KeyFiles.p256OpenSSH, KeyFiles.p256OpenSSHPublic, KeyFiles.p256PKCS8),
        (KeyFiles.p384OpenSSH, KeyFiles.p384OpenSSHPublic, KeyFiles.p384SEC1),
    ]

    @Test("reads what ssh-keygen writes, both parts", arguments: pairs)
    func reads(_ privateFile: String, _ publicLine: String, _ pem: String) throws {
        let expected = try JWK(pem: pem)
        #expect(try JWK(keyFile: Array(privateFile.utf8)).json() == expected.json())
        #expect(try JWK(keyFile: Array(publicLine.utf8)).json() == expected.publicKey?.json())
    }

    @Test("reads the binary file without its boundaries too")
    func binary() throws {
        let octets = try PEMDocument(Array(KeyFiles.openSSHPrivate.utf8)).der
        #expect(try JWK(keyFile: octets).json() == JWK(keyFile: Array(KeyFiles.openSSHPrivate.utf8)).json())
        #expect(try JWK(keyFile: octets).keyType == .okp)
    }

    @Test("writes the line that ssh-keygen -y writes, without a comment", arguments: pairs)
    func writesLine(_ privateFile: String, _ publicLine: String, _ pem: String) throws {
        let key = try #require(try JWK(pem: pem).publicKey)
        let words = publicLine.split(whereSeparator: \.isWhitespace).prefix(2).joined(separator: " ")
        #expect(try key.write(as: .openSSH) == Array((words + "\n").utf8))
    }

    @Test("the comment of a key does not matter, nor do comment lines and line ends")
    func surroundings() throws {
        let key = try #require(try Fixed.p256().publicKey)
        let line = String(decoding: try key.write(as: .openSSH).dropLast(), as: UTF8.self)
        for text in [
            line + " me@example  twice", "\(line)\r\n\n# note\n", "\u{feff}  \(line)", line + "\tme",
        ] {
            #expect(try JWK(keyFile: Array(text.utf8)).json() == key.json())
        }
    }

    @Test("opens a file that bcrypt protects, and says what is wrong with a passphrase")
    func encrypted() throws {
        let file = Array(KeyFiles.p256OpenSSHEncrypted.utf8)
        #expect(try JWK(keyFile: file, passphrase: KeyFiles.passphrase).json() == Fixed.p256().json())
        #expect(throws: JWTError.passphraseRequired) { try JWK(keyFile: file) }
        #expect(throws: JWTError.passphraseWrong) { try JWK(keyFile: file, passphrase: "latchkex") }
        #expect(throws: JWTError.passphraseWrong) { try JWK(keyFile: file, passphrase: "") }
    }

    @Test("other ciphers are refused, with the command that helps")
    func cipher() {
        let reason =
            "OpenSSH encryption other than aes256-ctr is not supported; rewrite it: ssh-keygen -p -f FILE"
        #expect(throws: JWTError.keyInvalid(reason: reason)) {
            try JWK(pem: KeyFiles.p256OpenSSHOldCipher, passphrase: KeyFiles.passphrase)
        }
    }

    @Test(
        "refuses a line that is not one whole key of a known type",
        arguments: [
            ("ssh-ed25519", "the OpenSSH key is not base64 after its type"),
            ("ssh-ed25519 AAAA", "the OpenSSH key is broken or cut off"),
            ("ssh-ed25519 !!!!", "the OpenSSH key is not base64 after its type"),
            (
                "ssh-ed25519 AAAAB3NzaC1kc3MAAAAA", "the OpenSSH key is of another type than its line says"
            ),
            ("ssh-dss AAAAB3NzaC1kc3MAAAAA", "OpenSSH keys of this type are not supported"),
            ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==", "the OpenSSH key is broken or cut off"),
            ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAAA==", "an Ed25519 key has 32 octets"),
            ("ssh-rsa AAAAB3NzaC1yc2EAAAABgAAAAAA=", "the OpenSSH key is broken or cut off"),
            ("ssh-rsa AAAAB3NzaC1yc2EAAAAA/////w==", "the OpenSSH key is broken or cut off"),
        ]
    )
    func broken(_ line: String, _ reason: String) {
        #expect(throws: JWTError.keyInvalid(reason: reason)) { try JWK(keyFile: Array(line.utf8)) }
    }

    @Test("two keys in a file are refused")
    func twoKeys() {
        let text = KeyFiles.p256OpenSSHPublic + "\n" + KeyFiles.rsa2048OpenSSHPublic
        #expect(throws: JWTError.keyInvalid(reason: "the file holds more than one OpenSSH key")) {
            try JWK(keyFile: Array(text.utf8))
        }
    }

    @Test(
        "a private file that is changed or cut off anywhere is refused or the same key, and never stops the process"
    )
    func mutations() throws {
        for file in [KeyFiles.p256OpenSSH, KeyFiles.openSSHPrivate, KeyFiles.p256OpenSSHEncrypted] {
            let octets = try PEMDocument(Array(file.utf8)).der
            let expected = try JWK(keyFile: octets, passphrase: KeyFiles.passphrase).thumbprint()
            let step = file == KeyFiles.p256OpenSSHEncrypted ? 37 : 1
            for index in stride(from: 0, to: octets.count, by: step) {
                var changed = octets
                changed[index] ^= 0x81
                // Only a changed comment leaves a key, and these have none that counts.
                let read = try? JWK(keyFile: changed, passphrase: KeyFiles.passphrase)
                #expect(read == nil || read?.thumbprint() == expected, "\(index)")
                #expect(throws: JWTError.self) {
                    try JWK(keyFile: Array(octets[..<index]), passphrase: KeyFiles.passphrase)
                }
            }
        }
    }

    @Test("the first words of Blowfish are the digits of π")
    func blowfish() {
        #expect(BlowfishPi.words.count == 1042)
        #expect(BlowfishPi.words.prefix(4) == [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344])
        #expect(BlowfishPi.words.last == 0x3ac3_72e6)
    }
}
