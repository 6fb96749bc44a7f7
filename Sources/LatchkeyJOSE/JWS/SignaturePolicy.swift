/// How many signatures of a JWS in JSON must be good (RFC 7515 §5.2: that is for the application to decide).
@nonexhaustive
public enum SignaturePolicy: Sendable, Hashable {
    /// Each one: a signature that cannot be checked, be it for want of a key, counts as bad.
    case all
    /// At least one; the others may be anything, and ``VerifiedJSONJWS/verdicts`` tells which.
    case any
}
