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
    /// Headers that tokens of this key are likely to have.
    let headers: [KnownHeader]

    init?(_ key: JWK, _ algorithm: SignatureAlgorithm, type: TypeExpectation) {
        guard let prepared = key.material.verificationKey(algorithm, key.strength) else { return nil }
        self.algorithm = algorithm
        self.keyID = key.keyID
        self.key = prepared
        self.source = key
        self.headers = KnownHeader.likely(algorithm, keyID: key.keyID, type: type)
        do throws(JWTError) {
            try key.checkPermits(.verify)
            self.refusal = nil
        } catch {
            self.refusal = error
        }
    }

    /// A key that this library does not know, for one of its algorithms.
    ///
    /// It has no known headers: the fast way rests on a length of signature, which is not known either.
    init(_ verifier: any SignatureVerifier, _ algorithm: SignatureAlgorithm) {
        self.algorithm = algorithm
        self.keyID = verifier.keyID
        self.key = .foreign(ForeignVerificationKey(verifier: verifier, algorithm: algorithm))
        self.source = nil
        self.headers = []
        self.refusal = nil
    }

    /// The known header that a token starts with.
    func header(of token: Span<UInt8>) -> KnownHeader? {
        guard refusal == nil else { return nil }
        for index in headers.indices where headers[index].matches(token) {
            return headers[index]
        }
        return nil
    }
}
