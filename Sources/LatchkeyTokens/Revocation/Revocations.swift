public import FoundationEssentials

/// Revokes durably and in this process at once.
///
/// What was revoked before is known when ``open(log:list:longestLifetime:leeway:)`` returns; what other processes revoke
/// later reaches this one by a ``TokenStateFollower``. The verifier looks the list up without I/O.
///
/// ```swift
/// let list = RevocationList()
/// let revocations = try await Revocations.open(log: storage, list: list, longestLifetime: 30 * 86_400)
/// try await revocations.revoke(session: "web-17", at: .now)
/// ```
public struct Revocations: Sendable {
    /// The list that verifiers ask.
    public let list: RevocationList

    private let log: any RevocationLog
    private let longestLifetime: TimeInterval
    private let leeway: TimeInterval

    /// Opens the log and reads what it holds into the list.
    ///
    /// - Parameters:
    ///   - log: where revocations are durable.
    ///   - list: the list of this process.
    ///   - longestLifetime: seconds; the longest life of any token that a revocation is to refuse, refresh tokens included.
    ///   - leeway: seconds of clock difference that verifiers forgive.
    /// - Returns: what revokes; the list is complete.
    /// - Throws: the log's errors; nothing is let in on a list that could not be read.
    public static func open(
        log: any RevocationLog,
        list: RevocationList,
        longestLifetime: TimeInterval,
        leeway: TimeInterval = 60
    ) async throws -> Revocations {
        try await list.catchUp(with: log)
        return Revocations(list: list, log: log, longestLifetime: longestLifetime, leeway: leeway)
    }

    /// Takes one token back, by its `jti`.
    ///
    /// A token that was refreshed meanwhile lives on as its successor: to log somebody out, revoke the session.
    ///
    /// - Throws: ``RevocationError/tokenWithoutIdentifier``, and the log's errors.
    public func revoke(_ token: AccessToken) async throws {
        try await revoke(.token(of: token), expiresAt: token.expiresAt.advanced(byLifetime: leeway))
    }

    /// Takes back every token of a session, those included that a refresh under way is still about to sign.
    ///
    /// - Throws: the log's errors; this process refuses the tokens even so.
    public func revoke(session: String, at now: Date) async throws {
        try await revoke(.session(named: session), at: now)
    }

    /// Takes back every token of an account whose `ver` is below the epoch.
    ///
    /// - Throws: the log's errors; this process refuses the tokens even so.
    public func revoke(account: String, epochBelow epoch: Int64, at now: Date) async throws {
        try await revoke(.account(named: account, epochBelow: epoch), at: now)
    }

    /// Takes back every token of an account that goes back to a sign-in before now.
    ///
    /// - Throws: the log's errors; this process refuses the tokens even so.
    public func revoke(account: String, at now: Date) async throws {
        try await revoke(.signIns(of: ExactText(account), before: now), at: now)
    }

    /// Removes the entries that no token needs any more, from the log and from memory; run it now and then.
    public func removeExpired(at now: Date) async throws {
        try await log.removeRevocations(expiredAt: now)
        list.removeExpired(at: now)
    }

    private func revoke(_ target: Revocation.Target, at now: Date) async throws {
        let expiry = Revocation.expiry(longestLifetime: longestLifetime, leeway: leeway, at: now)
        try await revoke(target, expiresAt: expiry)
    }

    private func revoke(_ target: Revocation.Target, expiresAt: Date) async throws {
        // Also when the log fails: refusing too early here is better than letting in what was to be refused.
        defer { list.add(target, expiresAt: expiresAt) }
        _ = try await log.appendRevocation(target, expiresAt: expiresAt)
    }
}
