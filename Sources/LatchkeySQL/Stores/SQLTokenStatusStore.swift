import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Places in status lists: a counter, and in `status_place` those that are held or invalidated.
struct SQLTokenStatusStore: TokenStatusStore {
    static let take = SQLStatement(
        sqlite: "UPDATE status_position SET taken = taken + 1 RETURNING taken",
        postgres: """
            UPDATE latchkey.log_position SET position = position + 1 WHERE log = 'status' RETURNING position
            """
    )
    static let taken = SQLStatement(
        sqlite: "SELECT taken FROM status_position",
        postgres: "SELECT position FROM latchkey.log_position WHERE log = 'status'"
    )
    static let select = SQLStatement("SELECT place FROM latchkey.status_place WHERE holder = $1")
    static let hold = SQLStatement(
        """
        INSERT INTO latchkey.status_place (place, holder) VALUES ($1, $2)
        ON CONFLICT (place) DO UPDATE SET holder = EXCLUDED.holder
        """
    )
    static let invalidate = SQLStatement { sql in
        """
        INSERT INTO latchkey.status_place (place, expires_at) VALUES ($1, $2)
        ON CONFLICT (place) DO UPDATE
        SET holder = NULL, expires_at = \(sql.greatest)(coalesce(status_place.expires_at, 0), EXCLUDED.expires_at)
        """
    }
    static let selectInvalidated = SQLStatement(
        """
        SELECT place FROM latchkey.status_place
        WHERE place >= $1 AND place < $2 AND expires_at > $3 ORDER BY place
        """
    )
    static let selectSessionInUse = SQLStatement(
        """
        SELECT status_index FROM latchkey.session
        WHERE status_index >= $1 AND status_index < $2
            AND (access_expires_at > $3 OR ended_at IS NULL AND expires_at > $3 AND idle_expires_at > $3)
        LIMIT 1
        """
    )
    static let selectPlaceInUse = SQLStatement(
        """
        SELECT place FROM latchkey.status_place
        WHERE place >= $1 AND place < $2 AND (holder IS NOT NULL OR expires_at > $3) LIMIT 1
        """
    )
    static let deleteExpired = SQLStatement("DELETE FROM latchkey.status_place WHERE expires_at <= $1")

    let database: SQLDatabase

    func take() throws -> Int64 {
        guard let taken = try database.first(Self.take, read: { try $0.integer() }) else { throw missing }
        return taken - 1
    }

    func taken() throws -> Int64 {
        guard let taken = try database.first(Self.taken, read: { try $0.integer() }) else { throw missing }
        return taken
    }

    func place(of holder: UUIDv7) throws -> Int64? {
        try database.first(Self.select, .id(holder)) { try $0.integer() }
    }

    func hold(_ place: Int64, by holder: UUIDv7) throws {
        try database.send(Self.hold, .integer(place), .id(holder))
    }

    func invalidate(_ place: Int64, until end: Date) throws {
        try database.send(Self.invalidate, .integer(place), .date(end))
    }

    func invalidated(in places: Range<Int64>, at now: Date) throws -> [Int64] {
        try database.all(
            Self.selectInvalidated,
            .integer(places.lowerBound),
            .integer(places.upperBound),
            .date(now)
        ) { try $0.integer() }
    }

    func isInUse(_ places: Range<Int64>, at now: Date) throws -> Bool {
        let (first, end) = (SQLValue.integer(places.lowerBound), SQLValue.integer(places.upperBound))
        for statement in [Self.selectSessionInUse, Self.selectPlaceInUse]
        where try database.first(statement, first, end, .date(now), read: { try $0.integer() }) != nil {
            return true
        }
        return false
    }

    func removeExpired(at now: Date) throws {
        try database.send(Self.deleteExpired, .date(now))
    }

    private var missing: any Error {
        database.failure(.damaged, "the counter of places in status lists has lost its row")
    }
}
