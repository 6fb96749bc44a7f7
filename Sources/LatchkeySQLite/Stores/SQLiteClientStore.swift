import GRDB
import LatchkeyAccounts
import LatchkeyOAuth
import LatchkeyTokens

/// OAuth clients in the `client` table.
struct SQLiteClientStore: ClientStore {
    static let columns = """
        id, name, authentication, secret_digest, previous_secret_digest, previous_secret_ends_at, keys, grants, \
        scope, audience, created_at, last_used_at
        """
    static let insert = "INSERT INTO client (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    static let selectByID = "SELECT \(columns) FROM client WHERE id = ?"
    static let selectPage = "SELECT \(columns) FROM client WHERE id > ? ORDER BY id LIMIT ?"
    static let update = """
        UPDATE client
        SET name = ?, secret_digest = ?, previous_secret_digest = ?, previous_secret_ends_at = ?, keys = ?,
            grants = ?, scope = ?, audience = ?, last_used_at = ?
        WHERE id = ?
        """
    static let delete = "DELETE FROM client WHERE id = ?"
    static let selectSessions = """
        SELECT \(SQLiteSessionStore.columns) FROM session INDEXED BY session_client
        WHERE client_id = ? AND client_id <> 'latchkey' AND ended_at IS NULL LIMIT ?
        """

    let database: Database

    func insert(_ client: Client) throws {
        try database.run(
            Self.insert,
            .id(client.id),
            .text(client.name),
            .text(client.authentication.rawValue),
            .optional(client.secrets?.current),
            .optional(client.secrets?.previous),
            .optional(client.secrets?.previousEndsAt),
            .optional(client.keys),
            .text(Self.words(client.grants)),
            .text(client.scope.description),
            .text(client.audience.joined(separator: " ")),
            .date(client.createdAt),
            .optional(client.lastUsedAt)
        )
    }

    func client(_ id: UUIDv7) throws -> Client? {
        try database.first(Self.selectByID, .id(id), read: Self.read)
    }

    func clients(after cursor: UUIDv7?, limit: Int) throws -> [Client] {
        // Every identifier is greater than the empty one.
        let start: SQLValue = cursor.map { .id($0) } ?? .blob([])
        return try database.all(Self.selectPage, start, .count(max(limit, 0)), read: Self.read)
    }

    func update(_ client: Client) throws {
        let changed = try database.run(
            Self.update,
            .text(client.name),
            .optional(client.secrets?.current),
            .optional(client.secrets?.previous),
            .optional(client.secrets?.previousEndsAt),
            .optional(client.keys),
            .text(Self.words(client.grants)),
            .text(client.scope.description),
            .text(client.audience.joined(separator: " ")),
            .optional(client.lastUsedAt),
            .id(client.id)
        )
        guard changed > 0 else { throw ClientError.notFound }
    }

    func delete(_ id: UUIDv7) throws -> Bool {
        try database.run(Self.delete, .id(id)) > 0
    }

    func sessions(of id: UUIDv7, limit: Int) throws -> [Session] {
        try database.all(
            Self.selectSessions,
            .text(id.description),
            .count(max(limit, 0)),
            read: SQLiteSessionStore.read
        )
    }

    private static func words(_ grants: Set<GrantType>) -> String {
        grants.map(\.rawValue).sorted().joined(separator: " ")
    }

    private static func read(_ row: inout RowReader) throws -> Client {
        Client(
            id: try row.id(),
            name: try row.text(),
            authentication: try row.word(ClientAuthenticationMethod.self),
            secrets: try secrets(&row),
            keys: try row.optional { try $0.text() },
            grants: Set(try row.text().split(separator: " ").compactMap { GrantType(rawValue: String($0)) }),
            scope: Scope(try row.text()),
            audience: try row.text().split(separator: " ").map(String.init),
            createdAt: try row.date(),
            lastUsedAt: try row.optional { try $0.date() }
        )
    }

    private static func secrets(_ row: inout RowReader) throws -> ClientSecrets? {
        let current = try row.optional { try $0.blob() }
        let previous = try row.optional { try $0.blob() }
        let end = try row.optional { try $0.date() }
        return current.map { ClientSecrets(current: $0, previous: previous, previousEndsAt: end) }
    }
}
