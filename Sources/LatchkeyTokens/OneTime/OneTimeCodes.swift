public import FoundationEssentials
public import LatchkeyJOSE

/// Issues and redeems short codes that people type: six digits from a mail or a text message.
///
/// A code is found by its purpose and subject, is good once, and is void after five wrong attempts, however many
/// arrive at once. The store holds HMAC-SHA-256 under a key of its own: the database alone does not give the code
/// away, though there are only a million. A new code makes the one before void and has five attempts of its own, so
/// whoever offers to send codes has to limit how often.
///
/// ```swift
/// let codes = OneTimeCodes(storage: storage, masterKey: masterKey)
/// let code = try await codes.issue(purpose: .signInCode, subject: account.id, lifetime: 600, at: .now)
/// let token = try await codes.redeem(typed, purpose: .signInCode, subject: account.id, at: .now)
/// ```
public struct OneTimeCodes: Sendable {
    /// How many digits a code has.
    public static let digits = OneTimeCodeKeys.digits
    /// How many wrong codes may come before it is void.
    public static let attempts = OneTimeCodeKeys.attempts

    private let storage: any OneTimeTokenStorage
    private let keys: OneTimeCodeKeys

    /// Issues into, and redeems from, a store, under a key derived from the master key.
    public init(storage: any OneTimeTokenStorage, masterKey: MasterKey) {
        self.storage = storage
        keys = OneTimeCodeKeys(masterKey)
    }

    /// Issues a code, in place of the subject's earlier one of this purpose.
    ///
    /// - Parameters:
    ///   - purpose: the only purpose it is good for.
    ///   - subject: whom it speaks for; at most 512 octets.
    ///   - binding: what has to be given again with it, for example the session that asked for it.
    ///   - claims: what to find again when it is redeemed; at most 4,096 octets of JSON.
    ///   - lifetime: seconds.
    ///   - now: the time of issue.
    /// - Returns: six digits, leading zeros included.
    /// - Throws: ``OneTimeTokenError``.
    public func issue(
        purpose: OneTimePurpose,
        subject: String,
        binding: String? = nil,
        claims: JSONObject = .empty,
        lifetime: TimeInterval,
        at now: Date
    ) async throws(OneTimeTokenError) -> String {
        let token = OneTimeToken(
            purpose: purpose,
            subject: subject,
            binding: binding,
            claims: claims,
            createdAt: now,
            expiresAt: now.advanced(byLifetime: lifetime)
        )
        let (code, record) = keys.make(token)
        try await OneTimeTokens(storage: storage).keep(record, replacing: true)
        return code
    }

    /// Redeems the code that somebody typed; spaces and hyphens between the digits are forgiven.
    ///
    /// - Throws: ``OneTimeTokenError``; a text that is no code at all is ``OneTimeTokenError/malformed`` and costs no
    ///   attempt.
    public func redeem(
        _ typed: String,
        purpose: OneTimePurpose,
        subject: String,
        binding: String? = nil,
        at now: Date
    ) async throws(OneTimeTokenError) -> OneTimeToken {
        guard let digest = keys.digest(ofTyped: typed, purpose, subject) else { throw .malformed }
        let verdict = try await OneTimeTokenError.translating {
            try await storage.redeemOneTimeCode(
                digest: digest,
                purpose: purpose,
                subject: subject,
                binding: binding,
                at: now
            )
        }
        switch verdict {
        case .redeemed(let token): return token
        case .wrong(let attemptsLeft): throw .wrongCode(attemptsLeft: attemptsLeft)
        case .exhausted: throw .attemptsExhausted
        case .expired: throw .expired
        case .unknown: throw .unknownOrSpent
        }
    }
}
