import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// Revocations in the `revocation` table.
///
/// The order of their numbers is the order of the commits: SQLite has one writer at a time, and in PostgreSQL each takes its
/// number from a row that stays locked until its transaction ends.
struct SQLRevocationStore: RevocationStore {
    // What the `kind` column holds; the values can never change.
    private enum Kind: Int64 {
        case session = 1
        case account = 2
        case token = 3
        case namedSession = 4
        case namedAccount = 5
        case namedToken = 6
        /// `epoch_below` holds the moment, in milliseconds since 1970.
        case signIns = 7
    }

    /// A target as the columns hold it.
    private struct Columns {
        let kind: Kind
        var id = UUIDv7(high: 0, low: 0)
        var number: Int64?
        var name: String?

        init(_ target: Revocation.Target) {
            switch target {
            case .session(let id): (kind, self.id) = (.session, id)
            case .token(let id): (kind, self.id) = (.token, id)
            case .account(let id, let epoch): (kind, self.id, number) = (.account, id, epoch)
            case .namedSession(let name): (kind, self.name) = (.namedSession, name.text)
            case .namedToken(let name): (kind, self.name) = (.namedToken, name.text)
            case .namedAccount(let name, let epoch):
                (kind, self.name, number) = (.namedAccount, name.text, epoch)
            case .signIns(let name, let moment):
                (kind, self.name, number) = (.signIns, name.text, moment.milliseconds)
            }
        }
    }

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

    let database: SQLDatabase

    func append(_ target: Revocation.Target, expiresAt: Date) throws -> Revocation {
        let columns = Columns(target)
        let sequence = try database.first(
            Self.insert,
            .integer(columns.kind.rawValue),
            .id(columns.id),
            .optional(columns.number),
            .optional(columns.name),
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
        // Most are these, and a starting server reads all of them.
        if kind == Kind.session.rawValue { return .session(id) }
        let number = try row.optional { try $0.integer() }
        let name = try row.optional { ExactText(try $0.text()) }
        switch (Kind(rawValue: kind), number, name) {
        case (.account, let epochBelow?, nil): return .account(id, epochBelow: epochBelow)
        case (.token, nil, nil): return .token(id)
        case (.namedSession, nil, let name?): return .namedSession(name)
        case (.namedAccount, let epochBelow?, let name?): return .namedAccount(name, epochBelow: epochBelow)
        case (.namedToken, nil, let name?): return .namedToken(name)
        case (.signIns, let milliseconds?, let name?):
            return .signIns(of: name, before: Date(milliseconds: milliseconds))
        default: throw row.damage(in: 1)
        }
    }
}
