import LatchkeyTokens

@testable import LatchkeyAccounts

/// Rows for every table, with what is hard to carry in every column that takes it.
enum AwkwardRows {
    private static let texts = [
        "", "\0", "a\0b", "\u{1}", "\u{1}0", "\u{1}1\0", "é", "e\u{301}", "🦦 ‮ 水", "'; --", "\r\n\t\\",
        String(repeating: "long ", count: 5000),
    ]
    private static let integers: [Int64] = [.min, -1, 0, 1, 1_800_000_000_123, .max]
    private static let octets: [[UInt8]] = [
        [], [0], Array(repeating: 0, count: 32), Array(repeating: 255, count: 300), Array(0...255),
    ]
    /// Columns outside of the keys that no two rows may have in common.
    private static let unique: Set = [
        "account.email", "account.username", "session.browser_digest", "opaque_session.digest",
        "one_time_token.subject", "external_identity.subject", "audit_event.chain_index",
        "status_place.holder",
    ]
    /// What the logs have come to.
    static let positions: [(log: String, position: Int64)] = [
        ("audit", 5_000), ("key", 17), ("revocation", 6_000), ("status", 70),
    ]

    /// As many rows for a table; those of other tables that belong to them have the same numbers.
    static func rows(of table: StoredTable, count: Int) -> [[StoredValue]] {
        switch table.name {
        case "instance":
            [
                [
                    .id(id(77)), .integer(.min), .octets(Array(repeating: 8, count: 99)),
                    .octets(Array(repeating: 9, count: 32)),
                ]
            ]
        case "log_position": positions.map { [.text($0.log), .integer($0.position)] }
        default:
            (0..<count).map { number in
                table.columns.enumerated().map { place, column in
                    value(of: column, isUnique: table.key.contains(place), table.name, number)
                }
            }
        }
    }

    private static func value(
        of column: StoredTable.Column,
        isUnique: Bool,
        _ table: String,
        _ number: Int
    ) -> StoredValue {
        let isUnique = isUnique || unique.contains("\(table).\(column.name)")
        if column.isOptional, number % 4 == 3 { return .null }
        switch column.kind {
        case .flag: return .flag(number % 3 == 0)
        case .id: return .id(id(number))
        // The values that count on are small, so that there is something behind them.
        case .integer: return .integer(isUnique ? Int64(number * 7 + 1) : integers[number % integers.count])
        case .text:
            // An index takes no long ones.
            let text = texts[number % texts.count].prefix(isUnique || column.name == "purpose" ? 20 : .max)
            return .text(isUnique ? "\(text)\(number)" : String(text))
        case .octets:
            guard isUnique || column.name.hasSuffix("secret_digest") else {
                return .octets(octets[number % octets.count])
            }
            return .octets(octets[2].dropLast() + [UInt8(truncatingIfNeeded: number)])
        }
    }

    private static func id(_ number: Int) -> UUIDv7 {
        switch number {
        case 0: UUIDv7(high: 0, low: 0)
        case 1: UUIDv7(high: .max, low: .max)
        default: UUIDv7(high: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(number))
        }
    }
}

extension CopyTarget {
    /// Fills a new database with awkward rows.
    func fill(count: Int) throws {
        try transaction {
            for table in StoredTable.all {
                try insert(AwkwardRows.rows(of: table, count: count), into: table)
            }
        }
    }

    /// What every table holds, each row as octets, in the order of the key.
    func everything() throws -> [String: [[UInt8]]] {
        try StoredTable.all.reduce(into: [:]) { found, table in
            var pages = TablePages(of: table, in: self)
            while let page = try pages.next() {
                found[table.name, default: []] += page.map { StoredValue.octets(of: $0) }
            }
        }
    }
}
