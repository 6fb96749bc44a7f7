/// What a verifier demands of `exp`.
@nonexhaustive
public enum ExpiryRule: Sendable, Hashable {
    /// The claim must be there and lie in the future.
    case required
    /// A token without the claim never expires; with it, it must lie in the future.
    case ifPresent
    /// The claim is not compared with the clock: for reading tokens that have expired, as at logout.
    case unchecked
}
