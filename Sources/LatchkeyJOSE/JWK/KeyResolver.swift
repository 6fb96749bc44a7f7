/// Finds the keys that may have signed a token, by what its header says.
///
/// For keys that are looked up one by one, as per tenant or per user. A ``JWKSet`` given to a verifier is prepared once
/// and therefore faster. The header is not verified yet: take its values as search terms, never as locations.
public protocol KeyResolver: Sendable {
    /// The keys that may have signed a token with this header; none where it names no key that is known.
    ///
    /// - Throws: any ``JWTError``, which becomes the verdict on the token.
    func keys(for header: JWSHeader) throws(JWTError) -> JWKSet
}
