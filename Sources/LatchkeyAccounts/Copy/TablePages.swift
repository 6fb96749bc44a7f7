/// The rows of a table, page by page, few at a time where they are large.
struct TablePages {
    /// The most rows of a page.
    static let rowLimit = 1000
    /// About how many octets a page may have, so that no table takes more memory than another.
    static let octetLimit = 2 << 20

    private let source: any CopySource
    private let table: StoredTable
    private var key: [StoredValue]?
    private var limit = 100
    private var isOver = false

    init(of table: StoredTable, in source: any CopySource, after key: [StoredValue]? = nil) {
        (self.table, self.source, self.key) = (table, source, key)
    }

    /// The next page; `nil` behind the last.
    mutating func next() throws -> [[StoredValue]]? {
        guard !isOver else { return nil }
        let page = try source.rows(of: table, after: key, limit: limit)
        isOver = page.count < limit
        guard let last = page.last else { return nil }
        key = table.key(of: last)
        let size = page.reduce(0) { $0 + $1.reduce(0) { $0 + $1.size } }
        limit = min(Self.rowLimit, max(1, Self.octetLimit * page.count / max(size, 1)))
        return page
    }
}

extension StoredValue {
    /// About how many octets it takes.
    fileprivate var size: Int {
        switch self {
        case .null, .flag: 1
        case .integer: 8
        case .id: 16
        case .text(let text): text.utf8.count
        case .octets(let octets): octets.count
        }
    }
}
