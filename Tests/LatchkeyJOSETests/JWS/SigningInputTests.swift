import Crypto
import CryptoExtras
import FoundationEssentials
import Testing

@testable import LatchkeyJOSE

@Suite("SigningInput")
struct SigningInputTests {
    @Test(
        "put together with a signature made elsewhere it is the token that a signer makes",
        arguments: Fixed.algorithms
    )
    func assemble(_ algorithm: SignatureAlgorithm) throws {
        var key = try Fixed.key(algorithm)
        key.keyID = "k"
        let input = try SigningInput(
            Fixed.claims,
            algorithm: algorithm,
            keyID: "k",
            type: "at+jwt",
            header: ["x": 1]
        )
        let signingKey = try #require(key.material.signingKey(algorithm))
        let signature = try input.octets.withUnsafeBytes {
            try signingKey.withSignature(for: $0) { Array($0) }
        }
        let token = try input.token(signature: signature)
        let jwt = try Fixed.verifier(key, algorithms: [algorithm], type: "at+jwt").verify(
            token,
            at: Fixed.now
        )
        #expect(jwt.subject == "42" && jwt.header.keyID == "k" && jwt.header.parameters["x"] == .integer(1))
        let own = try JWTSigner(key: key, algorithm: algorithm, type: "at+jwt", header: ["x": 1])
        #expect(try own.sign(Fixed.claims).utf8.starts(with: input.octets))
    }

    @Test("takes ECDSA signatures in DER, as a KMS makes them")
    func der() throws {
        let input = try SigningInput(Fixed.claims, algorithm: .es384)
        guard case .p384(let key) = try Fixed.key(.es384).material, let privateKey = key.privateKey else {
            Issue.record("not P-384")
            return
        }
        let signature = try privateKey.signature(for: input.octets)
        let token = try input.token(derSignature: Array(signature.derRepresentation))
        let verifier = Fixed.verifier(try Fixed.key(.es384), algorithms: [.es384])
        #expect(try verifier.verify(token, at: Fixed.now).subject == "42")
        for der in [[], [0x30], Array(signature.rawRepresentation)] as [[UInt8]] {
            #expect(throws: JWTError.signingFailed) { try input.token(derSignature: der) }
        }
        let other = try SigningInput(Fixed.claims, algorithm: .rs256)
        #expect(throws: JWTError.signingFailed) {
            try other.token(derSignature: Array(signature.derRepresentation))
        }
    }

    @Test("refuses a signature of a length that the algorithm does not have")
    func lengths() throws {
        for (algorithm, length) in [
            (SignatureAlgorithm.es256, 63), (.es256, 71), (.es512, 131), (.mldsa65, 3308), (.ed25519, 0),
            (.rs256, 0),
        ] {
            let input = try SigningInput(Fixed.claims, algorithm: algorithm)
            #expect(throws: JWTError.signingFailed) {
                try input.token(signature: [UInt8](repeating: 1, count: length))
            }
        }
    }

    @Test("refuses what a signer refuses to sign")
    func refusals() throws {
        #expect(throws: JWTError.claimInvalid(name: "sub", expected: "a string")) {
            try SigningInput(payload: JSONObject(json: #"{"sub":1}"#), algorithm: .es256)
        }
        #expect(throws: JWTError.headerInvalid(name: "alg", expected: "ES256")) {
            try SigningInput(Fixed.claims, algorithm: .es256, header: ["alg": "none"])
        }
    }

    @Test("keeps a claims object as it stands, as a signer does")
    func asItStands() throws {
        let payload = try JSONObject(json: #"{ "b":1, "a":2 }"#)
        let token = try JWTSigner(key: Fixed.hmac()).sign(payload: payload)
        #expect(try token.utf8.starts(with: SigningInput(payload: payload, algorithm: .hs256).octets))
    }
}
