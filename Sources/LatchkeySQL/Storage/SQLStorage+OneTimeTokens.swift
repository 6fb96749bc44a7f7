package import FoundationEssentials
package import LatchkeyTokens

extension SQLStorage {
    /// Keeps a record.
    public func insertOneTimeToken(_ record: StoredOneTimeToken, replacing: Bool) async throws {
        try await write { try $0.oneTimeTokens.insert(record, replacing: replacing) }
    }

    /// Takes a token out in one conditional statement.
    public func redeemOneTimeToken(
        digest: [UInt8],
        purpose: OneTimePurpose,
        binding: String?,
        at now: Date
    ) async throws -> OneTimeToken? {
        try await write {
            try $0.oneTimeTokens.redeem(digest: digest, purpose: purpose, binding: binding, at: now)
        }
    }

    /// Takes the code out when its digest fits, and counts an attempt when not, in one transaction.
    public func redeemOneTimeCode(
        digest: [UInt8],
        purpose: OneTimePurpose,
        subject: String,
        binding: String?,
        at now: Date
    ) async throws -> OneTimeCodeVerdict {
        try await write {
            try $0.oneTimeTokens.redeemCode(
                digest: digest,
                purpose: purpose,
                subject: subject,
                binding: binding,
                at: now
            )
        }
    }

    /// The token with a digest.
    public func oneTimeToken(digest: [UInt8]) async throws -> OneTimeToken? {
        try await look { try $0.oneTimeTokens.token(digest: digest) }
    }

    /// Removes every token and code of a subject and purpose.
    public func removeOneTimeTokens(subject: String, purpose: OneTimePurpose) async throws {
        try await write { try $0.oneTimeTokens.remove(subject: subject, purpose: purpose) }
    }

    /// Removes what has expired.
    public func removeOneTimeTokens(expiredAt now: Date) async throws {
        try await write { try $0.oneTimeTokens.removeExpired(at: now) }
    }
}
