import Crypto
public import FoundationEssentials
import LatchkeyJOSE

// One-time tokens as JWTs: what they say can be read and verified by anybody, the store only has to know which are
// unspent. `flag` says the purpose, `jti` names the token.

extension OneTimeTokens {
    /// Signs a one-time JWT (`typ: ot+jwt`) whose `flag` is the purpose, and keeps the digest of its `jti`.
    ///
    /// ```swift
    /// let issued = try await tokens.issue(
    ///     TokenGrant(subject: "ada", lifetime: 600), purpose: "download", by: issuer, at: .now)
    /// ```
    ///
    /// - Parameters:
    ///   - grant: what the token is to say; its kind is always `.oneTime`.
    ///   - purpose: the only purpose it is good for.
    ///   - issuer: signs it.
    ///   - replacing: makes the subject's earlier tokens of this purpose void.
    ///   - now: the time of issue.
    /// - Returns: the signed token.
    /// - Throws: ``OneTimeTokenError``; what the issuer throws, also for a claim of one's own with the name `flag`.
    public func issue(
        _ grant: TokenGrant,
        purpose: OneTimePurpose,
        by issuer: TokenIssuer,
        replacing: Bool = true,
        at now: Date
    ) async throws -> IssuedToken {
        var grant = grant
        grant.kind = .oneTime
        grant.claims = try JSONObject(members: [("flag", .string(purpose.name))] + grant.claims.members)
        let issued = try issuer.issue(grant, at: now)
        let payload = try UnverifiedJWT(issued.token).payload
        guard let digest = Self.digest(of: payload) else { throw OneTimeTokenError.notOneTime }
        let token = OneTimeToken(
            purpose: purpose,
            subject: grant.subject,
            binding: nil,
            claims: .empty,
            createdAt: now,
            expiresAt: issued.expiresAt
        )
        try await keep(StoredOneTimeToken(digest: digest, token: token), replacing: replacing)
        return issued
    }

    /// Redeems a verified one-time JWT: the one caller for whom this returns may act on it, and nobody after.
    ///
    /// - Parameters:
    ///   - token: what a verifier with `kinds: [.oneTime]` made of the text.
    ///   - purpose: what it must be for.
    ///   - now: the time of redemption.
    /// - Throws: ``OneTimeTokenError``; a good signature on a spent token is ``OneTimeTokenError/unknownOrSpent``.
    public func redeem(
        _ token: AccessToken,
        purpose: OneTimePurpose,
        at now: Date
    ) async throws(OneTimeTokenError) {
        guard token.kind == .oneTime, let digest = Self.digest(of: token.payload),
            let flag = (try? token.payload.string("flag")) ?? nil
        else { throw .notOneTime }
        guard OneTimePurpose(flag) == purpose else { throw .wrongPurpose }
        _ = try await redeem(digest: digest, purpose: purpose, binding: nil, at: now)
    }

    /// Two issuers may give the same `jti`; the digest names both.
    private static func digest(of payload: JSONObject) -> [UInt8]? {
        guard let issuer = (try? payload.string("iss")) ?? nil,
            let tokenID = (try? payload.string("jti")) ?? nil
        else { return nil }
        return Array(SHA256.hash(data: framed("latchkey one-time jwt", issuer, tokenID)))
    }
}
