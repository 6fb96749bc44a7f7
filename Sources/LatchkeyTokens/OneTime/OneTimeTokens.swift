public import FoundationEssentials
public import LatchkeyJOSE

/// Issues and redeems one-time tokens: password resets, mail verification, magic links, invitations.
///
/// A token is `lko_` and 256 random bits with a checksum; the store knows its SHA-256 only. It is good once, for one
/// purpose and one binding, before its end; of parallel redemptions exactly one wins.
///
/// ```swift
/// let tokens = OneTimeTokens(storage: storage)
/// let text = try await tokens.issue(purpose: .passwordReset, subject: account.id, lifetime: 900, at: .now)
/// let token = try await tokens.redeem(text, purpose: .passwordReset, at: .now)
/// token.subject
/// ```
///
/// Redeem on `POST` only: mail scanners and previews follow every link.
public struct OneTimeTokens: Sendable {
    let storage: any OneTimeTokenStorage

    /// Issues into, and redeems from, a store.
    public init(storage: any OneTimeTokenStorage) {
        self.storage = storage
    }

    /// Issues a token.
    ///
    /// - Parameters:
    ///   - purpose: the only purpose it is good for.
    ///   - subject: whom it speaks for; at most 512 octets.
    ///   - binding: what has to be given again with it, for example the e-mail address it was sent to.
    ///   - claims: what to find again when it is redeemed; at most 4,096 octets of JSON.
    ///   - lifetime: seconds.
    ///   - replacing: makes the subject's earlier tokens of this purpose void, as a new reset mail has to.
    ///   - now: the time of issue.
    /// - Returns: the text, which is kept nowhere.
    /// - Throws: ``OneTimeTokenError/tooLarge``, ``OneTimeTokenError/storeFull``, ``OneTimeTokenError/storageFailed(reason:)``.
    public func issue(
        purpose: OneTimePurpose,
        subject: String,
        binding: String? = nil,
        claims: JSONObject = .empty,
        lifetime: TimeInterval,
        replacing: Bool = true,
        at now: Date
    ) async throws(OneTimeTokenError) -> String {
        let opaque = OpaqueToken(.oneTime)
        let token = OneTimeToken(
            purpose: purpose,
            subject: subject,
            binding: binding,
            claims: claims,
            createdAt: now,
            expiresAt: now.advanced(byLifetime: lifetime)
        )
        try await keep(StoredOneTimeToken(digest: opaque.digest, token: token), replacing: replacing)
        return opaque.text
    }

    /// Redeems a token: the one caller who gets its meaning may act on it, and nobody after.
    ///
    /// A token given for another purpose or with another binding stays good for its own.
    ///
    /// - Parameters:
    ///   - text: what ``issue(purpose:subject:binding:claims:lifetime:replacing:at:)`` returned.
    ///   - purpose: what it must be for.
    ///   - binding: the binding it must have; `nil` when it must have none.
    ///   - now: the time of redemption.
    /// - Returns: what it stands for.
    /// - Throws: ``OneTimeTokenError``.
    public func redeem(
        _ text: String,
        purpose: OneTimePurpose,
        binding: String? = nil,
        at now: Date
    ) async throws(OneTimeTokenError) -> OneTimeToken {
        guard let opaque = OpaqueToken(.oneTime, reading: text) else { throw .malformed }
        return try await redeem(digest: opaque.digest, purpose: purpose, binding: binding, at: now)
    }

    /// Whether a text has the form and the checksum of a one-time token, which a secret scanner can tell.
    ///
    /// It says nothing about whether it was issued.
    public static func isIntact(_ text: String) -> Bool {
        OpaqueToken(.oneTime, reading: text) != nil
    }

    /// Makes every token and code of a subject and purpose void.
    public func void(purpose: OneTimePurpose, subject: String) async throws(OneTimeTokenError) {
        try await asking { try await storage.removeOneTimeTokens(subject: subject, purpose: purpose) }
    }

    /// Removes what has expired from the store; run it now and then.
    public func removeExpired(at now: Date) async throws(OneTimeTokenError) {
        try await asking { try await storage.removeOneTimeTokens(expiredAt: now) }
    }

    func keep(_ record: StoredOneTimeToken, replacing: Bool) async throws(OneTimeTokenError) {
        guard record.token.fitsLimits else { throw .tooLarge }
        try await asking { try await storage.insertOneTimeToken(record, replacing: replacing) }
    }

    func redeem(
        digest: [UInt8],
        purpose: OneTimePurpose,
        binding: String?,
        at now: Date
    ) async throws(OneTimeTokenError) -> OneTimeToken {
        let token = try await asking {
            try await storage.redeemOneTimeToken(digest: digest, purpose: purpose, binding: binding, at: now)
        }
        guard let token else { throw try await refusal(of: digest, purpose, binding, at: now) }
        return token
    }

    /// Names the cause of a refusal, after the fact: it decides nothing.
    private func refusal(
        of digest: [UInt8],
        _ purpose: OneTimePurpose,
        _ binding: String?,
        at now: Date
    ) async throws(OneTimeTokenError) -> OneTimeTokenError {
        guard let token = try await asking({ try await storage.oneTimeToken(digest: digest) }) else {
            return .unknownOrSpent
        }
        guard token.purpose == purpose else { return .wrongPurpose }
        guard token.isBound(to: binding) else { return .wrongBinding }
        return token.expiresAt <= now ? .expired : .unknownOrSpent
    }

    private func asking<Answer>(_ body: () async throws -> Answer) async throws(OneTimeTokenError) -> Answer {
        try await OneTimeTokenError.translating(body)
    }
}

extension OneTimeTokenError {
    /// Runs `body`; whatever else it throws becomes ``storageFailed(reason:)``.
    static func translating<Answer>(
        _ body: () async throws -> Answer
    ) async throws(OneTimeTokenError) -> Answer {
        do {
            return try await body()
        } catch let error as OneTimeTokenError {
            throw error
        } catch {
            throw .storageFailed(reason: "\(error)")
        }
    }
}
