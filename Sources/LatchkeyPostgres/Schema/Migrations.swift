import FoundationEssentials
import LatchkeySQL
import LatchkeyTokens

/// Brings the schema up to date, however many nodes start at once.
///
/// Whoever has work to do locks the one row of `latchkey.schema_version`; the others wait there, and find it done. A
/// migration that has been released never changes again.
struct Migrations {
    private struct Step {
        let version: Int64
        let statements: [String]
    }

    private static let steps = [
        Step(version: 9, statements: Schema9.statements), Step(version: 10, statements: Schema10.statements),
        Step(version: 11, statements: Schema11.statements),
        Step(version: 12, statements: Schema12.statements),
    ]

    /// How long one node waits for another's migrations.
    private static let patience = Duration.seconds(600)

    static let exists = """
        SELECT 1::BIGINT FROM information_schema.tables
        WHERE table_schema = 'latchkey' AND table_name = 'schema_version'
        """
    static let bootstrap = [
        "CREATE SCHEMA IF NOT EXISTS latchkey",
        """
        CREATE TABLE IF NOT EXISTS latchkey.schema_version (
            id BIGINT PRIMARY KEY CHECK (id = 1),
            version BIGINT NOT NULL
        )
        """,
        "INSERT INTO latchkey.schema_version (id, version) VALUES (1, 0) ON CONFLICT (id) DO NOTHING",
    ]
    static let selectVersion = "SELECT version FROM latchkey.schema_version WHERE id = 1"
    static let lockVersion = "\(selectVersion) FOR UPDATE"
    static let updateVersion = "UPDATE latchkey.schema_version SET version = $1 WHERE id = 1"
    static let insertNode =
        "INSERT INTO latchkey.node (id, leased_until) VALUES ($1, 0) ON CONFLICT (id) DO NOTHING"
    static let insertInstance = """
        INSERT INTO latchkey.instance (id, node, created_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING
        """

    static var newest: Int64 { steps.last?.version ?? 0 }

    let connection: PostgresConnection
    let target: ConnectionTarget
    let now: Date
    /// Whether a copy into the database may still have to be finished.
    var unfinished = false

    /// Does whatever is to be done.
    ///
    /// - Throws: ``PostgresStorageError/newerVersion(server:)`` for a schema from the future,
    ///   ``PostgresStorageError/unfinishedCopy(server:)``, and whatever the database says; what was not finished is undone.
    func run() throws {
        connection.wait(Self.patience)
        guard try unfinished || connection.execute(Statement(CopyState.find)).rowCount == 0 else {
            throw PostgresStorageError.unfinishedCopy(server: target.name)
        }
        try makeVersionTable()
        guard try version(Self.selectVersion) < Self.newest else { return }
        try transaction {
            let version = try version(Self.lockVersion)
            for step in Self.steps where step.version > version {
                for sql in step.statements { _ = try connection.execute(Statement(sql)) }
            }
            try insertInstance()
            _ = try connection.execute(Statement(Self.updateVersion, .integer(Self.newest)))
        }
    }

    /// Whether there are tables, of whatever version.
    func isThere() throws -> Bool {
        guard try connection.execute(Statement(Self.exists)).rowCount > 0 else { return false }
        return try version(Self.selectVersion) > 0
    }

    /// Whether the tables, which are there, need nothing to be done.
    func isCurrent() throws -> Bool { try version(Self.selectVersion) == Self.newest }

    /// Makes the table and its row at one moment: whoever sees the one sees the other.
    ///
    /// Several processes may get here at once, and PostgreSQL takes `IF NOT EXISTS` lightly then.
    private func makeVersionTable() throws {
        while try connection.execute(Statement(Self.exists)).rowCount == 0 {
            do {
                try transaction {
                    for sql in Self.bootstrap { _ = try connection.execute(Statement(sql)) }
                }
            } catch let refusal as ServerRefusal where refusal.isCreationRace {
                // Another has made it, or a part of it.
                continue
            }
        }
    }

    private func insertInstance() throws {
        let node = UUIDv7(at: now)
        let answer = try connection.execute(Statement(Self.insertInstance, .id(node), .date(now)))
        guard answer.changes > 0 else { return }
        _ = try connection.execute(Statement(Self.insertNode, .id(node)))
    }

    private func version(_ sql: String) throws -> Int64 {
        let answer = try connection.execute(Statement(sql))
        guard answer.rowCount == 1, let version = try answer.first({ try $0.integer() }) else {
            throw PostgresStorageError.failed(
                server: target.name,
                state: ServerRefusal.dataCorrupted,
                reason: "latchkey.schema_version has lost its row; restore the database from a backup"
            )
        }
        guard version <= Self.newest else { throw PostgresStorageError.newerVersion(server: target.name) }
        return version
    }

    private func transaction(_ body: () throws -> Void) throws {
        _ = try connection.execute(Statement(PostgresTransaction.beginWrite))
        do {
            _ = try connection.execute(Statement(PostgresTransaction.limitStatements, .text("0")))
            try body()
            let answer = try connection.execute(Statement("COMMIT"))
            guard answer.command == "COMMIT" else { throw ServerRefusal.swallowed }
        } catch {
            if !connection.isLost { _ = try? connection.execute(Statement("ROLLBACK")) }
            throw error
        }
    }
}
