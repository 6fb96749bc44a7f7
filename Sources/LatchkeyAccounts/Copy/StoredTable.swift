/// A table of the stored data as every back end has it, whatever it calls its columns and however it holds them.
public struct StoredTable: Sendable {
    /// A column of a table.
    public struct Column: Sendable {
        /// What a column holds.
        public enum Kind: Sendable {
            /// Numbers, and times in milliseconds since 1970.
            case integer
            /// Yes or no.
            case flag
            /// Text.
            case text
            /// Octets.
            case octets
            /// Identifiers.
            case id
        }

        /// Its name.
        public let name: String
        /// What it holds.
        public let kind: Kind
        /// Whether rows may be without a value.
        public private(set) var isOptional = false

        /// The same column, for rows that may be without a value.
        var optional: Column {
            var copy = self
            copy.isOptional = true
            return copy
        }

        static func integer(_ name: String) -> Column { Column(name: name, kind: .integer) }
        static func flag(_ name: String) -> Column { Column(name: name, kind: .flag) }
        static func text(_ name: String) -> Column { Column(name: name, kind: .text) }
        static func octets(_ name: String) -> Column { Column(name: name, kind: .octets) }
        static func id(_ name: String) -> Column { Column(name: name, kind: .id) }
    }

    /// Its name.
    public let name: String
    /// Its columns, in the order of a row's values.
    public let columns: [Column]
    /// The columns that no two rows have in common, by their places; rows are read in their order.
    ///
    /// Numbers are ordered by size, everything else octet by octet.
    public let key: [Int]

    init(_ name: String, key: [String], _ columns: Column...) {
        self.name = name
        self.columns = columns
        self.key = key.compactMap { name in columns.firstIndex { $0.name == name } }
    }

    /// The columns of the key.
    public var keyColumns: [Column] { key.map { columns[$0] } }

    /// The key of a row.
    func key(of row: [StoredValue]) -> [StoredValue] { key.map { row[$0] } }

    /// Whether every database has rows in it from the start.
    var isSingular: Bool { name == Self.instance.name || name == Self.logPositions.name }
}

extension StoredTable {
    /// Every table, those that others refer to first.
    ///
    /// What only the engine needs is not here: schema versions, locks, leases of nodes; nor what it makes anew by itself,
    /// the packs of revocations.
    public static let all =
        [
            account, credential, externalIdentity, roleGrant, emailChange, accountImport, importRefusal,
            factor,
            recoveryCode, knownDevice, session, opaqueSession, oneTimeToken, revocation, ringKey,
            loginFailure, mail,
            client, clientAssertion, statusPlace, auditEvent, auditDetail, auditChain, auditCursor,
            webhookDelivery,
        ] + [instance, logPositions]

    /// The version of the schema that these are the tables of.
    public static let schemaVersion: Int64 = 12

    /// The database itself: one row in every database.
    public static let instance = StoredTable(
        "instance",
        key: ["node"],
        .id("node"),
        .integer("created_at"),
        .octets("carried_keys").optional,
        .octets("master_key_check").optional
    )

    /// The last number of each log: the same rows in every database.
    public static let logPositions = StoredTable(
        "log_position",
        key: ["log"],
        .text("log"),
        .integer("position")
    )
}
