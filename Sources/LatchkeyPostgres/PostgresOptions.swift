/// How to reach a PostgreSQL database, and how much to ask of it.
///
/// ```swift
/// var options = PostgresOptions(url: "postgres://latchkey@db.internal/latchkey?sslmode=verify-full")
/// options.connections = 20
/// ```
public struct PostgresOptions: Sendable {
    /// `postgres://user:password@host:port/database?sslmode=…`, whatever libpq takes; secret.
    public var url: String
    /// Where to listen for what other nodes have changed, past any pooler; secret.
    ///
    /// `nil` to ask every half second instead.
    public var listenURL: String?
    /// The most connections of this process, the one that listens not counted.
    public var connections = 10
    /// The longest that a statement may take.
    public var statementTimeout = Duration.seconds(10)
    /// Whether statements are prepared once for a connection; `false` behind a pooler in transaction mode.
    public var preparesStatements = true
    /// The longest that a transaction waits for a connection.
    public var queueTimeout = Duration.seconds(10)

    /// Names the database; set what differs from the defaults.
    public init(url: String) {
        self.url = url
    }

    /// The statement time-out as the server takes it, in milliseconds.
    var statementLimit: String { String(statementTimeout.components.seconds * 1000) }

    /// How long an answer may take before the connection counts as lost: the server stops a statement earlier.
    var patience: Duration { statementTimeout + .seconds(5) }
}

extension PostgresOptions: CustomStringConvertible {
    /// Without the URLs, which hold passwords.
    public var description: String { "PostgresOptions(\(connections) connections)" }
}
