public import LatchkeyAccounts

/// Why a PostgreSQL database cannot be used, or why a transaction failed for the database's own reasons.
///
/// Its description is one line that names server and database and what to do; no password and no value is ever in it.
public enum PostgresStorageError: Error, Sendable, Equatable {
    /// The URL is not one that libpq takes.
    case unusableURL
    /// libpq is not installed, or too old.
    case noClientLibrary(reason: String)
    /// No connection could be made.
    case cannotConnect(server: String, reason: String)
    /// The server did not show a certificate that the URL's `sslmode` asks for, or one of another host or authority.
    case untrusted(server: String, reason: String)
    /// The server refuses the user or the password.
    case loginRefused(server: String, reason: String)
    /// The server has no database of this name.
    case noDatabase(server: String)
    /// The server has no connection left for us.
    case tooManyConnections(server: String)
    /// The user may not make or use the tables.
    case notPermitted(server: String, reason: String)
    /// A newer version of Latchkey has changed the schema; nothing was touched.
    case newerVersion(server: String)
    /// The database is the target of a copy that has not been finished; nothing was touched.
    case unfinishedCopy(server: String)
    /// The server only reads: a standby, or one that fails over.
    case readOnly(server: String)
    /// The connection ended, and could not be made again in time; nothing of the transaction was kept.
    case connectionLost(server: String, reason: String)
    /// The connection ended while the transaction was being kept: it may have been.
    case outcomeUnknown(server: String)
    /// Other transactions were in the way again and again; nothing of this one was kept.
    case conflict(server: String)
    /// A statement took longer than `database.statementTimeout`.
    case timedOut(server: String)
    /// Every connection was taken for too long.
    case busy(server: String)
    /// A pooler gives us other connections than the one that statements were prepared on.
    case preparedStatementsLost(server: String)
    /// The disk of the server is full.
    case diskFull(server: String)
    /// The storage was closed.
    case closed
    /// This process has no memory for a connection.
    case outOfMemory
    /// Any other failure, with PostgreSQL's SQLSTATE; nothing of the transaction was kept.
    case failed(server: String, state: String, reason: String)
}

extension PostgresStorageError: TransientStorageFailure {
    /// Whether the same may succeed in a moment.
    public var isTransient: Bool {
        switch self {
        case .cannotConnect, .untrusted, .tooManyConnections, .readOnly, .connectionLost, .outcomeUnknown,
            .conflict,
            .timedOut,
            .busy, .diskFull, .closed:
            true
        default: false
        }
    }
}

extension PostgresStorageError: CustomStringConvertible {
    /// One line: which database, what is wrong, and the remedy.
    public var description: String {
        switch self {
        case .unusableURL:
            "the database URL cannot be read; write postgres://user:password@host:5432/database?sslmode=verify-full, "
                + "with %XX for special characters of the password"
        case .noClientLibrary(let reason):
            "PostgreSQL's client library cannot be loaded: \(reason); install libpq, on Debian with apt install libpq5"
        case .cannotConnect(let server, let reason):
            "cannot connect to PostgreSQL at \(server): \(reason); check that it runs and that host, port and sslmode "
                + "in the database URL are right"
        case .untrusted(let server, let reason): Self.untrusted(server, reason)
        case .loginRefused(let server, let reason):
            "PostgreSQL at \(server) refuses the login: \(reason); check user and password in the database URL, and "
                + "pg_hba.conf on the server"
        case .noDatabase(let server):
            "PostgreSQL has no database \(server); make it with createdb, or name another one in the database URL"
        case .tooManyConnections(let server):
            "PostgreSQL at \(server) has no connection left; raise max_connections there, lower database.connections "
                + "here, or put pgbouncer in between"
        case .notPermitted(let server, let reason): Self.notPermitted(server, reason)
        case .newerVersion(let server):
            "the database \(server) was made by a newer version of Latchkey; upgrade this program"
        case .unfinishedCopy(let server): Self.unfinished(server)
        case .readOnly(let server):
            "PostgreSQL at \(server) takes no writes; name the primary in the database URL, or add "
                + "target_session_attrs=read-write to it"
        case .connectionLost(let server, let reason):
            "the connection to PostgreSQL at \(server) was lost: \(reason); it is made again by itself, see the "
                + "server's log if that goes on"
        case .outcomeUnknown(let server):
            "the connection to PostgreSQL at \(server) was lost at the end of a transaction, which may or may not have "
                + "been kept; look before doing it again"
        case .conflict(let server):
            "transactions on \(server) were in each other's way again and again; try again"
        case .timedOut(let server):
            "a statement on \(server) took longer than database.statementTimeout; look for what holds it up in "
                + "pg_stat_activity, or raise the limit"
        case .busy(let server):
            "every connection to \(server) was taken for too long; raise database.connections, or look for what "
                + "slows the database down"
        case .preparedStatementsLost(let server): Self.preparedStatementsLost(server)
        case .diskFull(let server):
            "the disk of PostgreSQL at \(server) is full; free some space there"
        case .closed: "the database has been closed"
        case .outOfMemory: "no memory is left for a connection to PostgreSQL"
        case .failed(let server, let state, let reason):
            "PostgreSQL at \(server) failed: \(reason) (SQLSTATE \(state))"
        }
    }
}

extension PostgresStorageError {
    private static func untrusted(_ server: String, _ reason: String) -> String {
        "whoever answers as PostgreSQL at \(server) is not trusted: \(reason); name in sslrootcert of the database URL "
            + "the authority of its certificate, and the host as the certificate has it"
    }

    private static func notPermitted(_ server: String, _ reason: String) -> String {
        "the user may not work on \(server): \(reason); grant it CREATE on the database, or make it the owner of the "
            + "schema latchkey"
    }

    private static func preparedStatementsLost(_ server: String) -> String {
        "the pooler in front of \(server) does not keep prepared statements; set database.preparedStatements to false"
    }

    private static func unfinished(_ server: String) -> String {
        "the database \(server) holds a part of a copy; run the same latchkey migrate again, which finishes it"
    }

    /// What libpq's words on a failed connection amount to; it gives no SQLSTATE for those.
    init(connecting target: ConnectionTarget, reason: String) {
        let server = target.name
        self =
            if reason.contains("server certificate for") || reason.contains("certificate verify failed")
                || reason.contains("does not support SSL, but SSL was required")
            {
                .untrusted(server: server, reason: reason)
            } else if reason.contains("authentication failed") || reason.contains("no pg_hba.conf entry")
                || reason.contains("no password supplied") || reason.contains("is not permitted to log in")
            {
                .loginRefused(server: server, reason: reason)
            } else if reason.contains("too many clients") || reason.contains("remaining connection slots")
                || reason.contains("too many connections") || reason.contains("no more connections allowed")
            {
                .tooManyConnections(server: server)
            } else if reason.contains("database \"") && reason.contains("does not exist") {
                .noDatabase(server: server)
            } else {
                .cannotConnect(server: server, reason: reason)
            }
    }

    /// The storage error for what the server says.
    init(_ refusal: ServerRefusal, server: String) {
        self =
            switch refusal.state {
            case "40001", "40P01", "55P03": .conflict(server: server)
            case "57014": .timedOut(server: server)
            case "42501": .notPermitted(server: server, reason: refusal.message)
            case "25006": .readOnly(server: server)
            case "53100": .diskFull(server: server)
            case "53300": .tooManyConnections(server: server)
            case "26000", "42P05", "08P01": .preparedStatementsLost(server: server)
            default: .failed(server: server, state: refusal.state, reason: refusal.message)
            }
    }

    /// Turns what the connection throws into a storage error; every other error stays what it is.
    static func translating(_ error: any Error, server: String) -> any Error {
        switch error {
        case let error as ServerRefusal: PostgresStorageError(error, server: server)
        case let error as LostConnection:
            error.duringCommit
                ? PostgresStorageError.outcomeUnknown(server: server)
                : PostgresStorageError.connectionLost(server: server, reason: error.reason)
        default: error
        }
    }
}
