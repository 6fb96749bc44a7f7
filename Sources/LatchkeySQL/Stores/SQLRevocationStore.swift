import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Revocations in the `revocation` table; the old ones once more in packs, for a server that starts.
///
/// The order of their numbers is the order of the commits: SQLite has one writer at a time, and in PostgreSQL each takes its
/// number from a row that stays locked until its transaction ends.
struct SQLRevocationStore: RevocationStore {
    static let insert = SQLStatement(
        sqlite: """
            INSERT INTO revocation (kind, target, epoch_below, name, expires_at) VALUES (?, ?, ?, ?, ?)
            RETURNING sequence
            """,
        postgres: """
            WITH next AS (
                UPDATE latchkey.log_position SET position = position + 1 WHERE log = 'revocation' RETURNING position
            )
            INSERT INTO latchkey.revocation (sequence, kind, target, epoch_below, name, expires_at)
            VALUES ((SELECT position FROM next), $1, $2, $3, $4, $5)
            RETURNING sequence
            """
    )
    static let selectAfter = SQLStatement(
        """
        SELECT sequence, expires_at, kind, target, epoch_below, name FROM latchkey.revocation
        WHERE sequence > $1 ORDER BY sequence LIMIT $2
        """
    )
    static let deleteExpired = SQLStatement("DELETE FROM latchkey.revocation WHERE expires_at < $1")
    static let selectPack = SQLStatement(
        """
        SELECT last_sequence, octets FROM latchkey.revocation_pack
        WHERE last_sequence > $1 ORDER BY last_sequence LIMIT 1
        """
    )
    static let countPacks = SQLStatement(
        "SELECT count(*) FROM latchkey.revocation_pack WHERE last_sequence > $1"
    )
    static let selectLastPack = SQLStatement(
        "SELECT last_sequence FROM latchkey.revocation_pack ORDER BY last_sequence DESC LIMIT 1"
    )
    /// Where two nodes make the same pack, one does.
    static let insertPack = SQLStatement(
        """
        INSERT INTO latchkey.revocation_pack (last_sequence, expires_at, octets) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING
        """
    )
    static let deleteExpiredPacks = SQLStatement("DELETE FROM latchkey.revocation_pack WHERE expires_at < $1")

    let database: SQLDatabase

    func append(_ target: Revocation.Target, expiresAt: Date) throws -> Revocation {
        let columns = RevocationColumns(target)
        let sequence = try database.first(
            Self.insert,
            .integer(columns.kind.rawValue),
            .id(columns.id),
            .optional(columns.number),
            .optional(columns.name?.text),
            .date(expiresAt)
        ) { try $0.integer() }
        guard let sequence else {
            throw database.failure(.damaged, "no sequence number")
        }
        database.tell(.revocation)
        return Revocation(sequence: sequence, target: target, expiresAt: expiresAt)
    }

    func removeExpired(at now: Date) throws {
        try database.send(Self.deleteExpired, .date(now))
        try database.send(Self.deleteExpiredPacks, .date(now))
    }

    func pack() throws -> Bool {
        let end = try database.first(Self.selectLastPack) { try $0.integer() } ?? 0
        let next = try revocations(after: end, limit: RevocationPack.size)
        guard next.count == RevocationPack.size, let last = next.last,
            let expiry = next.map(\.expiresAt).max()
        else { return false }
        try database.send(
            Self.insertPack,
            .integer(last.sequence),
            .date(expiry),
            .blob(RevocationPack.octets(of: next))
        )
        return true
    }

    /// The revocations of the first pack that ends behind a number; `nil` when there is none.
    func pack(after sequence: Int64) throws -> [Revocation]? {
        try database.first(Self.selectPack, .integer(sequence)) { row in
            let end = try row.integer()
            guard let packed = RevocationPack.revocations(in: try row.blob(), sequence: end) else {
                throw row.damage(in: 1)
            }
            return packed
        }
    }

    /// How many packs end behind a number.
    func packs(after sequence: Int64) throws -> Int {
        try database.first(Self.countPacks, .integer(sequence)) { Int(try $0.integer()) } ?? 0
    }

    func revocations(after sequence: Int64, limit: Int) throws -> [Revocation] {
        try database.all(
            Self.selectAfter,
            .integer(sequence),
            .limit(limit),
            read: Self.read
        )
    }

    private static func read(_ row: inout SQLRow) throws -> Revocation {
        let sequence = try row.integer()
        let expiresAt = try row.date()
        return Revocation(sequence: sequence, target: try target(&row), expiresAt: expiresAt)
    }

    private static func target(_ row: inout SQLRow) throws -> Revocation.Target {
        let kind = try row.integer()
        let id = try row.id()
        // Most are these.
        if kind == RevocationColumns.Kind.session.rawValue { return .session(id) }
        let number = try row.optional { try $0.integer() }
        let name = try row.optional { ExactText(try $0.text()) }
        guard let kind = RevocationColumns.Kind(rawValue: kind),
            let target = RevocationColumns(kind: kind, id: id, number: number, name: name).target
        else { throw row.damage(in: 1) }
        return target
    }
}
