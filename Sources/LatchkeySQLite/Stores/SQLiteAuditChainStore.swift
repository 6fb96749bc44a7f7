import FoundationEssentials
import GRDB
import LatchkeyAccounts
import LatchkeyTokens

/// The chains of the audit log: their seals in `audit_event`, their heads in `audit_chain`.
struct SQLiteAuditChainStore: AuditChainStore {
    private static let columns = """
        audit_event.sequence, recorded_at, node, kind, audit_event.account_id, session_id, digest, reason, actor, \
        detail, salt, detail_seal, chain_index, seal
        """
    private static let tables =
        "audit_event LEFT JOIN audit_detail ON audit_detail.sequence = audit_event.sequence"
    static let selectUnsealed = """
        SELECT \(columns) FROM \(tables)
        WHERE node = ? AND chain_index IS NULL ORDER BY audit_event.sequence LIMIT ?
        """
    static let selectSealed = """
        SELECT \(columns) FROM \(tables)
        WHERE node = ? AND chain_index > ? ORDER BY chain_index LIMIT ?
        """
    static let selectHeads = "SELECT node, length, seal, sealed_at, mac FROM audit_chain ORDER BY node"
    static let selectNodes = "SELECT DISTINCT node FROM audit_event ORDER BY node"
    static let update = """
        UPDATE audit_event SET chain_index = ?, seal = ?, detail_seal = ? WHERE sequence = ? AND chain_index IS NULL
        """
    static let updateDetail = "UPDATE audit_detail SET salt = ? WHERE sequence = ?"
    static let insertHead = """
        INSERT INTO audit_chain (length, seal, sealed_at, mac, node) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """
    static let updateHead = """
        UPDATE audit_chain SET length = ?, seal = ?, sealed_at = ?, mac = ? WHERE node = ? AND length = ?
        """

    let database: Database
    let node: UUIDv7

    func heads() throws -> [AuditChainHead] {
        try database.all(Self.selectHeads) { row in
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
        try database.all(Self.selectNodes) { try $0.id() }
    }

    func unsealed(of node: UUIDv7, limit: Int) throws -> [AuditRow] {
        try database.all(Self.selectUnsealed, .id(node), .count(max(limit, 0)), read: Self.read)
    }

    func sealed(of node: UUIDv7, after index: Int64, limit: Int) throws -> [AuditRow] {
        try database.all(
            Self.selectSealed,
            .id(node),
            .integer(index),
            .count(max(limit, 0)),
            read: Self.read
        )
    }

    func seal(_ row: AuditRow) throws {
        try database.run(
            Self.update,
            row.index.map { .integer($0) } ?? .null,
            .optional(row.seal),
            .optional(row.detailSeal),
            .integer(row.sequence)
        )
        guard let salt = row.salt else { return }
        try database.run(Self.updateDetail, .blob(salt), .integer(row.sequence))
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

    private static func read(_ row: inout RowReader) throws -> AuditRow {
        AuditRow(
            sequence: try row.integer(),
            recordedAt: try row.date(),
            node: try row.id(),
            kind: try row.text(),
            accountID: try row.optional { try $0.blob() },
            sessionID: try row.optional { try $0.blob() },
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
