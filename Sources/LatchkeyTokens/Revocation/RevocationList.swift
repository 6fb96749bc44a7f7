public import FoundationEssentials
import LatchkeyJOSE
import Synchronization

/// The revocations that still matter, in process memory.
///
/// Filled from ``RevocationStorage`` in the order of the sequence numbers, and at once by whoever revokes in this
/// process. A lookup takes a short lock and no I/O; a token whose session, account epoch or `jti` is listed is
/// revoked. Without a database it is a complete list for one process:
///
/// ```swift
/// let revocations = RevocationList()
/// let verifier = TokenVerifier(keys: keys, issuer: issuer, audience: audience, revocations: revocations)
/// revocations.revoke(session: id, at: .now)
/// ```
public final class RevocationList: Sendable {
    let longestLifetime: TimeInterval
    let leeway: TimeInterval

    private let state = Mutex(RevocationEntries())
    /// Whether there is any entry, told without the lock: most lists are empty most of the time.
    private let isEmpty = Atomic(true)

    /// Makes an empty list.
    ///
    /// - Parameters:
    ///   - longestLifetime: seconds; the longest life of any token that the list is to refuse, refresh tokens included. How
    ///     long a session or an account is remembered: forgotten earlier, a refresh token would come back.
    ///   - leeway: seconds of clock difference that verifiers forgive.
    public init(longestLifetime: TimeInterval = 30 * 86_400, leeway: TimeInterval = 60) {
        self.longestLifetime = longestLifetime
        self.leeway = leeway
    }

    /// The sequence number up to which the durable entries have been followed.
    public var sequence: Int64 { state.withLock { $0.sequence } }

    /// How many entries are held.
    public var count: Int { state.withLock { $0.count } }

    /// Whether the token's session, its account's epoch, its sign-in or the token itself has been revoked.
    public func contains(_ token: AccessToken) -> Bool {
        guard !isEmpty.load(ordering: .acquiring) else { return false }
        return state.withLock { $0.contains(token) }
    }

    /// Adds entries that were read from the storage in order, and moves ``sequence`` forward.
    public func follow(_ revocations: [Revocation]) {
        change { state in
            state.reserve(for: revocations.count)
            for revocation in revocations {
                state.add(revocation.target, expiresAt: revocation.expiresAt)
                state.sequence = max(state.sequence, revocation.sequence)
            }
        }
    }

    /// Adds an entry that this process has just committed.
    ///
    /// ``sequence`` stays, since an entry of another process may have a lower number and still be unread.
    public func add(_ target: Revocation.Target, expiresAt: Date) {
        change { $0.add(target, expiresAt: expiresAt) }
    }

    /// Forgets the entries whose last covered token has expired.
    public func removeExpired(at now: Date) {
        change { $0.removeExpired(at: now) }
    }

    /// Adds an entry in a process that nobody else cleans up for, and cleans up now and then.
    func revoke(_ target: Revocation.Target, expiresAt: Date, at now: Date) {
        change { state in
            if state.count >= state.sweepAt {
                state.removeExpired(at: now)
                state.sweepAt = max(1024, state.count * 2)
            }
            state.add(target, expiresAt: expiresAt)
        }
    }

    private func change(_ body: (inout RevocationEntries) -> Void) {
        state.withLock { state in
            body(&state)
            isEmpty.store(state.count == 0, ordering: .releasing)
        }
    }
}

/// What a ``RevocationList`` holds; the tables of names are looked at only where there are any.
private struct RevocationEntries {
    var sessions = IdentifierTable<Date>()
    var tokens = IdentifierTable<Date>()
    var accounts = IdentifierTable<(epochBelow: Int64, expiresAt: Date)>()
    var namedSessions: [ExactText: Date] = [:]
    var namedTokens: [ExactText: Date] = [:]
    var namedAccounts: [ExactText: (epochBelow: Int64, expiresAt: Date)] = [:]
    var signIns: [ExactText: (before: Date, expiresAt: Date)] = [:]
    var sequence: Int64 = 0
    /// How many entries make it worth looking for expired ones.
    var sweepAt = 1024

    var count: Int {
        sessions.count + tokens.count + accounts.count + namedSessions.count + namedTokens.count
            + namedAccounts.count + signIns.count
    }

    func contains(_ token: AccessToken) -> Bool {
        containsSession(of: token) || containsAccount(of: token) || containsItself(token)
    }

    private func containsSession(of token: AccessToken) -> Bool {
        if !sessions.isEmpty, let session = token.sessionID, sessions[session] != nil { return true }
        guard !namedSessions.isEmpty, token.sessionID == nil, let session = token.session else {
            return false
        }
        return namedSessions[ExactText(session)] != nil
    }

    private func containsAccount(of token: AccessToken) -> Bool {
        if !accounts.isEmpty, let account = UUIDv7(token.subject), let entry = accounts[account],
            token.epoch < entry.epochBelow
        {
            return true
        }
        guard !namedAccounts.isEmpty || !signIns.isEmpty else { return false }
        let name = ExactText(token.subject)
        if let entry = namedAccounts[name], token.epoch < entry.epochBelow { return true }
        guard let entry = signIns[name] else { return false }
        // A token that does not say when it began counts as old.
        return token.signedInAt.map { $0 < entry.before } ?? true
    }

    private func containsItself(_ token: AccessToken) -> Bool {
        guard !tokens.isEmpty || !namedTokens.isEmpty, let tokenID = token.tokenID else { return false }
        guard let id = UUIDv7(tokenID) else { return namedTokens[ExactText(tokenID)] != nil }
        return tokens[id] != nil
    }

    mutating func add(_ target: Revocation.Target, expiresAt: Date) {
        switch target {
        case .session(let id): sessions.insert(expiresAt, for: id, merge: max)
        case .token(let id): tokens.insert(expiresAt, for: id, merge: max)
        case .account(let id, let epoch):
            accounts.insert((epoch, expiresAt), for: id) { (max($0.0, $1.0), max($0.1, $1.1)) }
        case .namedSession(let name): Self.extend(&namedSessions[name], to: expiresAt)
        case .namedToken(let name): Self.extend(&namedTokens[name], to: expiresAt)
        case .namedAccount(let name, let epoch): Self.raise(&namedAccounts[name], to: epoch, expiresAt)
        case .signIns(let name, let moment):
            let known = signIns[name]
            signIns[name] = (
                max(moment, known?.before ?? moment), max(expiresAt, known?.expiresAt ?? expiresAt)
            )
        }
    }

    /// Makes room for many at once, which are sessions as a rule.
    mutating func reserve(for count: Int) {
        guard count > 1024 else { return }
        sessions.reserve(sessions.count + count)
    }

    mutating func removeExpired(at now: Date) {
        sessions.sweep { $0 > now }
        tokens.sweep { $0 > now }
        accounts.sweep { $0.expiresAt > now }
        Self.sweep(&namedSessions) { $0 > now }
        Self.sweep(&namedTokens) { $0 > now }
        Self.sweep(&namedAccounts) { $0.expiresAt > now }
        Self.sweep(&signIns) { $0.expiresAt > now }
    }

    /// A table is made anew only when there is something to take out.
    private static func sweep<Name, Entry>(_ table: inout [Name: Entry], keeping lives: (Entry) -> Bool) {
        guard !table.values.allSatisfy(lives) else { return }
        table = table.filter { lives($0.value) }
    }

    private static func extend(_ known: inout Date?, to expiresAt: Date) {
        known = max(expiresAt, known ?? expiresAt)
    }

    private static func raise(
        _ known: inout (epochBelow: Int64, expiresAt: Date)?,
        to epoch: Int64,
        _ expiresAt: Date
    ) {
        known = (max(epoch, known?.epochBelow ?? epoch), max(expiresAt, known?.expiresAt ?? expiresAt))
    }
}

extension AccessToken {
    /// The sign-in that the token goes back to, as far as it says: that of the first token for a renewed one.
    package var signedInAt: Date? {
        if let authenticatedAt { return authenticatedAt }
        if payload.contains("session_started") {
            guard let started = (try? payload.integer("session_started")) ?? nil else { return nil }
            return Date(timeIntervalSince1970: Double(started))
        }
        guard let issuedAt = (try? payload.number("iat")) ?? nil else { return nil }
        return Date(timeIntervalSince1970: issuedAt)
    }
}
