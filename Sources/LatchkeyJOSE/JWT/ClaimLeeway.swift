public import FoundationEssentials

/// How many seconds the clocks of issuer and verifier may differ, for each claim by itself.
///
/// ```swift
/// let verifier = JWTVerifier(keys: keys, algorithms: [.es256], issuer: "https://id.example", audience: "shop")
///     .allowing(ClaimLeeway(expiry: 0, notBefore: 60, issuedAt: 60))
/// ```
///
/// A number that is negative or not finite counts as none.
public struct ClaimLeeway: Sendable, Hashable {
    /// How long after `exp` a token is still taken.
    public var expiry: TimeInterval
    /// How long before `nbf` a token is taken already.
    public var notBefore: TimeInterval
    /// How far in the future `iat` may lie, and how much older than the maximum age a token may be.
    public var issuedAt: TimeInterval

    /// A leeway for each claim.
    public init(expiry: TimeInterval = 0, notBefore: TimeInterval = 0, issuedAt: TimeInterval = 0) {
        self.expiry = expiry
        self.notBefore = notBefore
        self.issuedAt = issuedAt
    }

    /// The same leeway for all of them.
    public init(_ seconds: TimeInterval) {
        self.init(expiry: seconds, notBefore: seconds, issuedAt: seconds)
    }

    /// Every comparison with NaN is false: it would let expired tokens pass or refuse all others.
    var checked: ClaimLeeway {
        func checked(_ seconds: TimeInterval) -> TimeInterval { seconds.isFinite ? max(0, seconds) : 0 }
        return ClaimLeeway(
            expiry: checked(expiry),
            notBefore: checked(notBefore),
            issuedAt: checked(issuedAt)
        )
    }
}
