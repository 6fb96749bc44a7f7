/// A key of a verifier, made ready once for one algorithm.
///
/// A class, so that going through the keys of a verifier counts no references but one.
final class PreparedKey: Sendable {
    let algorithm: SignatureAlgorithm
    let keyID: String?
    let key: VerificationKey
    /// What the key was made ready from; `nil` for a foreign key.
    let source: JWK?
    /// Why the key must not be used, where `use` or `key_ops` say so.
    let refusal: JWTError?

    init?(_ key: JWK, _ algorithm: SignatureAlgorithm) {
        guard let prepared = key.material.verificationKey(algorithm, key.strength) else { return nil }
        self.algorithm = algorithm
        self.keyID = key.keyID
        self.key = prepared
        self.source = key
        do throws(JWTError) {
            try key.checkPermits(.verify)
            self.refusal = nil
        } catch {
            self.refusal = error
        }
    }

    /// A key that this library does not know, for one of its algorithms.
    init(_ verifier: any SignatureVerifier, _ algorithm: SignatureAlgorithm) {
        self.algorithm = algorithm
        self.keyID = verifier.keyID
        self.key = .foreign(ForeignVerificationKey(verifier: verifier, algorithm: algorithm))
        self.source = nil
        self.refusal = nil
    }
}
