public import FoundationEssentials
import Synchronization

/// One-time tokens in process memory, for one process whose tokens may die with it.
///
/// Bounded: when it is full of live tokens it refuses new ones rather than forget any.
///
/// ```swift
/// let tokens = OneTimeTokens(storage: MemoryOneTimeTokens())
/// ```
public final class MemoryOneTimeTokens: OneTimeTokenStorage {
    fileprivate struct Owner: Hashable {
        let purpose: OneTimePurpose
        let subject: ExactText
    }

    fileprivate struct State {
        var tokens: [[UInt8]: OneTimeToken] = [:]
        var digests: [Owner: Set<[UInt8]>] = [:]
        var codes: [Owner: StoredOneTimeToken] = [:]
        /// No record ends before this.
        var earliestEnd = Date.distantFuture

        var count: Int { tokens.count + codes.count }
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// Makes an empty store.
    ///
    /// - Parameter capacity: the most tokens and codes at a time; each takes up to 6 KiB.
    public init(capacity: Int = 100_000) {
        self.capacity = max(capacity, 1)
    }

    /// How many tokens and codes are held, expired ones that nobody has asked for included.
    public var count: Int { state.withLock { $0.count } }

    /// Keeps a record; ``OneTimeTokenError/storeFull`` when there is no room even without the expired ones.
    public func insertOneTimeToken(
        _ record: StoredOneTimeToken,
        replacing: Bool
    ) async throws(OneTimeTokenError) {
        try state.withLock { state throws(OneTimeTokenError) in
            try state.makeRoom(for: record, replacing: replacing, capacity: capacity)
            state.insert(record)
        }
    }

    /// Takes a token out when everything fits.
    public func redeemOneTimeToken(
        digest: [UInt8],
        purpose: OneTimePurpose,
        binding: String?,
        at now: Date
    ) async -> OneTimeToken? {
        state.withLock { state in
            guard let token = state.tokens[digest], token.purpose == purpose, token.isBound(to: binding),
                token.expiresAt > now
            else { return nil }
            state.remove(token, digest)
            return token
        }
    }

    /// Takes the code out when its digest fits, and counts an attempt when not.
    public func redeemOneTimeCode(
        digest: [UInt8],
        purpose: OneTimePurpose,
        subject: String,
        binding: String?,
        at now: Date
    ) async -> OneTimeCodeVerdict {
        let owner = Owner(purpose: purpose, subject: ExactText(subject))
        return state.withLock { state in
            guard let record = state.codes[owner], let attemptsLeft = record.attemptsLeft else {
                return .unknown
            }
            guard record.token.expiresAt > now else { return .expired }
            guard attemptsLeft > 0 else { return .exhausted }
            if record.digest == digest, record.token.isBound(to: binding) {
                state.codes[owner] = nil
                return .redeemed(record.token)
            }
            state.codes[owner] = StoredOneTimeToken(
                digest: record.digest,
                token: record.token,
                attemptsLeft: attemptsLeft - 1
            )
            return .wrong(attemptsLeft: attemptsLeft - 1)
        }
    }

    /// The token with a digest.
    public func oneTimeToken(digest: [UInt8]) async -> OneTimeToken? {
        state.withLock { $0.tokens[digest] }
    }

    /// Removes every token and code of a subject and purpose.
    public func removeOneTimeTokens(subject: String, purpose: OneTimePurpose) async {
        let owner = Owner(purpose: purpose, subject: ExactText(subject))
        state.withLock { state in
            state.removeTokens(of: owner)
            state.codes[owner] = nil
        }
    }

    /// Removes what has expired.
    public func removeOneTimeTokens(expiredAt now: Date) async {
        state.withLock { $0.removeExpired(at: now) }
    }
}

extension MemoryOneTimeTokens.State {
    fileprivate typealias Owner = MemoryOneTimeTokens.Owner

    /// Removes what the record replaces; changes nothing when there is no room for it even so.
    fileprivate mutating func makeRoom(
        for record: StoredOneTimeToken,
        replacing: Bool,
        capacity: Int
    ) throws(OneTimeTokenError) {
        let owner = Owner(of: record.token)
        let isCode = record.attemptsLeft != nil
        // A sweep is worth its time only when something has ended.
        if count >= capacity, earliestEnd <= record.token.createdAt {
            removeExpired(at: record.token.createdAt)
        }
        let replaced = isCode ? (codes[owner] == nil ? 0 : 1) : (replacing ? digests[owner]?.count ?? 0 : 0)
        guard count - replaced < capacity else { throw .storeFull }
        if replacing, !isCode { removeTokens(of: owner) }
    }

    fileprivate mutating func insert(_ record: StoredOneTimeToken) {
        let owner = Owner(of: record.token)
        earliestEnd = min(earliestEnd, record.token.expiresAt)
        guard record.attemptsLeft == nil else { return codes[owner] = record }
        tokens[record.digest] = record.token
        digests[owner, default: []].insert(record.digest)
    }

    fileprivate mutating func remove(_ token: OneTimeToken, _ digest: [UInt8]) {
        let owner = Owner(of: token)
        tokens[digest] = nil
        digests[owner]?.remove(digest)
        if digests[owner]?.isEmpty == true { digests[owner] = nil }
    }

    fileprivate mutating func removeTokens(of owner: MemoryOneTimeTokens.Owner) {
        for digest in digests.removeValue(forKey: owner) ?? [] { tokens[digest] = nil }
    }

    fileprivate mutating func removeExpired(at now: Date) {
        for (digest, token) in tokens where token.expiresAt <= now { remove(token, digest) }
        codes = codes.filter { $0.value.token.expiresAt > now }
        let ends = tokens.values.lazy.map(\.expiresAt).min() ?? .distantFuture
        earliestEnd = min(ends, codes.values.lazy.map(\.token.expiresAt).min() ?? .distantFuture)
    }
}

extension MemoryOneTimeTokens.Owner {
    fileprivate init(of token: OneTimeToken) {
        self.init(purpose: token.purpose, subject: ExactText(token.subject))
    }
}
