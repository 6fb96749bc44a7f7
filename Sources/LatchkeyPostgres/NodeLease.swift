import FoundationEssentials
import LatchkeySQL
import LatchkeyTokens

/// Which node this process records the audit log for.
///
/// A serving process leases a node that nobody holds, so that there are no more chains than processes have ever served at
/// once, and whoever takes a dead one's place goes on with its chain. A process that does not serve records for the
/// node that the database was made with.
struct NodeLease {
    /// Seconds that a lease holds; it is renewed long before.
    static let duration: TimeInterval = 30

    // $1 holder, $2 end, $3 now
    static let take = """
        UPDATE latchkey.node SET holder = $1, leased_until = $2
        WHERE id IN (SELECT id FROM latchkey.node WHERE leased_until <= $3 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
            AND leased_until <= $3
        RETURNING id
        """
    static let insert = "INSERT INTO latchkey.node (id, holder, leased_until) VALUES ($1, $2, $3)"
    static let renew = "UPDATE latchkey.node SET leased_until = $3 WHERE id = $1 AND holder = $2"
    static let release =
        "UPDATE latchkey.node SET holder = NULL, leased_until = 0 WHERE id = $1 AND holder = $2"
    static let selectInstance = "SELECT node FROM latchkey.instance WHERE id = 1"

    let database: PostgresTransaction
    let holder: UUIDv7

    private var end: SQLValue { .date(database.now + Self.duration) }

    /// Leases a node that is free, or a new one.
    func take() throws -> UUIDv7 {
        let free = try database.first(Self.take, .id(holder), end, .date(database.now)) { try $0.id() }
        if let free { return free }
        let new = UUIDv7(at: database.now)
        try database.run(Self.insert, .id(new), .id(holder), end)
        return new
    }

    /// Holds a node longer; `false` when somebody else has it by now.
    func renew(_ node: UUIDv7) throws -> Bool {
        try database.run(Self.renew, .id(node), .id(holder), end) > 0
    }

    /// Gives a node back.
    func release(_ node: UUIDv7) throws {
        try database.run(Self.release, .id(node), .id(holder))
    }
}
