/// What a copy has come to, table by table.
public struct CopyReport: Sendable {
    /// One table on both sides.
    public struct Table: Sendable {
        /// Its name.
        public let name: String
        /// What the source has.
        public let source: TableDigest
        /// What the target has.
        public let target: TableDigest

        /// Whether both have the same.
        public var isEqual: Bool { source == target }
    }

    /// The tables in the order in which they were copied.
    public let tables: [Table]
    /// How many rows this run has copied; the rest was there.
    public let copied: Int
    /// Whether a whole copy was there before this run.
    public let wasThere: Bool

    /// Whether both databases have the same.
    public var isEqual: Bool { tables.allSatisfy(\.isEqual) }
    /// How many rows the source has.
    public var rows: Int { tables.reduce(0) { $0 + $1.source.rows } }
}
