public import FoundationEssentials
public import LatchkeyJOSE

/// Makes short codes, and the keyed digests under which a store holds them.
///
/// For codes that are issued and redeemed in the caller's transaction; ``OneTimeCodes`` does the same on its own.
///
/// ```swift
/// let keys = OneTimeCodeKeys(masterKey)
/// let code = try keys.issue(purpose: .signInCode, subject: request, lifetime: 600, at: tx.now, in: tx.oneTimeTokens)
/// ```
public struct OneTimeCodeKeys: Sendable {
    /// How many digits a code has.
    public static let digits = 6
    /// How many wrong codes may come before it is void.
    public static let attempts = 5

    private let mac: HMACSHA256

    /// Derives the key of the digests.
    public init(_ masterKey: MasterKey) {
        mac = HMACSHA256(key: masterKey.derive(.oneTimeCode))
    }

    /// Issues a code in the caller's transaction, in place of the subject's earlier one of this purpose.
    ///
    /// - Throws: ``OneTimeTokenError/tooLarge``, and the store's errors.
    public func issue(
        purpose: OneTimePurpose,
        subject: String,
        claims: JSONObject = .empty,
        lifetime: TimeInterval,
        at now: Date,
        in store: any OneTimeTokenStore
    ) throws -> String {
        let token = OneTimeToken(
            purpose: purpose,
            subject: subject,
            binding: nil,
            claims: claims,
            createdAt: now,
            expiresAt: now.advanced(byLifetime: lifetime)
        )
        guard token.fitsLimits else { throw OneTimeTokenError.tooLarge }
        let (code, record) = make(token)
        try store.insert(record, replacing: true)
        return code
    }

    /// Judges what somebody typed; a wrong code costs an attempt, so the transaction has to be committed.
    ///
    /// - Returns: the verdict; `nil` for a text that is no code at all, which costs nothing.
    public func redeem(
        _ typed: String,
        purpose: OneTimePurpose,
        subject: String,
        at now: Date,
        in store: any OneTimeTokenStore
    ) throws -> OneTimeCodeVerdict? {
        guard let digest = digest(ofTyped: typed, purpose, subject) else { return nil }
        return try store.redeemCode(digest: digest, purpose: purpose, subject: subject, binding: nil, at: now)
    }

    /// A new code for a token, and what a store holds of it.
    func make(_ token: OneTimeToken) -> (code: String, record: StoredOneTimeToken) {
        let code = String(String(1_000_000 + Int.random(in: 0..<1_000_000)).dropFirst())
        let digest = digest(of: code, token.purpose, token.subject)
        return (code, StoredOneTimeToken(digest: digest, token: token, attemptsLeft: Self.attempts))
    }

    /// The digest of what somebody typed, spaces and hyphens forgiven; `nil` for what is no code.
    func digest(ofTyped typed: String, _ purpose: OneTimePurpose, _ subject: String) -> [UInt8]? {
        Self.code(in: typed).map { digest(of: $0, purpose, subject) }
    }

    private func digest(of code: String, _ purpose: OneTimePurpose, _ subject: String) -> [UInt8] {
        mac.code(for: framed(purpose.name, subject, code))
    }

    private static func code(in typed: String) -> String? {
        guard typed.utf8.count <= 32 else { return nil }
        let kept = typed.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
        guard kept.count == digits, kept.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return String(decoding: kept, as: UTF8.self)
    }
}
