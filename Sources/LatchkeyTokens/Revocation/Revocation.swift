public import FoundationEssentials

/// One entry of the revocation list: what is taken back, and until when it has to be remembered.
public struct Revocation: Sendable, Hashable {
    /// What an entry takes back.
    public enum Target: Sendable, Hashable {
        /// Every token of one sign-in session (`sid`).
        case session(UUIDv7)
        /// Every token of one account whose `ver` is below the epoch.
        case account(UUIDv7, epochBelow: Int64)
        /// One single token (`jti`).
        case token(UUIDv7)
    }

    /// The place in the order of all revocations; assigned by the storage, strictly growing.
    public let sequence: Int64
    /// What is taken back.
    public let target: Target
    /// When the last token that the entry covers has expired by itself.
    public let expiresAt: Date

    /// Makes an entry as the storage holds it.
    public init(sequence: Int64, target: Target, expiresAt: Date) {
        self.sequence = sequence
        self.target = target
        self.expiresAt = expiresAt
    }
}
