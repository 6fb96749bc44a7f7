import Crypto
import CryptoExtras
import Foundation
import LatchkeyJOSE
import SwiftASN1
import Testing
import X509

@testable import LatchkeyX509

@Suite("x5c (RFC 7515 §4.1.6)")
struct CertificateChainVerifierTests {
    private let root: TestAuthority
    private let intermediate: TestAuthority
    private let key = P256.Signing.PrivateKey()

    init() throws {
        root = try TestAuthority.root()
        intermediate = try root.authority()
    }

    private var publicKey: Certificate.PublicKey { Certificate.PublicKey(key.publicKey) }

    private func base64(_ chain: [Certificate]) throws -> [JSONValue] {
        try chain.map { .string(Data(try $0.der()).base64EncodedString()) }
    }

    /// A token with a chain in its header, signed with the key of the test unless another one is given.
    private func token(
        _ chain: [Certificate],
        key: JWK? = nil,
        algorithm: SignatureAlgorithm = .es256,
        header: [String: JSONValue] = [:]
    ) throws -> String {
        let key = try key ?? JWK(pem: self.key.pemRepresentation)
        return try JWT.sign(
            payload: JSONObject(json: #"{"sub":"42","iss":"i","aud":"shop","exp":4102444800}"#),
            with: key,
            algorithm: algorithm,
            header: try ["x5c": .array(base64(chain))].merging(header) { $1 }
        )
    }

    private func resolve(_ token: String, roots: [Certificate]? = nil) async throws(JWTError) -> JWK {
        try await CertificateChainVerifier(roots: roots ?? [root.certificate])
            .key(for: token, at: TestAuthority.now)
    }

    private func verify(_ token: String, with key: JWK) throws(JWTError) -> String? {
        try JWTVerifier(key: key, algorithms: [.es256, .rs256], issuer: "i", audience: "shop")
            .verify(token, at: TestAuthority.now).subject
    }

    @Test("a chain to a trusted root gives the key that verifies the token")
    func goodChain() async throws {
        let leaf = try intermediate.issue(publicKey)
        for chain in [[leaf, intermediate.certificate], [leaf, intermediate.certificate, root.certificate]] {
            let token = try token(chain)
            let found = try await resolve(token)
            #expect(found.algorithms == [.es256])
            #expect(!found.isPrivate)
            #expect(try verify(token, with: found) == "42")
        }
        let direct = try token([root.issue(publicKey, use: .unsaid)])
        #expect(try verify(direct, with: await resolve(direct)) == "42")
    }

    @Test("an RSA leaf serves RSA algorithms, and no others")
    func rsaLeaf() async throws {
        let rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let leaf = try root.issue(Certificate.PublicKey(rsa.publicKey))
        let signer = try JWK(pem: rsa.pemRepresentation)
        let good = try token([leaf], key: signer, algorithm: .rs256)
        #expect(try verify(good, with: await resolve(good)) == "42")
        let mixed = try token([leaf])
        await #expect(throws: JWTError.keyInvalid(reason: "ES256 takes no RSA key")) {
            try await resolve(mixed)
        }
    }

    @Test("a verifier never takes the key from x5c by itself")
    func notByItself() throws {
        let token = try token([intermediate.issue(publicKey), intermediate.certificate])
        #expect(throws: JWTError.signatureInvalid) { try verify(token, with: JWK.generate(.es256)) }
    }

    @Test("a signature of another key is still refused")
    func otherSigner() async throws {
        let token = try token([root.issue(publicKey)], key: JWK.generate(.es256))
        let found = try await resolve(token)
        #expect(throws: JWTError.signatureInvalid) { try verify(token, with: found) }
    }

    private func expectRefusal(
        _ chain: [Certificate],
        _ reason: String,
        roots: [Certificate]? = nil
    ) async throws {
        let token = try token(chain)
        await #expect(throws: JWTError.certificateInvalid(reason: reason)) {
            try await resolve(token, roots: roots)
        }
    }

    @Test("refuses a stranger: another root, a certificate that signed itself, a missing link")
    func strangers() async throws {
        let reason = "it does not lead to a trusted root"
        let leaf = try intermediate.issue(publicKey)
        try await expectRefusal(
            [leaf, intermediate.certificate],
            reason,
            roots: [try TestAuthority.root().certificate]
        )
        try await expectRefusal([leaf, intermediate.certificate], reason, roots: [])
        try await expectRefusal([leaf], reason)
        let impostor = try TestAuthority.root()
        try await expectRefusal([impostor.issue(publicKey)], reason)
        try await expectRefusal([impostor.issue(publicKey), impostor.certificate], reason)
        try await expectRefusal([impostor.issue(publicKey), root.certificate], reason)
        try await expectRefusal(
            [impostor.certificate],
            "its leaf may not sign: keyUsage is without digitalSignature"
        )
    }

    @Test("refuses a chain out of order, and one with a certificate to spare")
    func order() async throws {
        let reason = "it is not in order, or has a certificate to spare"
        let second = try intermediate.authority("Second")
        let leaf = try second.issue(publicKey)
        let stranger = try TestAuthority.root("Stranger").certificate
        let (first, last) = (intermediate.certificate, second.certificate)
        #expect(try await resolve(token([leaf, last, first])).keyType == .ec)
        try await expectRefusal([leaf, first, last], reason)
        try await expectRefusal([leaf, last, first, stranger], reason)
        try await expectRefusal([leaf, last, stranger, first], reason)
        try await expectRefusal([leaf, last, first, root.certificate, stranger], reason)
        try await expectRefusal([leaf, last, last, first], reason)
        try await expectRefusal(
            [first, leaf, last],
            "its leaf may not sign: keyUsage is without digitalSignature"
        )
    }

    @Test("refuses what is not valid at the moment that is asked for")
    func validity() async throws {
        let now = TestAuthority.now
        let old = try root.issue(publicKey, to: now - 1)
        let early = try root.issue(publicKey, from: now + 1)
        try await expectRefusal([old], "its leaf has expired")
        try await expectRefusal([early], "its leaf is not valid yet")
        let before = try await CertificateChainVerifier(roots: [root.certificate])
            .key(for: token([old]), at: now - 2)
        #expect(before.keyType == .ec)
    }

    @Test("refuses a leaf that may not sign, and an issuer that is no authority")
    func usage() async throws {
        try await expectRefusal(
            [root.issue(publicKey, use: .encryption)],
            "its leaf may not sign: keyUsage is without digitalSignature"
        )
        let person = try root.authority("Person", use: .signature)
        try await expectRefusal(
            [person.issue(publicKey), person.certificate],
            "certificate 2 may not sign certificates"
        )
        let unsaid = try root.authority("Unsaid", use: .unsaid)
        try await expectRefusal(
            [unsaid.issue(publicKey), unsaid.certificate],
            "it does not lead to a trusted root"
        )
    }

    @Test("a thumbprint beside the chain must be the leaf's")
    func thumbprints() async throws {
        let leaf = try root.issue(publicKey)
        let other = try root.issue(publicKey)
        func print(_ certificate: Certificate) throws -> JSONValue {
            .string(Base64URL.encode(Array(SHA256.hash(data: try certificate.der()))))
        }
        let good = try token([leaf], header: ["x5t#S256": print(leaf)])
        #expect(try await resolve(good).keyType == .ec)
        let bad = try token([leaf], header: ["x5t#S256": print(other)])
        await #expect(throws: JWTError.certificateInvalid(reason: "x5t#S256 is that of another certificate"))
        {
            try await resolve(bad)
        }
        let wrongType = try token([leaf], header: ["x5t": .integer(1)])
        await #expect(throws: JWTError.certificateInvalid(reason: "x5t is that of another certificate")) {
            try await resolve(wrongType)
        }
    }

    @Test("refuses an x5c that is not one to six certificates in strict base64")
    func syntax() async throws {
        let leaf = try root.issue(publicKey)
        let good = try base64([leaf])[0]
        guard case .string(let text) = good else { return }
        let expected = "an array of certificates in base64, from one to 6"
        let broken: [JSONValue] = [
            .array([]), .null, good, .object(.empty), .array([.integer(1)]), .array([.string(text + "\n")]),
            .array([.string("=")]), .array([.string(text + "A")]),
            .array([.string(Base64URL.encode(Array(repeating: 0xfb, count: 30)))]),
            .array(Array(repeating: good, count: 7)),
        ]
        for value in broken {
            let token = try token([], header: ["x5c": value])
            await #expect(throws: JWTError.headerInvalid(name: "x5c", expected: expected)) {
                try await resolve(token)
            }
        }
        let junk = try token([], header: ["x5c": .array([.string("AAAA")])])
        await #expect(
            throws: JWTError.certificateInvalid(reason: "it holds something that is no certificate")
        ) {
            try await resolve(junk)
        }
    }

    @Test("roots come from PEM, too")
    func pem() async throws {
        let text = try root.certificate.serializeAsPEM().pemString
        let token = try token([root.issue(publicKey)])
        let verifier = try CertificateChainVerifier(rootsPEM: text + "\n" + text)
        #expect(try await verifier.key(for: token, at: TestAuthority.now).keyType == .ec)
        for bad in ["", "x", text.replacing("CERTIFICATE", with: "PUBLIC KEY")] {
            #expect(throws: JWTError.self) { try CertificateChainVerifier(rootsPEM: bad) }
        }
    }
}
