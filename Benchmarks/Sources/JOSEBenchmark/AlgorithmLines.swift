import Foundation
import JWTKit
import LatchkeyJOSE
import Measuring

/// The lines that every signature algorithm has.
struct AlgorithmLines {
    let name: String
    private let key: LatchkeyJOSE.JWK
    private let algorithm: SignatureAlgorithm
    private let primitive: Primitive?
    private let keys: JWTKeyCollection?

    /// `nil` for an algorithm whose keys only another library can make.
    init?(_ algorithm: SignatureAlgorithm) async throws {
        guard let key = try? Subject.key(algorithm) else { return nil }
        self.name = algorithm.name
        self.algorithm = algorithm
        self.key = key
        self.primitive = try Primitive(algorithm.name, key)
        self.keys = try await JWTKeyCollection.holding(key, for: algorithm.name)
    }

    private var prefix: String { "jose.\(name.lowercased())" }

    /// Seven claims, all checked.
    func common() throws -> [Line] {
        var plain = key
        plain.keyID = nil
        let signer = try JWTSigner(key: plain, algorithm: algorithm)
        let verifier = Subject.verifier(plain, algorithm)
        let token = try CutToken(signer.sign(Subject.claims))
        return [
            Line(
                name: "\(prefix).verify",
                tokenSize: token.text.utf8.count,
                ours: { for _ in 0..<$0 { keep(try verifier.verify(token.text, at: Subject.now)) } },
                baselines: try primitiveVerifying(token) + jwtKitVerifying(token),
                budget: Budget.verify(name)
            ),
            Line(
                name: "\(prefix).sign",
                tokenSize: token.text.utf8.count,
                ours: { for _ in 0..<$0 { keep(try signer.sign(Subject.claims)) } },
                baselines: try primitiveSigning(token) + jwtKitSigning(),
                budget: Budget.sign(name)
            ),
        ]
    }

    /// What the server's own access tokens carry.
    func accessToken() throws -> [Line] {
        let signer = try JWTSigner(key: key, algorithm: algorithm, type: "at+jwt")
        let verifier = AccessTokenSubject.verifier(key, algorithm)
        let payload = AccessTokenSubject.payload
        let token = try CutToken(signer.sign(payloadJSON: payload))
        return [
            Line(
                name: "\(prefix).verify.access-token",
                tokenSize: token.text.utf8.count,
                ours: { for _ in 0..<$0 { keep(try verifier.verify(token.text, at: Subject.now)) } },
                baselines: try primitiveVerifying(token)
            ),
            Line(
                name: "\(prefix).sign.access-token",
                tokenSize: token.text.utf8.count,
                ours: { for _ in 0..<$0 { keep(try signer.sign(payloadJSON: payload)) } },
                baselines: try primitiveSigning(token)
            ),
        ]
    }

    // MARK: - Baselines

    private func primitiveVerifying(_ token: CutToken) throws -> [(name: String, work: Line.Work)] {
        let works = try primitive?.verifying(token.signature, token.signingInput) ?? []
        return named(works)
    }

    private func primitiveSigning(_ token: CutToken) throws -> [(name: String, work: Line.Work)] {
        let works = try primitive?.signing(token.signingInput) ?? []
        return named(works)
    }

    /// The first way is what swift-crypto offers; a second, cheaper one is printed beside it.
    private func named(_ works: [Line.Work]) -> [(name: String, work: Line.Work)] {
        zip(["primitive", "hash-states"], works).map { (name: $0, work: $1) }
    }

    private func jwtKitVerifying(_ token: CutToken) -> [(name: String, work: Line.Work)] {
        guard let keys else { return [] }
        return [
            ("jwt-kit", { for _ in 0..<$0 { keep(try await keys.verify(token.text, as: Payload.self)) } })
        ]
    }

    private func jwtKitSigning() -> [(name: String, work: Line.Work)] {
        guard let keys else { return [] }
        return [("jwt-kit", { for _ in 0..<$0 { keep(try await keys.sign(Payload.value)) } })]
    }
}

/// A finished token, cut for the primitive.
struct CutToken {
    let text: String
    let signingInput: [UInt8]
    let signature: [UInt8]

    struct NoToken: Error {}

    init(_ text: String) throws {
        let dot = text.lastIndex(of: ".")
        guard let dot, let signature = Base64URL.decode(text[text.index(after: dot)...]) else {
            throw NoToken()
        }
        self.text = text
        self.signingInput = Array(text[..<dot].utf8)
        self.signature = signature
    }
}
