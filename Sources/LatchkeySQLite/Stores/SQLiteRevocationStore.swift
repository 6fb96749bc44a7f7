import FoundationEssentials
import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// Revocations in the `revocation` table.
///
/// SQLite has one writer at a time, so the order of the sequence numbers is the order of the commits.
struct SQLiteRevocationStore: RevocationStore {
    // What the `kind` column holds; the values can never change.
    private enum Kind: Int64 {
        case session = 1
        case account = 2
        case token = 3
    }

    static let insert = """
        INSERT INTO revocation (kind, target, epoch_below, expires_at) VALUES (?, ?, ?, ?) RETURNING sequence
        """
    static let selectAfter = """
        SELECT sequence, kind, target, epoch_below, expires_at FROM revocation
        WHERE sequence > ? ORDER BY sequence LIMIT ?
        """
    static let deleteExpired = "DELETE FROM revocation WHERE expires_at < ?"

    let database: Database

    func append(_ target: Revocation.Target, expiresAt: Date) throws -> Revocation {
        let (kind, id, epoch): (Kind, UUIDv7, Int64?) =
            switch target {
            case .session(let id): (.session, id, nil)
            case .account(let id, let epochBelow): (.account, id, epochBelow)
            case .token(let id): (.token, id, nil)
            }
        let sequence = try database.first(
            Self.insert,
            .integer(kind.rawValue),
            .id(id),
            epoch.map { .integer($0) } ?? .null,
            .date(expiresAt)
        ) { try $0.integer() }
        guard let sequence else {
            throw DatabaseError(resultCode: .SQLITE_INTERNAL, message: "no sequence number", sql: Self.insert)
        }
        return Revocation(sequence: sequence, target: target, expiresAt: expiresAt)
    }

    func removeExpired(at now: Date) throws {
        try database.run(Self.deleteExpired, .date(now))
    }

    func revocations(after sequence: Int64, limit: Int) throws -> [Revocation] {
        try database.all(
            Self.selectAfter,
            .integer(sequence),
            .count(max(limit, 0)),
            read: Self.read
        )
    }

    private static func read(_ row: inout RowReader) throws -> Revocation {
        let sequence = try row.integer()
        let kind = try row.integer()
        let id = try row.id()
        let epochBelow = try row.optional { try $0.integer() }
        return Revocation(
            sequence: sequence,
            target: try target(kind, id, epochBelow, row),
            expiresAt: try row.date()
        )
    }

    private static func target(
        _ kind: Int64,
        _ id: UUIDv7,
        _ epochBelow: Int64?,
        _ row: RowReader
    ) throws -> Revocation.Target {
        switch (Kind(rawValue: kind), epochBelow) {
        case (.session, nil): .session(id)
        case (.account, let epochBelow?): .account(id, epochBelow: epochBelow)
        case (.token, nil): .token(id)
        default: throw row.unexpected(1)
        }
    }
}
