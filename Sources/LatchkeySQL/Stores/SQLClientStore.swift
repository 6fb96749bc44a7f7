import LatchkeyAccounts
import LatchkeyOAuth
import LatchkeyTokens

/// OAuth clients in the `client` table.
struct SQLClientStore: ClientStore {
    static let columns = """
        id, name, authentication, secret_digest, previous_secret_digest, previous_secret_ends_at, keys, grants, \
        scope, audience, created_at, last_used_at
        """
    static let insert = SQLStatement(
        "INSERT INTO latchkey.client (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    )
    static let selectByID = SQLStatement(
        locking: .rows,
        "SELECT \(columns) FROM latchkey.client WHERE id = $1"
    )
    static let selectPage = SQLStatement(
        "SELECT \(columns) FROM latchkey.client WHERE id > $1 ORDER BY id LIMIT $2"
    )
    static let update = SQLStatement(
        """
        UPDATE latchkey.client
        SET name = $1, secret_digest = $2, previous_secret_digest = $3, previous_secret_ends_at = $4, keys = $5,
            grants = $6, scope = $7, audience = $8, last_used_at = $9
        WHERE id = $10
        """
    )
    static let delete = SQLStatement("DELETE FROM latchkey.client WHERE id = $1")
    static let selectSessions = SQLStatement { sql in
        """
        SELECT \(SQLSessionStore.columns) FROM latchkey.session\(sql.indexed(by: "session_client"))
        WHERE client_id = $1 AND client_id <> 'latchkey' AND ended_at IS NULL LIMIT $2
        """
    }

    let database: SQLDatabase

    func insert(_ client: Client) throws {
        try database.send(
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
        let start = SQLValue.id(cursor ?? UUIDv7(high: 0, low: 0))
        return try database.all(Self.selectPage, start, .limit(limit), read: Self.read)
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
            .limit(limit),
            read: SQLSessionStore.read
        )
    }

    private static func words(_ grants: Set<GrantType>) -> String {
        grants.map(\.rawValue).sorted().joined(separator: " ")
    }

    private static func read(_ row: inout SQLRow) throws -> Client {
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

    private static func secrets(_ row: inout SQLRow) throws -> ClientSecrets? {
        let current = try row.optional { try $0.blob() }
        let previous = try row.optional { try $0.blob() }
        let end = try row.optional { try $0.date() }
        return current.map { ClientSecrets(current: $0, previous: previous, previousEndsAt: end) }
    }
}
