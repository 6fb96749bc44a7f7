import Testing

@testable import LatchkeyJOSE

@Suite("Key files that are none")
struct KeyFileFaultTests {
    static let noKey = "the file is no key: neither PEM, DER, JWK, JWK Set nor OpenSSH"

    @Test(
        "says what a file is instead, and what to do",
        arguments: [
            ("", noKey), ("\n\n", noKey), ("hello", noKey), ("MIIB", noKey),
            (
                "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA",
                "it is an SSH2 public key; rewrite it: ssh-keygen -i -f FILE"
            ),
            (
                "PuTTY-User-Key-File-3: ssh-ed25519\n",
                "it is a PuTTY key; rewrite it: puttygen FILE -O private-openssh-new -o NEW"
            ),
            ("{}", "it has no kty"),
            (#"{"keys":[]}"#, "the file is a JWK Set with no key that can be used, where one key is wanted"),
            (#"{"keys":{}}"#, "the set has no array of keys"),
        ]
    )
    func sentences(_ text: String, _ reason: String) {
        #expect(throws: JWTError.keyInvalid(reason: reason)) { try JWK(keyFile: Array(text.utf8)) }
    }

    @Test("a PKCS#12 store is named")
    func pkcs12() {
        let store: [UInt8] = [0x30, 0x07, 0x02, 0x01, 0x03, 0x30, 0x02, 0x05, 0x00]
        let reason = "it is a PKCS#12 store; take the key out: openssl pkcs12 -in FILE -nodes"
        #expect(throws: JWTError.keyInvalid(reason: reason)) { try JWK(keyFile: store) }
    }

    @Test("a set of two keys is no key file")
    func set() throws {
        let set = JWKSet([try Fixed.p256(), try Fixed.ed25519()]).json()
        let reason = "the file is a JWK Set with 2 keys, where one key is wanted"
        #expect(throws: JWTError.keyInvalid(reason: reason)) { try JWK(keyFile: Array(set.utf8)) }
    }

    @Test("a huge file is refused at once, and junk of every kind without a trap")
    func junk() throws {
        #expect(throws: JWTError.keyInvalid(reason: "the file has more than 1048576 octets")) {
            try JWK(keyFile: [UInt8](repeating: 0x30, count: (1 << 20) + 1))
        }
        var generator = FixedGenerator(seed: 7)
        for start in [[], [0x30], [0x30, 0x82], Array("openssh-key-v1\0".utf8), Array("{".utf8)] as [[UInt8]]
        {
            for count in 0..<120 {
                let junk = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
                #expect(throws: JWTError.self) { try JWK(keyFile: start + junk) }
            }
        }
        let dashes = String(repeating: "-----BEGIN ", count: 90_000)
        #expect(throws: JWTError.self) { try JWK(keyFile: Array(dashes.utf8)) }
    }
}
