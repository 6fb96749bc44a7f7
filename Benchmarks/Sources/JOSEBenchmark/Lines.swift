import Crypto
import CryptoExtras
import Foundation
import JWTKit
import LatchkeyJOSE

/// All lines of the table.
enum Lines {
    /// The lines whose name contains `filter`; keys are made only for those.
    static func all(_ filter: String?) async throws -> [Line] {
        var lines: [Line] = []
        for (name, make) in [("hs256", hs256), ("es256", es256), ("eddsa", eddsa), ("rs256", rs256)] {
            let isWanted =
                filter.map { $0.contains(name) || !$0.contains("256") && !$0.contains("eddsa") } ?? true
            lines += isWanted ? try await make() : []
        }
        return lines.filter { line in filter.map(line.name.contains) ?? true }
    }

    private static func hs256() async throws -> [Line] {
        let key = try LatchkeyJOSE.JWK.generate(.hs256)
        let secret = try key.secret()
        let keyed = HMAC<SHA256>(key: SymmetricKey(data: secret))
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(key: SymmetricKey(data: secret)), digestAlgorithm: .sha256)
        func code(_ input: [UInt8], _ iterations: Int) {
            for _ in 0..<iterations {
                var authenticator = keyed
                authenticator.update(data: input)
                keep(authenticator.finalize())
            }
        }
        return try lines(
            key,
            .hs256,
            keys,
            verifying: { token in { code(token.signingInput, $0) } },
            signing: { token in { code(token.signingInput, $0) } }
        )
    }

    private static func es256() async throws -> [Line] {
        let key = try LatchkeyJOSE.JWK.generate(.es256)
        let primitive = try P256.Signing.PrivateKey(pemRepresentation: key.pem())
        let keys = JWTKeyCollection()
        await keys.add(ecdsa: try ECDSA.PrivateKey<P256>(pem: key.pem()))
        return try lines(
            key,
            .es256,
            keys,
            verifying: { token in
                let signature = try P256.Signing.ECDSASignature(rawRepresentation: token.signature)
                let publicKey = primitive.publicKey
                return { iterations in
                    for _ in 0..<iterations {
                        let isValid = publicKey.isValidSignature(
                            signature,
                            for: SHA256.hash(data: token.signingInput)
                        )
                        precondition(isValid)
                    }
                }
            },
            signing: { token in
                { iterations in
                    for _ in 0..<iterations {
                        keep(try primitive.signature(for: SHA256.hash(data: token.signingInput)))
                    }
                }
            }
        )
    }

    private static func eddsa() async throws -> [Line] {
        let key = try LatchkeyJOSE.JWK.generate(.eddsa)
        let primitive = try Curve25519.Signing.PrivateKey(pemRepresentation: key.pem())
        let keys = JWTKeyCollection()
        await keys.add(eddsa: try EdDSA.PrivateKey(pem: key.pem()))
        return try lines(
            key,
            .eddsa,
            keys,
            verifying: { token in
                let publicKey = primitive.publicKey
                return { iterations in
                    for _ in 0..<iterations {
                        let isValid = publicKey.isValidSignature(token.signature, for: token.signingInput)
                        precondition(isValid)
                    }
                }
            },
            signing: { token in
                { iterations in
                    for _ in 0..<iterations {
                        keep(try primitive.signature(for: token.signingInput))
                    }
                }
            }
        )
    }

    private static func rs256() async throws -> [Line] {
        let key = try LatchkeyJOSE.JWK.generate(.rs256, bits: 2048)
        let primitive = try _RSA.Signing.PrivateKey(pemRepresentation: key.pem())
        let keys = JWTKeyCollection()
        await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: key.pem()), digestAlgorithm: .sha256)
        return try lines(
            key,
            .rs256,
            keys,
            verifying: { token in
                let signature = _RSA.Signing.RSASignature(rawRepresentation: token.signature)
                let publicKey = primitive.publicKey
                return { iterations in
                    for _ in 0..<iterations {
                        let digest = SHA256.hash(data: token.signingInput)
                        let isValid = publicKey.isValidSignature(
                            signature,
                            for: digest,
                            padding: .insecurePKCS1v1_5
                        )
                        precondition(isValid)
                    }
                }
            },
            signing: { token in
                { iterations in
                    for _ in 0..<iterations {
                        let digest = SHA256.hash(data: token.signingInput)
                        keep(try primitive.signature(for: digest, padding: .insecurePKCS1v1_5))
                    }
                }
            }
        )
    }
}

// MARK: - Assembling

/// A finished token, cut for the primitive.
struct CutToken {
    let text: String
    let signingInput: [UInt8]
    let signature: [UInt8]

    init(_ text: String) throws {
        struct NoToken: Error {}
        let dot = text.lastIndex(of: ".")
        guard let dot, let signature = Base64URL.decode(text[text.index(after: dot)...]) else {
            throw NoToken()
        }
        self.text = text
        self.signingInput = Array(text[..<dot].utf8)
        self.signature = signature
    }
}

extension Lines {
    private static func lines(
        _ key: LatchkeyJOSE.JWK,
        _ algorithm: SignatureAlgorithm,
        _ keys: JWTKeyCollection,
        verifying: (CutToken) throws -> Line.Work,
        signing: (CutToken) throws -> Line.Work
    ) throws -> [Line] {
        let prefix = "jose.\(algorithm.name.lowercased())"
        var plain = key
        plain.keyID = nil
        let signer = try JWTSigner(key: plain)
        let verifier = Subject.verifier(plain, algorithm)
        let token = try CutToken(signer.sign(Subject.claims))
        return try [
            Line(
                name: "\(prefix).verify",
                tokenSize: token.text.utf8.count,
                ours: { for _ in 0..<$0 { keep(try verifier.verify(token.text, at: Subject.now)) } },
                baselines: [
                    ("primitive", try verifying(token)),
                    (
                        "jwt-kit",
                        { for _ in 0..<$0 { keep(try await keys.verify(token.text, as: Payload.self)) } }
                    ),
                ]
            ),
            Line(
                name: "\(prefix).sign",
                tokenSize: token.text.utf8.count,
                ours: { for _ in 0..<$0 { keep(try signer.sign(Subject.claims)) } },
                baselines: [
                    ("primitive", try signing(token)),
                    ("jwt-kit", { for _ in 0..<$0 { keep(try await keys.sign(Payload.value)) } }),
                ]
            ),
        ] + accessTokenLines(key, algorithm, prefix: prefix, verifying: verifying, signing: signing)
    }

    private static func accessTokenLines(
        _ key: LatchkeyJOSE.JWK,
        _ algorithm: SignatureAlgorithm,
        prefix: String,
        verifying: (CutToken) throws -> Line.Work,
        signing: (CutToken) throws -> Line.Work
    ) throws -> [Line] {
        let accessSigner = try JWTSigner(key: key, type: "at+jwt")
        let accessVerifier = AccessTokenSubject.verifier(key, algorithm)
        let access = try CutToken(accessSigner.sign(payloadJSON: AccessTokenSubject.payload))
        return [
            Line(
                name: "\(prefix).verify.access-token",
                tokenSize: access.text.utf8.count,
                ours: { for _ in 0..<$0 { keep(try accessVerifier.verify(access.text, at: Subject.now)) } },
                baselines: [("primitive", try verifying(access))]
            ),
            Line(
                name: "\(prefix).sign.access-token",
                tokenSize: access.text.utf8.count,
                ours: {
                    for _ in 0..<$0 { keep(try accessSigner.sign(payloadJSON: AccessTokenSubject.payload)) }
                },
                baselines: [("primitive", try signing(access))]
            ),
        ]
    }
}

extension LatchkeyJOSE.JWK {
    /// The octets of a symmetric key.
    fileprivate func secret() throws -> [UInt8] {
        try JSONObject(json: json()).string("k").flatMap(Base64URL.decode) ?? []
    }
}
