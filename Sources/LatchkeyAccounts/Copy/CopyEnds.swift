public import LatchkeyTokens

/// A database whose tables are read one after the other; nobody else writes to it meanwhile.
///
/// It is used on one thread, and everything in it blocks.
public protocol CopySource: AnyObject {
    /// What it is, for messages; without user and password.
    var name: String { get }
    /// How many rows a table has.
    func count(of table: StoredTable) throws -> Int
    /// Rows of a table in the order of its key.
    ///
    /// - Parameters:
    ///   - table: the table.
    ///   - key: the key after which to begin; `nil` for the first page.
    ///   - limit: the most rows.
    /// - Returns: a value for each column of the table, for each row.
    /// - Throws: what the back end throws.
    func rows(of table: StoredTable, after key: [StoredValue]?, limit: Int) throws -> [[StoredValue]]
    /// Lets others write again, and closes the database.
    func close() throws
}

/// A database that is filled with a copy.
///
/// As long as it holds the progress of one, it opens for nothing else: half a copy has forgotten revocations.
public protocol CopyTarget: CopySource {
    /// How far the copy has come that has been begun and not finished; `nil` when there is none.
    func progress() throws -> CopyProgress?
    /// Runs `body` in a transaction, which is durable when this returns.
    func transaction(_ body: () throws -> Void) throws
    /// Makes room for the progress of a copy, which none has had since the last was finished.
    func begin(_ progress: CopyProgress) throws
    /// Writes down that another run goes on with the copy.
    func resume(_ run: UUIDv7) throws
    /// Writes down how far it has come.
    ///
    /// - Returns: `false` when another run has gone on with the copy, and nothing was written.
    /// - Throws: what the back end throws.
    func save(_ progress: CopyProgress) throws -> Bool
    /// Adds rows, each with a value for each column of the table.
    ///
    /// Of the tables that have the same rows in every database, replaces those.
    func insert(_ rows: [[StoredValue]], into table: StoredTable) throws
    /// Removes every row.
    func removeAll(from table: StoredTable) throws
    /// Lets everything that counts go on behind what was copied.
    func settle() throws
    /// Forgets the progress: from now on the database opens for everybody.
    func finish() throws
}

/// How far a copy has come.
public struct CopyProgress: Sendable {
    /// The database that is copied, by the node it was made with.
    public let source: UUIDv7
    /// The run that copies.
    public var run: UUIDv7
    /// The table under way; those before it are whole.
    public var table: String
    /// The key of its last row that is there; `nil` before the first.
    public var key: [StoredValue]?
    /// How many rows have been copied, of all tables.
    public var rows: Int

    /// Collects the parts.
    public init(source: UUIDv7, run: UUIDv7, table: String, key: [StoredValue]?, rows: Int) {
        (self.source, self.run, self.table) = (source, run, table)
        (self.key, self.rows) = (key, rows)
    }

    /// The key as it is stored.
    public var keyOctets: [UInt8]? { key.map(StoredValue.octets(of:)) }

    /// Reads a stored key; `nil` for what is none.
    public static func key(_ octets: [UInt8]) -> [StoredValue]? { StoredValue.values(in: octets) }
}

extension CopySource {
    /// Which database it is: the node that it was made with, which a copy of it keeps.
    func identity() throws -> UUIDv7 {
        guard case .id(let node) = try rows(of: .instance, after: nil, limit: 1).first?.first else {
            throw CopyError.unreadable(name)
        }
        return node
    }

    /// The first table that has something in it; `nil` for a new database.
    func firstUsedTable() throws -> String? {
        for table in StoredTable.all where !table.isSingular {
            if try !rows(of: table, after: nil, limit: 1).isEmpty { return table.name }
        }
        guard case .octets = try rows(of: .instance, after: nil, limit: 1).first?.last else { return nil }
        return StoredTable.instance.name
    }
}
