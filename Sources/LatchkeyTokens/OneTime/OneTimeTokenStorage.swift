public import FoundationEssentials

/// Where one-time tokens are kept: by digest, never as text.
///
/// Every text is compared octet by octet. A record with `attemptsLeft` is a code, found by its purpose and subject;
/// one without is a token, found by its digest; neither is ever found the other's way.
public protocol OneTimeTokenStorage: Sendable {
    /// Keeps a record.
    ///
    /// - Parameters:
    ///   - record: what to keep; its digest is new.
    ///   - replacing: removes, in the same transaction, the earlier records of its purpose and subject: tokens before a
    ///     token, the code before a code. For a code it is always so.
    /// - Throws: the back end's errors, among them ``OneTimeTokenError/storeFull``; nothing is removed then.
    func insertOneTimeToken(_ record: StoredOneTimeToken, replacing: Bool) async throws

    /// Takes a token out, when digest, purpose and binding fit and `now` is before its end; otherwise it stays.
    ///
    /// - Returns: what was taken out; of parallel callers exactly one gets it. `nil` when nothing fits.
    func redeemOneTimeToken(
        digest: [UInt8],
        purpose: OneTimePurpose,
        binding: String?,
        at now: Date
    ) async throws -> OneTimeToken?

    /// Takes the code of a purpose and subject out when its digest fits, and counts an attempt against it when not.
    ///
    /// - Returns: what became of it; however many callers come at once, only as many digests are compared as attempts
    ///   were left.
    func redeemOneTimeCode(
        digest: [UInt8],
        purpose: OneTimePurpose,
        subject: String,
        binding: String?,
        at now: Date
    ) async throws -> OneTimeCodeVerdict

    /// The token with a digest, expired or not, for naming the cause of a refusal.
    func oneTimeToken(digest: [UInt8]) async throws -> OneTimeToken?

    /// Removes every token and code of a subject and purpose.
    func removeOneTimeTokens(subject: String, purpose: OneTimePurpose) async throws

    /// Removes what has expired.
    func removeOneTimeTokens(expiredAt now: Date) async throws
}

/// What became of a code that somebody typed.
public enum OneTimeCodeVerdict: Sendable, Equatable {
    /// It was right, and is spent.
    case redeemed(OneTimeToken)
    /// It was wrong, or given with another binding; so many attempts are left.
    case wrong(attemptsLeft: Int)
    /// No attempt is left; whether it was right was not looked at.
    case exhausted
    /// Its time is over.
    case expired
    /// There is no code for this purpose and subject.
    case unknown
}
