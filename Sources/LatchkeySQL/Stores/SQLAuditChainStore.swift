import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens

/// The chains of the audit log: their seals in `audit_event`, their heads in `audit_chain`.
struct SQLAuditChainStore: AuditChainStore {
    private static let columns = """
        audit_event.sequence, recorded_at, node, kind, audit_event.account_id, session_id, digest, reason, actor, \
        detail, salt, detail_seal, chain_index, seal
        """
    private static let tables =
        "latchkey.audit_event LEFT JOIN latchkey.audit_detail ON audit_detail.sequence = audit_event.sequence"
    static let selectUnsealed = SQLStatement(
        locking: .rowsOf("audit_event"),
        """
        SELECT \(columns) FROM \(tables)
        WHERE node = $1 AND chain_index IS NULL ORDER BY audit_event.sequence LIMIT $2
        """
    )
    static let selectSealed = SQLStatement(
        """
        SELECT \(columns) FROM \(tables)
        WHERE node = $1 AND chain_index > $2 ORDER BY chain_index LIMIT $3
        """
    )
    static let selectHeads = SQLStatement(
        "SELECT node, length, seal, sealed_at, mac FROM latchkey.audit_chain ORDER BY node"
    )
    static let selectNodes = SQLStatement("SELECT DISTINCT node FROM latchkey.audit_event ORDER BY node")
    // Rows of nodes that nobody holds any more; $1 is this process's own, $2 the time. In SQLite there is one node, and rows
    // of others where the database was copied from one that had several.
    static let selectOrphans = SQLStatement(
        sqlite: """
            SELECT DISTINCT node FROM audit_event WHERE chain_index IS NULL AND node <> ?1 AND ?2 IS NOT NULL
            """,
        postgres: """
            SELECT DISTINCT node FROM latchkey.audit_event
            WHERE chain_index IS NULL AND node <> $1 AND NOT EXISTS (
                SELECT 1 FROM latchkey.node WHERE node.id = audit_event.node AND node.leased_until > $2
            )
            """
    )
    static let update = SQLStatement(
        """
        UPDATE latchkey.audit_event SET chain_index = $1, seal = $2, detail_seal = $3 WHERE sequence = $4 AND chain_index IS NULL
        """
    )
    static let updateDetail = SQLStatement(
        "UPDATE latchkey.audit_detail SET salt = $1 WHERE sequence = $2"
    )
    static let insertHead = SQLStatement(
        """
        INSERT INTO latchkey.audit_chain (length, seal, sealed_at, mac, node) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
        """
    )
    static let updateHead = SQLStatement(
        """
        UPDATE latchkey.audit_chain SET length = $1, seal = $2, sealed_at = $3, mac = $4 WHERE node = $5 AND length = $6
        """
    )

    let database: SQLDatabase
    let node: UUIDv7

    func heads() throws -> [AuditChainHead] {
        database.writeEvents()
        return try database.all(Self.selectHeads) { row in
            AuditChainHead(
                node: try row.id(),
                length: try row.integer(),
                seal: try row.blob(),
                sealedAt: try row.date(),
                mac: try row.blob()
            )
        }
    }

    func nodes() throws -> [UUIDv7] {
        database.writeEvents()
        return try database.all(Self.selectNodes) { try $0.id() }
    }

    func nodesToSeal() throws -> [UUIDv7] {
        [node] + (try database.all(Self.selectOrphans, .id(node), .date(database.now)) { try $0.id() })
    }

    func unsealed(of node: UUIDv7, limit: Int) throws -> [AuditRow] {
        database.writeEvents()
        return try database.all(
            Self.selectUnsealed,
            .id(node),
            .limit(limit),
            read: Self.read
        )
    }

    func sealed(of node: UUIDv7, after index: Int64, limit: Int) throws -> [AuditRow] {
        database.writeEvents()
        return try database.all(
            Self.selectSealed,
            .id(node),
            .integer(index),
            .limit(limit),
            read: Self.read
        )
    }

    func seal(_ row: AuditRow) throws {
        try database.send(
            Self.update,
            .optional(row.index),
            .optional(row.seal),
            .optional(row.detailSeal),
            .integer(row.sequence)
        )
        guard let salt = row.salt else { return }
        try database.send(Self.updateDetail, .blob(salt), .integer(row.sequence))
    }

    func save(_ head: AuditChainHead, replacing length: Int64?) throws -> Bool {
        let (new, seal) = (SQLValue.integer(head.length), SQLValue.blob(head.seal))
        let (sealedAt, mac, node) = (
            SQLValue.date(head.sealedAt), SQLValue.blob(head.mac), SQLValue.id(head.node)
        )
        guard let length else {
            return try database.run(Self.insertHead, new, seal, sealedAt, mac, node) > 0
        }
        return try database.run(Self.updateHead, new, seal, sealedAt, mac, node, .integer(length)) > 0
    }

    private static func read(_ row: inout SQLRow) throws -> AuditRow {
        AuditRow(
            sequence: try row.integer(),
            recordedAt: try row.date(),
            node: try row.id(),
            kind: try row.text(),
            accountID: try row.optional { try $0.idOctets() },
            sessionID: try row.optional { try $0.idOctets() },
            digest: try row.optional { try $0.blob() },
            reason: try row.optional { try $0.text() },
            actor: try row.optional { try $0.text() },
            detail: try row.optional { try $0.text() },
            salt: try row.optional { try $0.blob() },
            detailSeal: try row.optional { try $0.blob() },
            index: try row.optional { try $0.integer() },
            seal: try row.optional { try $0.blob() }
        )
    }
}
