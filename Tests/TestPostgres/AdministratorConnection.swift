import CPostgres

/// A plain connection to a server or a pooler, for what tests do beside the code that they test.
struct AdministratorConnection: ~Copyable {
    private let handle: OpaquePointer?

    init(_ url: String) throws {
        handle = PQconnectdb(url)
        guard PQstatus(handle) == CONNECTION_OK else {
            throw PostgresCluster.Failure(description: String(cString: PQerrorMessage(handle)))
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
    }

    deinit { PQfinish(handle) }

    /// Whether a server answers there.
    static func answers(_ url: String) -> Bool {
        (try? AdministratorConnection(url).execute("SELECT 1")) == "1"
    }

    /// Runs SQL, and returns the first row of what it says last.
    func execute(_ sql: String) throws -> String {
        let result = PQexec(handle, sql)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw PostgresCluster.Failure(description: String(cString: PQerrorMessage(handle)))
        }
        guard PQntuples(result) > 0 else { return "" }
        return (0..<PQnfields(result)).map { String(cString: PQgetvalue(result, 0, $0)) }.joined(
            separator: "|"
        )
    }
}
