public import FoundationEssentials
public import LatchkeyJOSE

/// One-time tokens inside a transaction, so that a redemption and its effect happen together or not at all.
///
/// The rules are those of ``OneTimeTokenStorage``, method by method.
///
/// ```swift
/// try await storage.transaction { tx in
///     let token = try tx.oneTimeTokens.redeem(text, purpose: .passwordReset, at: tx.now)
///     try tx.credentials.set(hash, kind: .password, of: account)
/// }
/// ```
public protocol OneTimeTokenStore {
    /// Keeps a record; with `replacing`, in place of the earlier ones of its purpose and subject.
    func insert(_ record: StoredOneTimeToken, replacing: Bool) throws

    /// Takes a token out, when digest, purpose and binding fit and `now` is before its end; otherwise it stays.
    func redeem(
        digest: [UInt8],
        purpose: OneTimePurpose,
        binding: String?,
        at now: Date
    ) throws -> OneTimeToken?

    /// Takes the code of a purpose and subject out when its digest fits, and counts an attempt against it when not.
    func redeemCode(
        digest: [UInt8],
        purpose: OneTimePurpose,
        subject: String,
        binding: String?,
        at now: Date
    ) throws -> OneTimeCodeVerdict

    /// The token with a digest, expired or not.
    func token(digest: [UInt8]) throws -> OneTimeToken?

    /// Tokens and codes of a purpose whose subjects begin alike, in the order of the subjects' octets, expired ones too.
    ///
    /// - Parameters:
    ///   - purpose: what they are for.
    ///   - prefix: what every subject begins with, octet by octet.
    ///   - subject: the subject after which to begin; `nil` for the first page.
    ///   - limit: the most tokens.
    /// - Returns: at most `limit` tokens.
    /// - Throws: what the back end throws.
    func tokens(
        purpose: OneTimePurpose,
        subjectPrefix prefix: String,
        after subject: String?,
        limit: Int
    ) throws -> [OneTimeToken]

    /// Removes every token and code of a subject and purpose.
    func remove(subject: String, purpose: OneTimePurpose) throws

    /// Removes what has expired.
    func removeExpired(at now: Date) throws
}

extension OneTimeTokenStore {
    /// Issues a token in the caller's transaction.
    ///
    /// - Parameters:
    ///   - purpose: the only purpose it is good for.
    ///   - subject: whom it speaks for; at most 512 octets.
    ///   - binding: what has to be given again with it.
    ///   - claims: what to find again when it is redeemed; at most 4,096 octets of JSON.
    ///   - lifetime: seconds.
    ///   - replacing: makes the subject's earlier tokens of this purpose void.
    ///   - now: the time of issue.
    /// - Returns: the text, which is kept nowhere.
    /// - Throws: ``OneTimeTokenError/tooLarge``, and the store's errors.
    public func issue(
        purpose: OneTimePurpose,
        subject: String,
        binding: String? = nil,
        claims: JSONObject = .empty,
        lifetime: TimeInterval,
        replacing: Bool = true,
        at now: Date
    ) throws -> String {
        let opaque = OpaqueToken(.oneTime)
        let token = OneTimeToken(
            purpose: purpose,
            subject: subject,
            binding: binding,
            claims: claims,
            createdAt: now,
            expiresAt: now.advanced(byLifetime: lifetime)
        )
        guard token.fitsLimits else { throw OneTimeTokenError.tooLarge }
        try insert(StoredOneTimeToken(digest: opaque.digest, token: token), replacing: replacing)
        return opaque.text
    }

    /// Redeems a token in the caller's transaction.
    ///
    /// - Throws: ``OneTimeTokenError``, and the store's errors; whoever lets them end the transaction keeps the token.
    public func redeem(
        _ text: String,
        purpose: OneTimePurpose,
        binding: String? = nil,
        at now: Date
    ) throws -> OneTimeToken {
        let found = try peek(text, purpose: purpose, binding: binding, at: now)
        guard let opaque = OpaqueToken(.oneTime, reading: text),
            try redeem(digest: opaque.digest, purpose: purpose, binding: binding, at: now) != nil
        else { throw OneTimeTokenError.unknownOrSpent }
        return found
    }

    /// What a token stands for, while it is good for a purpose and binding; it stays unspent.
    ///
    /// - Throws: ``OneTimeTokenError``, and the store's errors.
    public func peek(
        _ text: String,
        purpose: OneTimePurpose,
        binding: String? = nil,
        at now: Date
    ) throws -> OneTimeToken {
        guard let opaque = OpaqueToken(.oneTime, reading: text) else { throw OneTimeTokenError.malformed }
        guard let token = try token(digest: opaque.digest) else { throw OneTimeTokenError.unknownOrSpent }
        guard token.purpose == purpose else { throw OneTimeTokenError.wrongPurpose }
        guard token.isBound(to: binding) else { throw OneTimeTokenError.wrongBinding }
        guard token.expiresAt > now else { throw OneTimeTokenError.expired }
        return token
    }
}
