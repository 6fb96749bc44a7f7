package import FoundationEssentials
package import LatchkeyAccounts
package import LatchkeyTokens

/// A value to bind to a statement.
package enum SQLValue: Sendable {
    case null
    case integer(Int64)
    case flag(Bool)
    case text(String)
    case blob([UInt8])
    case id(UUIDv7)

    package static func optional(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }

    package static func optional(_ bytes: [UInt8]?) -> SQLValue { bytes.map { .blob($0) } ?? .null }

    package static func optional(_ id: UUIDv7?) -> SQLValue { id.map { .id($0) } ?? .null }

    package static func optional(_ date: Date?) -> SQLValue { date.map { .date($0) } ?? .null }

    package static func optional(_ integer: Int64?) -> SQLValue { integer.map { .integer($0) } ?? .null }

    package static func date(_ date: Date) -> SQLValue { .integer(date.milliseconds) }

    package static func count(_ count: Int) -> SQLValue { .integer(Int64(count)) }

    /// How many rows at most; of a negative number none.
    package static func limit(_ limit: Int) -> SQLValue { .count(max(limit, 0)) }

    /// A value that is copied from one database to another.
    package init(_ value: StoredValue) {
        self =
            switch value {
            case .null: .null
            case .integer(let integer): .integer(integer)
            case .flag(let flag): .flag(flag)
            case .text(let text): .text(text)
            case .octets(let octets): .blob(octets)
            case .id(let id): .id(id)
            }
    }
}
