package import FoundationEssentials
package import LatchkeyAccounts
package import LatchkeyJOSE
package import LatchkeyTokens

/// Reads the columns of the current row one after the other, in the order of the `SELECT`.
///
/// One type for all back ends, so that what reads a row is compiled once and for good; only the single values come by way
/// of ``SQLColumns``.
package struct SQLRow: ~Copyable {
    private let columns: any SQLColumns
    private var column: Int32 = 0

    package init(_ columns: any SQLColumns) {
        self.columns = columns
    }

    package mutating func integer() throws -> Int64 {
        let column = next()
        return try columns.integer(column)
    }

    package mutating func count() throws -> Int { Int(truncatingIfNeeded: try integer()) }

    package mutating func flag() throws -> Bool {
        let column = next()
        return try columns.flag(column)
    }

    package mutating func date() throws -> Date { Date(milliseconds: try integer()) }

    package mutating func text() throws -> String {
        let column = next()
        return try columns.text(column)
    }

    package mutating func blob() throws -> [UInt8] {
        let column = next()
        return try columns.blob(column)
    }

    package mutating func id() throws -> UUIDv7 {
        let column = next()
        return try columns.id(column)
    }

    /// Reads the octets of an identifier, however many there are.
    package mutating func idOctets() throws -> [UInt8] {
        let column = next()
        return try columns.idOctets(column)
    }

    /// Reads a JSON object.
    package mutating func object() throws -> JSONObject {
        let column = column
        guard let object = try? JSONObject(json: try text()) else { throw damage(in: column) }
        return object
    }

    /// Reads a word of a closed list.
    package mutating func word<Word: RawRepresentable>(_ type: Word.Type) throws -> Word
    where Word.RawValue == String {
        let column = column
        guard let word = Word(rawValue: try text()) else { throw damage(in: column) }
        return word
    }

    /// Reads a column that may be NULL.
    package mutating func optional<Value>(_ read: (inout SQLRow) throws -> Value) throws -> Value? {
        guard columns.isNull(column) else { return try read(&self) }
        column += 1
        return nil
    }

    /// The error for a value that no version of this program writes.
    package func damage(in column: Int32) -> any Error { columns.damage(in: column) }

    /// Asked before ``columns`` is looked at, which would be copied otherwise.
    private mutating func next() -> Int32 {
        defer { column += 1 }
        return column
    }
}

extension SQLRow {
    /// Reads a value that is copied to another database.
    package mutating func value(of column: StoredTable.Column) throws -> StoredValue {
        guard column.isOptional else { return try present(column.kind) }
        return try optional { try $0.present(column.kind) } ?? .null
    }

    private mutating func present(_ kind: StoredTable.Column.Kind) throws -> StoredValue {
        switch kind {
        case .integer: .integer(try integer())
        case .flag: .flag(try flag())
        case .text: .text(try text())
        case .octets: .octets(try blob())
        case .id: .id(try id())
        }
    }
}
