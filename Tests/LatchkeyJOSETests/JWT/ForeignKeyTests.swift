import Crypto
import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

/// Keys that come from elsewhere: P-256 of another hand plays the foreign library.
@Suite("Signer and SignatureVerifier")
struct ForeignKeyTests {
    struct Foreign: Signer, SignatureVerifier {
        var key = P256.Signing.PrivateKey()
        var algorithm = SignatureAlgorithm.es256k
        var keyID: String? = "hsm-1"
        /// What is done to a signature on its way out.
        var change: @Sendable ([UInt8]) -> [UInt8] = { $0 }

        var algorithms: [SignatureAlgorithm] { [algorithm] }

        func signature(for input: [UInt8]) throws(JWTError) -> [UInt8] {
            do {
                return change(Array(try key.signature(for: input).rawRepresentation))
            } catch {
                throw .signingFailed
            }
        }

        func isValidSignature(_ signature: [UInt8], for input: [UInt8]) -> Bool {
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else {
                return false
            }
            return key.publicKey.isValidSignature(signature, for: input)
        }
    }

    private static func verifier(
        _ foreign: [any SignatureVerifier],
        keys: [JWK] = [],
        algorithms: Set<SignatureAlgorithm> = [.es256k, .es256]
    ) -> JWTVerifier {
        JWTVerifier(
            verifiers: foreign,
            keys: JWKSet(keys),
            algorithms: algorithms,
            issuer: "https://id.example",
            audience: "shop"
        )
    }

    @Test("a foreign key signs and verifies like any other")
    func signAndVerify() throws {
        let foreign = Foreign()
        let token = try JWTSigner(signer: foreign, type: "at+jwt", header: ["x": true]).sign(Fixed.claims)
        let jwt = try Self.verifier([foreign]).verify(token, at: Fixed.now)
        #expect(jwt.subject == "42" && jwt.keyID == "hsm-1" && jwt.header.type == "at+jwt")
        #expect(jwt.header.algorithm == .es256k && jwt.header.parameters["x"] == .bool(true))
    }

    @Test("every flipped bit in a token of a foreign key is refused, and so is the key of another")
    func refusals() throws {
        let foreign = Foreign()
        let token = Array(try JWTSigner(signer: foreign).sign(Fixed.claims).utf8)
        let verifier = Self.verifier([foreign])
        for place in stride(from: 0, to: token.count, by: 5) {
            var changed = token
            changed[place] ^= 1
            #expect(throws: JWTError.self, "\(place)") {
                try verifier.verify(String(decoding: changed, as: UTF8.self), at: Fixed.now)
            }
        }
        #expect(throws: JWTError.signatureInvalid) {
            try Self.verifier([Foreign()]).verify(String(decoding: token, as: UTF8.self), at: Fixed.now)
        }
    }

    @Test("the allow-list decides about foreign keys, too")
    func allowList() throws {
        let foreign = Foreign()
        let token = try JWTSigner(signer: foreign).sign(Fixed.claims)
        #expect(throws: JWTError.algorithmNotAllowed(name: "ES256K")) {
            try Self.verifier([foreign], algorithms: [.es256]).verify(token, at: Fixed.now)
        }
    }

    @Test("a kid picks among foreign and own keys")
    func keyIDs() throws {
        var own = try JWK.generate(.es256)
        own.keyID = "own"
        let (first, second) = (Foreign(), Foreign(keyID: "hsm-2"))
        let verifier = Self.verifier([first, second], keys: [own])
        for signer in [first, second] {
            let token = try JWTSigner(signer: signer).sign(Fixed.claims)
            #expect(try verifier.verify(token, at: Fixed.now).keyID == signer.keyID)
        }
        #expect(try verifier.verify(JWT.sign(Fixed.claims, with: own), at: Fixed.now).keyID == "own")
        let stranger = try JWTSigner(signer: Foreign(keyID: "hsm-3")).sign(Fixed.claims)
        #expect(throws: JWTError.keyUnknown(keyID: "hsm-3")) { try verifier.verify(stranger, at: Fixed.now) }
        let disguised = try JWTSigner(signer: Foreign(keyID: "own")).sign(Fixed.claims)
        #expect(throws: JWTError.algorithmNotAllowed(name: "ES256K")) {
            try verifier.verify(disguised, at: Fixed.now)
        }
        // Alone it serves whatever the kid, as a single key does.
        #expect(throws: JWTError.signatureInvalid) {
            try Self.verifier([first]).verify(stranger, at: Fixed.now)
        }
    }

    @Test("a signature of a length that the algorithm does not have is neither sent out nor looked at")
    func lengths() throws {
        for change in [{ $0 + [0] }, { Array($0.dropLast()) }, { _ in [] }]
            as [@Sendable ([UInt8]) -> [UInt8]]
        {
            let signer = try JWTSigner(signer: Foreign(change: change))
            #expect(throws: JWTError.signingFailed) { try signer.sign(Fixed.claims) }
        }
        struct Gullible: SignatureVerifier {
            var algorithms: [SignatureAlgorithm] { [.es256k] }
            var keyID: String? { nil }
            func isValidSignature(_ signature: [UInt8], for input: [UInt8]) -> Bool { true }
        }
        let input = try SigningInput(Fixed.claims, algorithm: .es256k)
        let text = String(decoding: input.octets, as: UTF8.self)
        for length in [0, 1, 63, 65, 128] {
            let token = text + "." + Base64URL.encode([UInt8](repeating: 1, count: length))
            #expect(throws: JWTError.signatureInvalid) {
                try Self.verifier([Gullible()]).verify(token, at: Fixed.now)
            }
        }
    }

    @Test("a JWK is one of the pair, too", arguments: Fixed.algorithms)
    func ownKeys(_ algorithm: SignatureAlgorithm) throws {
        let key = try Fixed.key(algorithm)
        let octets = Array("any octets".utf8)
        let signature = try key.signer(algorithm).signature(for: octets)
        let verifier = try (key.publicKey ?? key).signatureVerifier(algorithm)
        #expect(verifier.isValidSignature(signature, for: octets))
        #expect(!verifier.isValidSignature(signature, for: octets + [0]))
        #expect(!verifier.isValidSignature(signature + [0], for: octets))
        let token = try JWTSigner(signer: key.signer(algorithm)).sign(Fixed.claims)
        #expect(
            try Self.verifier([verifier], algorithms: [algorithm]).verify(token, at: Fixed.now).subject
                == "42"
        )
    }

    @Test("a JWK that must not sign or verify is no signer and no verifier")
    func unsuitable() throws {
        var key = try Fixed.p256()
        #expect(throws: JWTError.algorithmNotAllowed(name: "ES384")) { try key.signer(.es384) }
        let publicKey = try #require(key.publicKey)
        #expect(throws: JWTError.keyUnsuitable(reason: "it has no private part")) { try publicKey.signer() }
        key.use = "enc"
        #expect(throws: JWTError.keyUnsuitable(reason: "its use is not sig")) { try key.signer() }
        #expect(throws: JWTError.keyUnsuitable(reason: "its use is not sig")) { try key.signatureVerifier() }
    }
}
