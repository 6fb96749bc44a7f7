public import Foundation

/// Which database to work on, and how.
public struct DatabaseConfiguration: Sendable {
    /// Where it is; `nil` for `latchkey.db` in the data folder.
    public var location: DatabaseLocation?
    /// Where PostgreSQL can be listened to past any pooler; secret.
    ///
    /// `nil` to ask it at an interval.
    public var listenURL: String?
    /// The most connections to PostgreSQL.
    public var connections = 10
    /// The longest that a statement may take in PostgreSQL, in seconds.
    public var statementTimeout: TimeInterval = 10
    /// Whether statements are prepared once for a connection.
    public var preparesStatements = true

    /// The defaults; set what differs.
    public init() {}
}

/// Where a database is.
public enum DatabaseLocation: Sendable, Equatable {
    /// A SQLite file.
    case file(path: String)
    /// A PostgreSQL database by its URL, which may hold a password.
    case server(url: String)

    /// Reads `sqlite:` and a path, or a `postgres://` URL; `nil` for anything else.
    public init?(_ text: String) {
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self = .server(url: text)
        } else if text.hasPrefix("sqlite:"), text.utf8.count > "sqlite:".utf8.count, text != "sqlite::memory:"
        {
            // SQLite's name for a database without a file: every account would be gone with the process.
            self = .file(path: String(text.dropFirst("sqlite:".count)))
        } else {
            return nil
        }
    }

    /// Whether a password stands in the text itself.
    public var holdsPassword: Bool {
        guard case .server(let url) = self else { return false }
        let rest = url.drop { $0 != "/" }.dropFirst(2)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let user = authority.lastIndex(of: "@").map { authority[..<$0] }
        return user?.contains(":") == true || rest.contains("password=")
    }
}

extension DatabaseLocation: CustomStringConvertible {
    /// The path of a file; of a server the kind alone, since its URL may hold a password.
    public var description: String {
        switch self {
        case .file(let path): path
        case .server: "PostgreSQL"
        }
    }
}
