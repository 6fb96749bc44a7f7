public import FoundationEssentials

/// One entry of the revocation list: what is taken back, and until when it has to be remembered.
public struct Revocation: Sendable, Hashable {
    /// What an entry takes back.
    ///
    /// Sessions, accounts and tokens of this package are named by a UUID, which costs the least to look up. Those of
    /// foreign issuers and of applications with names of their own are kept as text: ``session(named:)``,
    /// ``account(named:epochBelow:)`` and ``token(named:)`` choose the right form.
    public enum Target: Sendable, Hashable {
        /// Every token of one sign-in session (`sid`).
        case session(UUIDv7)
        /// Every token of one account whose `ver` is below the epoch.
        case account(UUIDv7, epochBelow: Int64)
        /// One single token (`jti`).
        case token(UUIDv7)
        /// Every token of a session whose `sid` is no canonical UUID.
        case namedSession(ExactText)
        /// Every token, with a `ver` below the epoch, of an account whose `sub` is no canonical UUID.
        case namedAccount(ExactText, epochBelow: Int64)
        /// One single token whose `jti` is no canonical UUID.
        case namedToken(ExactText)
        /// Every token of a subject, whatever its form, that goes back to a sign-in before the moment.
        ///
        /// Judged by `auth_time`, which refreshing carries on, or by `iat` where there is none. Both count whole
        /// seconds, rounded down: whoever signs in again within the second of the revocation has to do it once more.
        case signIns(of: ExactText, before: Date)
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

extension Revocation.Target {
    /// Every token whose `sid` is this text.
    public static func session(named id: String) -> Self {
        UUIDv7(id).map { .session($0) } ?? .namedSession(ExactText(id))
    }

    /// Every token whose `sub` is this text and whose `ver` is below the epoch.
    public static func account(named id: String, epochBelow: Int64) -> Self {
        UUIDv7(id).map { .account($0, epochBelow: epochBelow) }
            ?? .namedAccount(ExactText(id), epochBelow: epochBelow)
    }

    /// The token whose `jti` is this text.
    public static func token(named id: String) -> Self {
        UUIDv7(id).map { .token($0) } ?? .namedToken(ExactText(id))
    }
}

extension Revocation {
    /// Seconds for which a request that is already under way may still sign a token that the entry has to cover.
    ///
    /// A refresh that looked at the list just before the revocation signs a token just after it.
    public static let inFlightAllowance: TimeInterval = 300

    /// When an entry made now may be forgotten: when the last token that it can cover has expired everywhere.
    ///
    /// - Parameters:
    ///   - longestLifetime: seconds; the longest life of any token that the entry is to refuse, refresh tokens included.
    ///   - leeway: seconds of clock difference that verifiers forgive.
    ///   - now: the time of the revocation.
    /// - Returns: the end of the entry's life.
    public static func expiry(
        longestLifetime: TimeInterval,
        leeway: TimeInterval = 0,
        at now: Date
    ) -> Date {
        now.advanced(byLifetime: longestLifetime).advanced(byLifetime: leeway) + inFlightAllowance
    }
}

/// Why something could not be revoked.
public enum RevocationError: Error, Sendable, Equatable {
    /// The token has no `jti`, so nothing names it alone; revoke its session or account.
    case tokenWithoutIdentifier
    /// The token has no `sid`; revoke it alone or its account.
    case tokenWithoutSession
}
