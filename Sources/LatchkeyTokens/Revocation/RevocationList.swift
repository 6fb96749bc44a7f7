public import FoundationEssentials
import Synchronization

/// The revocations that still matter, in process memory.
///
/// Filled from ``RevocationStorage`` in the order of the sequence numbers, and at once by whoever revokes in this
/// process. A lookup takes a short lock and no I/O; a token whose session, account epoch or `jti` is listed is
/// revoked.
public final class RevocationList: Sendable {
    private struct State {
        var sessions: [UUIDv7: Date] = [:]
        var tokens: [UUIDv7: Date] = [:]
        var accounts: [UUIDv7: (epochBelow: Int64, expiresAt: Date)] = [:]
        var sequence: Int64 = 0
    }

    private let state = Mutex(State())

    /// Makes an empty list.
    public init() {}

    /// The sequence number up to which the durable entries have been followed.
    public var sequence: Int64 { state.withLock { $0.sequence } }

    /// How many entries are held.
    public var count: Int {
        state.withLock { $0.sessions.count + $0.tokens.count + $0.accounts.count }
    }

    /// Whether the token's session, its account's epoch or the token itself has been revoked.
    public func contains(_ token: AccessToken) -> Bool {
        state.withLock { state in
            if !state.sessions.isEmpty, let session = token.sessionID, state.sessions[session] != nil {
                return true
            }
            if !state.accounts.isEmpty, let account = UUIDv7(token.subject),
                let entry = state.accounts[account], token.epoch < entry.epochBelow
            {
                return true
            }
            guard !state.tokens.isEmpty, let tokenID = token.tokenID.flatMap({ UUIDv7($0) }) else {
                return false
            }
            return state.tokens[tokenID] != nil
        }
    }

    /// Adds entries that were read from the storage in order, and moves ``sequence`` forward.
    public func follow(_ revocations: [Revocation]) {
        state.withLock { state in
            for revocation in revocations {
                Self.add(revocation.target, expiresAt: revocation.expiresAt, to: &state)
                state.sequence = max(state.sequence, revocation.sequence)
            }
        }
    }

    /// Adds an entry that this process has just committed.
    ///
    /// ``sequence`` stays, since an entry of another process may have a lower number and still be unread.
    public func add(_ target: Revocation.Target, expiresAt: Date) {
        state.withLock { Self.add(target, expiresAt: expiresAt, to: &$0) }
    }

    /// Forgets the entries whose last covered token has expired.
    public func removeExpired(at now: Date) {
        state.withLock { state in
            state.sessions = state.sessions.filter { $0.value > now }
            state.tokens = state.tokens.filter { $0.value > now }
            state.accounts = state.accounts.filter { $0.value.expiresAt > now }
        }
    }

    private static func add(_ target: Revocation.Target, expiresAt: Date, to state: inout State) {
        switch target {
        case .session(let id):
            state.sessions[id] = max(expiresAt, state.sessions[id] ?? expiresAt)
        case .token(let id):
            state.tokens[id] = max(expiresAt, state.tokens[id] ?? expiresAt)
        case .account(let id, let epoch):
            let known = state.accounts[id]
            state.accounts[id] = (
                max(epoch, known?.epochBelow ?? epoch), max(expiresAt, known?.expiresAt ?? expiresAt)
            )
        }
    }
}
