import Foundation

/// What accounts and sessions are meant to do, as plainly as it can be said; it shares no code with the system.
struct SessionModel {
    /// An account.
    struct Account {
        var passwordVersion = 1
        /// Access tokens of an older one are refused.
        var epoch = 0
        var isLocked = false
    }

    /// A sign-in.
    struct Session {
        let account: Int
        let createdAt: TimeInterval
        let absoluteEnd: TimeInterval
        var idleEnd: TimeInterval
        var lastSeenAt: TimeInterval
        let hasPages: Bool
        /// Ended by somebody.
        var isEnded = false
        /// Of a time before its account was locked, or all its sessions were ended.
        var isVoid = false
        /// Forgotten by the database, long after it ran out.
        var isForgotten = false
        var generation: Int64 = 0
        /// The first generation of the present secret; tokens of an older secret are junk.
        var secretSince: Int64 = 0
        var rotatedAt: TimeInterval
        var rotatedBy: Int
        var replays = 0
        var isShared = false
        var sharedGenerations = 0
    }

    static let absoluteLife: TimeInterval = 30 * 86_400
    static let idleLife: TimeInterval = 14 * 86_400
    static let memory: TimeInterval = 30 * 86_400
    static let replayWindow: TimeInterval = 30
    static let replayLimit = 4
    static let sharedGenerationLimit = 3

    var now: TimeInterval
    var accounts: [Account]
    var sessions: [Session] = []
    /// How often each of these has to stand in the audit log.
    var audit: [String: Int] = [:]

    init(accounts: Int, at now: TimeInterval) {
        self.now = now
        self.accounts = [Account](repeating: Account(), count: accounts)
    }

    /// The sessions that the account is shown.
    func listed(of account: Int) -> Set<Int> {
        Set(sessions.indices.filter { sessions[$0].account == account && isUsable($0) })
    }

    /// Whether nothing of the session is good any more.
    func isRevoked(_ session: Int) -> Bool { sessions[session].isEnded || sessions[session].isVoid }

    /// Whether an access token of the session, issued in an epoch, is refused while it has not expired.
    func isRevoked(_ session: Int, tokenOf epoch: Int) -> Bool {
        isRevoked(session) || epoch < accounts[sessions[session].account].epoch
    }

    mutating func logIn(account: Int, client: Int, pages: Bool) -> Answer {
        guard !accounts[account].isLocked else { return .refused("invalid_credentials") }
        count("login_succeeded")
        sessions.append(
            Session(
                account: account,
                createdAt: now,
                absoluteEnd: now + Self.absoluteLife,
                idleEnd: now + Self.idleLife,
                lastSeenAt: now,
                hasPages: pages,
                rotatedAt: now,
                rotatedBy: client
            )
        )
        return .granted(generation: 0)
    }

    mutating func answer(_ operation: Operation) -> Answer {
        switch operation {
        case .refresh(let session, let generation, let client): refresh(session, generation, client)
        case .endSession(let session, let account): end(session, of: account)
        case .endOthers(let session): endOthers(than: session)
        case .endAll(let account): .ended(endAll(of: account))
        case .lock(let account): lock(account)
        case .unlock(let account): unlock(account)
        case .changePassword(let account, let version): changePassword(of: account, to: version)
        case .changeOwnPassword(let session, let version, let client):
            changeOwnPassword(session, to: version, by: client)
        case .logOutPresenting(let session, let generation): logOut(session, presenting: generation)
        case .viewPage(let session): viewPage(session)
        }
    }

    mutating func tidy() {
        for index in sessions.indices where sessions[index].absoluteEnd < now - Self.memory {
            sessions[index].isForgotten = true
        }
    }

    private func isRunning(_ session: Int) -> Bool {
        now < sessions[session].idleEnd && now < sessions[session].absoluteEnd
    }

    private func isUsable(_ session: Int) -> Bool { !isRevoked(session) && isRunning(session) }

    private mutating func count(_ event: String) { audit[event, default: 0] += 1 }
}

extension SessionModel {
    private mutating func refresh(_ session: Int, _ generation: Int64, _ client: Int) -> Answer {
        guard !sessions[session].isForgotten, generation >= sessions[session].secretSince else {
            return .refused("refresh_invalid")
        }
        guard !isRevoked(session) else { return .refused("session_revoked") }
        guard isRunning(session) else { return .refused("refresh_expired") }
        if generation == sessions[session].generation { return rotate(session, by: client) }
        return replay(session, generation, client)
    }

    private mutating func rotate(_ session: Int, by client: Int) -> Answer {
        sessions[session].generation += 1
        sessions[session].rotatedAt = now
        sessions[session].rotatedBy = client
        sessions[session].replays = 0
        if !sessions[session].isShared { sessions[session].sharedGenerations = 0 }
        sessions[session].isShared = false
        see(session)
        return .granted(generation: sessions[session].generation)
    }

    private mutating func replay(_ index: Int, _ generation: Int64, _ client: Int) -> Answer {
        let session = sessions[index]
        guard generation == session.generation - 1, now - session.rotatedAt < Self.replayWindow,
            session.replays < Self.replayLimit
        else { return end(index, because: "refresh_reused") }
        sessions[index].replays += 1
        if client != session.rotatedBy, !session.isShared {
            sessions[index].isShared = true
            sessions[index].sharedGenerations += 1
        }
        guard sessions[index].sharedGenerations < Self.sharedGenerationLimit else {
            return end(index, because: "refresh_shared")
        }
        return .granted(generation: session.generation)
    }

    private mutating func end(_ session: Int, because event: String) -> Answer {
        sessions[session].isEnded = true
        count(event)
        return .refused(event)
    }

    private mutating func see(_ session: Int) {
        sessions[session].lastSeenAt = now
        sessions[session].idleEnd = min(now + Self.idleLife, sessions[session].absoluteEnd)
    }

    private mutating func end(_ session: Int, of account: Int?) -> Answer {
        guard !sessions[session].isForgotten, !sessions[session].isEnded,
            account == nil || account == sessions[session].account
        else { return .refused("session_not_found") }
        sessions[session].isEnded = true
        count("session_ended")
        return .done
    }

    private mutating func endOthers(than kept: Int) -> Answer {
        let others = listed(of: sessions[kept].account).subtracting([kept])
        for session in others { _ = end(session, of: nil) }
        return .ended(others.count)
    }

    private mutating func endAll(of account: Int) -> Int {
        let live = listed(of: account)
        for session in live { sessions[session].isEnded = true }
        for session in sessions.indices where sessions[session].account == account {
            sessions[session].isVoid = true
        }
        accounts[account].epoch += 1
        count("sessions_ended")
        return live.count
    }

    private mutating func lock(_ account: Int) -> Answer {
        guard !accounts[account].isLocked else { return .done }
        accounts[account].isLocked = true
        count("account_locked")
        _ = endAll(of: account)
        return .done
    }

    private mutating func unlock(_ account: Int) -> Answer {
        if accounts[account].isLocked { count("account_unlocked") }
        accounts[account].isLocked = false
        return .done
    }

    private mutating func changePassword(of account: Int, to version: Int) -> Answer {
        accounts[account].passwordVersion = version
        _ = endAll(of: account)
        return .done
    }

    private mutating func changeOwnPassword(_ kept: Int, to version: Int, by client: Int) -> Answer {
        guard !sessions[kept].isForgotten, isUsable(kept) else { return .refused("session_not_found") }
        let account = sessions[kept].account
        let others = listed(of: account).subtracting([kept])
        for session in others { sessions[session].isEnded = true }
        for session in sessions.indices where sessions[session].account == account && session != kept {
            sessions[session].isVoid = true
        }
        if !others.isEmpty { count("sessions_ended") }
        count("password_changed")
        accounts[account].passwordVersion = version
        accounts[account].epoch += 1
        sessions[kept].generation += 1
        sessions[kept].secretSince = sessions[kept].generation
        (sessions[kept].rotatedAt, sessions[kept].lastSeenAt) = (now, now)
        sessions[kept].rotatedBy = client
        (sessions[kept].replays, sessions[kept].sharedGenerations) = (0, 0)
        sessions[kept].isShared = false
        return .granted(generation: sessions[kept].generation)
    }

    private mutating func logOut(_ session: Int, presenting generation: Int64) -> Answer {
        guard !sessions[session].isForgotten, !sessions[session].isEnded, isRunning(session),
            generation >= sessions[session].secretSince
        else { return .refused("session_not_found") }
        return end(session, of: nil)
    }

    private mutating func viewPage(_ session: Int) -> Answer {
        guard sessions[session].hasPages, !sessions[session].isForgotten, isUsable(session) else {
            return .refused("signed_out")
        }
        // A view is noted once a minute.
        if now - sessions[session].lastSeenAt > 60 { see(session) }
        return .done
    }
}
