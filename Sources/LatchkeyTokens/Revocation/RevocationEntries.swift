import FoundationEssentials

/// What a ``RevocationList`` holds; the tables of names are looked at only where there are any.
struct RevocationEntries: Sendable {
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

    /// Whether one of them names the token.
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

    mutating func add(_ revocations: [Revocation]) {
        reserve(for: revocations.count)
        for revocation in revocations { add(revocation.target, expiresAt: revocation.expiresAt) }
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
