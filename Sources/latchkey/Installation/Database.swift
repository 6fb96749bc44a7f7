import LatchkeyOAuth
import LatchkeyPostgres
import LatchkeySQLite
import LatchkeyServer
import Logging
import ServiceLifecycle

/// The database that is configured, opened; the only place that knows which kinds there are.
enum Database: Sendable {
    case sqlite(SQLiteStorage)
    case postgres(PostgresStorage)

    var storage: any OAuthStorage {
        switch self {
        case .sqlite(let storage): storage
        case .postgres(let storage): storage
        }
    }

    /// Opens the database, and makes its tables where there are none.
    static func open(_ configuration: ServerConfiguration) async throws -> Database {
        switch configuration.databaseLocation {
        case .file(let path): .sqlite(try SQLiteStorage(path: path))
        case .server(let url): .postgres(try await PostgresStorage.open(options(url, configuration.database)))
        }
    }

    /// Gives back what is kept of the database for the next write.
    func releaseMemory() async {
        guard case .sqlite(let storage) = self else { return }
        await storage.releaseMemory()
    }

    /// Sees to it that a command does not make a database where there is none; a server says so itself.
    static func find(_ configuration: ServerConfiguration) throws {
        guard case .file(let path) = configuration.databaseLocation else { return }
        do {
            try Descriptor.find(path)
        } catch  where error.isMissing {
            throw CommandFailure.environment(
                "there is no database \(path). Name the folder with --data, or make one with latchkey serve or latchkey "
                    + "account add."
            )
        } catch {
            throw CommandFailure.environment(
                "cannot look for the database \(path): \(error.reason). Run this as the user that the server runs as, or "
                    + "name another folder with --data."
            )
        }
    }

    /// The file that it is; there are tools of their own for the copies of a server.
    static func file(of configuration: ServerConfiguration) throws(CommandFailure) -> String {
        switch configuration.databaseLocation {
        case .file(let path): return path
        case .server:
            throw .usage(
                "this is for SQLite. Copy a PostgreSQL database by pg_dump, and bring it back by pg_restore."
            )
        }
    }

    /// The right to serve it, to be kept while that goes on; of a database for many nodes nobody needs one.
    static func reserve(_ configuration: ServerConfiguration) throws -> ServeLock? {
        guard case .file(let path) = configuration.databaseLocation else { return nil }
        return try ServeLock(database: path)
    }

    /// What goes on beside the server.
    func services(_ logger: Logger) async throws -> [any Service] {
        guard case .postgres(let storage) = self else { return [] }
        let node = try await PostgresNode.join(storage) { error in
            logger.error("the database does not take part", metadata: ["error": "\(error)"])
        }
        return [node]
    }

    /// Lets what is under way end, and closes it.
    func close() async throws {
        switch self {
        case .sqlite(let storage): try await storage.close()
        case .postgres(let storage): await storage.close()
        }
    }

    static func options(_ url: String, _ configuration: DatabaseConfiguration) -> PostgresOptions {
        var options = PostgresOptions(url: url)
        options.listenURL = configuration.listenURL
        options.connections = configuration.connections
        options.statementTimeout = .seconds(configuration.statementTimeout)
        options.preparesStatements = configuration.preparesStatements
        return options
    }
}

extension Database: CustomStringConvertible {
    /// What it is, without user and password.
    var description: String {
        switch self {
        case .sqlite(let storage): storage.path
        case .postgres(let storage): "PostgreSQL at \(storage.name)"
        }
    }
}
