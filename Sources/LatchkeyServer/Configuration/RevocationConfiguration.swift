public import FoundationEssentials
public import LatchkeyTokens

/// Who may read the revocations of this server.
public enum RevocationReaders: String, Sendable, CaseIterable {
    /// Nobody; the route does not exist.
    case nobody
    /// API clients that keep a secret and show it.
    case clients
    /// Whoever asks.
    case everybody
}

/// How current the revocations have to be, and who else is told them.
public struct RevocationConfiguration: Sendable {
    /// Seconds for which tokens are judged by what is known while the database cannot be reached.
    public var maxStaleness: TimeInterval = 60
    /// What becomes of tokens after that.
    public var whenStale = RevocationFreshness.Policy.refuse
    /// Who may read the signed snapshot.
    public var snapshotReaders = RevocationReaders.nobody

    /// Whether access tokens name a place in a status list.
    public var usesStatusLists = false
    /// Seconds for which a status list may be kept.
    public var statusLifetime: TimeInterval = 30

    /// The defaults; set what differs.
    public init() {}
}
