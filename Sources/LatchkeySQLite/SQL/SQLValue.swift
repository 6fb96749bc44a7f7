import FoundationEssentials
import LatchkeyTokens

/// A value to bind to a statement.
enum SQLValue {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
    case id(UUIDv7)

    static func optional(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }

    static func optional(_ bytes: [UInt8]?) -> SQLValue { bytes.map { .blob($0) } ?? .null }

    static func optional(_ id: UUIDv7?) -> SQLValue { id.map { .id($0) } ?? .null }

    static func optional(_ date: Date?) -> SQLValue { date.map { .date($0) } ?? .null }

    static func date(_ date: Date) -> SQLValue { .integer(date.milliseconds) }

    static func flag(_ flag: Bool) -> SQLValue { .integer(flag ? 1 : 0) }

    static func count(_ count: Int) -> SQLValue { .integer(Int64(count)) }
}
