/// How busy a database is, as far as its back end knows; what it does not know is `nil`.
public struct StorageLoad: Sendable, Equatable {
    /// Transactions of this process that became durable.
    public var transactions: Int?
    /// Commits that those took, where several share one.
    public var commits: Int?
    /// Transactions that wait for their turn.
    public var waiting: Int?
    /// Connections that this process holds.
    public var connections: Int?
    /// Those of them that nobody uses.
    public var idleConnections: Int?

    /// Nothing known; set what is.
    public init() {}
}
