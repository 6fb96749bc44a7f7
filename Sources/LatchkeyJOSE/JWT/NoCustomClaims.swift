/// No claims beyond the registered ones are written or read as a type.
///
/// Others that a token has remain to be seen in ``VerifiedJWT/payload``.
public struct NoCustomClaims: Codable, Sendable, Hashable {
    /// The only value there is.
    public init() {}
}
