/// Counts of attempts that several nodes share, in windows of time that begin with the first attempt.
///
/// An attempt is reserved before it is known whether it counts, so that parallel ones on different nodes cannot slip
/// through together, and is then either counted or given back. A reservation whose node dies is forgotten with its window
/// at the latest. Each call is one step: no other comes in between.
public protocol AttemptCounters: Sendable {
    /// Reserves an attempt, or refuses it.
    ///
    /// - Parameters:
    ///   - place: where the attempts are counted together; at most 100 octets.
    ///   - limit: how many may count in a window.
    ///   - period: the length of a window, in seconds.
    /// - Returns: `nil` when the attempt may go on, else the seconds to wait: the rest of the window when counted attempts
    ///   are in the way, one second when it is only attempts that are still undecided.
    /// - Throws: ``TransientStorageFailure`` when the counts cannot be reached.
    func reserve(_ place: String, limit: Int, period: Int) async throws -> Int?

    /// The seconds to wait when as many attempts count as may; `nil` otherwise.
    ///
    /// Changes nothing.
    func wait(_ place: String, limit: Int) async throws -> Int?

    /// Counts a reserved attempt, or one whose window is over in a new window.
    func count(_ place: String, period: Int) async throws

    /// Takes back a reserved attempt that turned out not to count.
    func release(_ place: String) async throws

    /// Checks that the counts can be reached.
    func check() async throws

    /// What is known of them without asking.
    var status: AttemptCountersStatus { get }
}

/// What a process knows of the counts that it shares.
public struct AttemptCountersStatus: Sendable, Equatable {
    /// Whether they answered when they were last asked.
    public var isReachable = false
    /// How many requests were answered.
    public var answered = 0
    /// How many were not.
    public var failed = 0
    /// How many connections were made.
    public var connections = 0

    /// Nothing known; set what is.
    public init() {}
}

/// What a node does while it cannot reach the counts that it shares with others.
public enum SharedLimitsFailure: String, Sendable, CaseIterable {
    /// Counts by itself: a limit holds for each node, and is as many times higher in all as there are nodes.
    case open
    /// Refuses whatever would have to be counted, with 503.
    case closed
}
