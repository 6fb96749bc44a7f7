import Testing

@testable import LatchkeyJOSE

@Suite("Certificates as key files")
struct CertificateTests {
    @Test("the public key of a certificate is the key, in PEM and in DER")
    func publicKey() throws {
        let expected = try #require(try Fixed.p256().publicKey).json()
        #expect(try JWK(pem: KeyFiles.p256Certificate).json() == expected)
        let der = try PEMDocument(Array(KeyFiles.p256Certificate.utf8)).der
        #expect(try JWK(keyFile: der).json() == expected)
        let other = KeyFiles.p256Certificate.replacing("CERTIFICATE", with: "X509 CERTIFICATE")
        #expect(try JWK(pem: other).json() == expected)
    }

    @Test("two certificates, and a key beside its certificate, are more than one key")
    func several() {
        for text in [
            KeyFiles.p256Certificate + KeyFiles.p256Certificate,
            KeyFiles.p256PKCS8 + KeyFiles.p256Certificate,
        ] {
            #expect(throws: JWTError.keyInvalid(reason: "the PEM text holds more than one key")) {
                try JWK(pem: text)
            }
        }
    }

    @Test(
        "a certificate cut off anywhere, or with an octet changed, is refused or read, and never stops the process"
    )
    func mutations() throws {
        let der = try PEMDocument(Array(KeyFiles.p256Certificate.utf8)).der
        for index in der.indices {
            #expect(throws: JWTError.self) { try JWK(keyFile: Array(der[..<index])) }
            var changed = der
            changed[index] ^= 0xff
            _ = try? JWK(keyFile: changed)
        }
    }

    @Test(
        "a label that does not fit its content is refused",
        arguments: ["PRIVATE KEY", "ENCRYPTED PRIVATE KEY"]
    )
    func wrongLabel(_ label: String) {
        let text = KeyFiles.p256Certificate.replacing("CERTIFICATE", with: label)
        #expect(throws: JWTError.self) { try JWK(pem: text, passphrase: "x") }
    }
}
