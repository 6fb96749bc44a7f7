/// A Redis or Valkey server: where it is, how it is spoken to, and which of its databases.
///
/// ```swift
/// let server = try RedisServer(url: "rediss://latchkey:password@redis.internal:6380/2")
/// ```
public struct RedisServer: Sendable {
    /// A name or an address, without brackets.
    public let host: String
    /// The port; 6379 unless it is said.
    public let port: Int
    /// The number of the database.
    public let database: Int
    /// Whether the connection is encrypted from its first octet.
    public let usesTLS: Bool
    let credentials: RedisCredentials?

    /// Names a server.
    public init(
        host: String,
        port: Int = 6379,
        database: Int = 0,
        usesTLS: Bool = false,
        credentials: RedisCredentials? = nil
    ) {
        (self.host, self.port, self.database) = (host, port, database)
        (self.usesTLS, self.credentials) = (usesTLS, credentials)
    }

    /// Whether it asks for a password.
    public var hasCredentials: Bool { credentials != nil }

    /// Server, port and database, for messages; nothing secret.
    public var name: String {
        "\(host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host):\(port)/\(database)"
    }
}

extension RedisServer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The name alone.
    public var description: String { name }
    /// The name alone.
    public var debugDescription: String { name }
    /// Nothing: what is looked into shows no password either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// What to sign in to Redis with; prints the user alone.
public struct RedisCredentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The user (Redis 6 and later); `nil` for the one that every server has.
    public let username: String?
    let password: String

    /// Takes a user name, where there is one, and a password.
    public init(username: String? = nil, password: String) {
        (self.username, self.password) = (username, password)
    }

    /// The user name.
    public var description: String { "RedisCredentials(\(username ?? "default"))" }
    /// The user name.
    public var debugDescription: String { description }
    /// Nothing: what is looked into shows no password either.
    public var customMirror: Mirror { Mirror(self, children: []) }

    var command: RedisCommand {
        RedisCommand("AUTH", [username, password].compactMap { $0.map { .init($0) } })
    }
}
