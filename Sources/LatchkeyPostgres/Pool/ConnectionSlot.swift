/// A worker's place for a connection: made when it is first needed, and anew once it is lost.
///
/// Stays on the worker's thread.
final class ConnectionSlot {
    private let connect: () throws(PostgresStorageError) -> PostgresConnection
    private var current: PostgresConnection?
    private var cleanup: (() -> Void)?

    init(connect: @escaping () throws(PostgresStorageError) -> PostgresConnection) {
        self.connect = connect
    }

    /// The connection, ready for a transaction.
    func connection() throws(PostgresStorageError) -> PostgresConnection {
        if let current, !current.isLost { return current }
        let new = try connect()
        current = new
        return new
    }

    /// Gives the connection up; the next transaction makes another.
    func discard() { current = nil }

    /// Leaves something to do until the caller has the answer.
    func afterwards(_ work: @escaping () -> Void) { cleanup = work }

    func cleanUp() {
        cleanup?()
        cleanup = nil
    }
}
