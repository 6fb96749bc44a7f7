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

    static let insert = """
        INSERT INTO revocation (kind, target, epoch_below, name, expires_at) VALUES (?, ?, ?, ?, ?)
        RETURNING sequence
        """
    static let selectAfter = """
        SELECT sequence, expires_at, kind, target, epoch_below, name FROM revocation
        WHERE sequence > ? ORDER BY sequence LIMIT ?
        """
    static let deleteExpired = "DELETE FROM revocation WHERE expires_at < ?"

    let database: Database

    func append(_ target: Revocation.Target, expiresAt: Date) throws -> Revocation {
        let columns = Columns(target)
        let sequence = try database.first(
            Self.insert,
            .integer(columns.kind.rawValue),
            .id(columns.id),
            columns.number.map { .integer($0) } ?? .null,
            .optional(columns.name),
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
        let expiresAt = try row.date()
        return Revocation(sequence: sequence, target: try target(&row), expiresAt: expiresAt)
    }

    private static func target(_ row: inout RowReader) throws -> Revocation.Target {
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
        default: throw row.unexpected(1)
        }
    }
}
