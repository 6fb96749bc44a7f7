import GRDB
import LatchkeySQL
import Synchronization

/// SQLite's own data version as one connection sees it, which does nothing else: it moves with every commit of any other
/// connection, in this process or another.
///
/// The connection is opened when it is asked first, so that a server does not wait for it when it starts.
final class ChangeMarker: Sendable {
    private enum Connection {
        case unopened
        case open(DatabaseQueue)
        case closed
    }

    private let file: String
    private let connection = Mutex(Connection.unopened)

    /// - Parameter file: the database, absolute and without symbolic links.
    init(file: String) {
        self.file = file
    }

    func value() async throws -> Int64 {
        try await opened().read { try $0.first("PRAGMA data_version") { try $0.integer() } ?? 0 }
    }

    /// Whatever is asked of it afterwards fails.
    func close() throws {
        try connection.withLock { connection in
            if case .open(let queue) = connection { try queue.close() }
            connection = .closed
        }
    }

    private func opened() throws -> DatabaseQueue {
        try connection.withLock { connection in
            switch connection {
            case .open(let queue): return queue
            case .closed: throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "Connection is closed")
            case .unopened:
                let queue = try DatabaseQueue(
                    path: file,
                    configuration: DatabaseFile.configuration(readonly: true)
                )
                connection = .open(queue)
                return queue
            }
        }
    }
}
