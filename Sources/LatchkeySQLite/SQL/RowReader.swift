import FoundationEssentials
import GRDB
import GRDBSQLite
import LatchkeyJOSE
import LatchkeyTokens

/// Reads the columns of the current row one after the other, in the order of the `SELECT`.
///
/// Works on SQLite's own column functions: text keeps every octet (GRDB ends it at the first NUL) and is validated
/// rather than repaired. A value of an unexpected shape means that the file is damaged, and throws.
struct RowReader {
    private let statement: OpaquePointer
    private var column: Int32 = 0

    init(_ statement: OpaquePointer) {
        self.statement = statement
    }

    mutating func integer() throws -> Int64 {
        let column = try next(SQLITE_INTEGER)
        return sqlite3_column_int64(statement, column)
    }

    mutating func count() throws -> Int {
        Int(truncatingIfNeeded: try integer())
    }

    mutating func flag() throws -> Bool {
        try integer() != 0
    }

    mutating func date() throws -> Date {
        Date(milliseconds: try integer())
    }

    mutating func text() throws -> String {
        let column = try next(SQLITE_TEXT)
        let start = sqlite3_column_text(statement, column)
        let octets = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        guard let text = String(validating: octets, as: UTF8.self) else { throw unexpected(column) }
        return text
    }

    mutating func blob() throws -> [UInt8] {
        withOctets(try next(SQLITE_BLOB)) { Array($0) }
    }

    mutating func id() throws -> UUIDv7 {
        let column = try next(SQLITE_BLOB)
        return try withOctets(column) { octets in
            guard octets.count == 16 else { throw unexpected(column) }
            return UUIDv7(
                high: UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                low: UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    /// Reads a JSON object.
    mutating func object() throws -> JSONObject {
        let column = column
        guard let object = try? JSONObject(json: try text()) else { throw unexpected(column) }
        return object
    }

    /// Reads a word of a closed list.
    mutating func word<Word: RawRepresentable>(_ type: Word.Type) throws -> Word
    where Word.RawValue == String {
        let column = column
        guard let word = Word(rawValue: try text()) else { throw unexpected(column) }
        return word
    }

    /// Reads a column that may be NULL.
    mutating func optional<Value>(_ read: (inout RowReader) throws -> Value) throws -> Value? {
        guard sqlite3_column_type(statement, column) == SQLITE_NULL else { return try read(&self) }
        column += 1
        return nil
    }

    /// The error for a value that no version of this program writes.
    func unexpected(_ column: Int32) -> DatabaseError {
        let name = sqlite3_column_name(statement, column).map { String(cString: $0) } ?? "\(column)"
        return DatabaseError(resultCode: .SQLITE_CORRUPT, message: "unexpected value in column \(name)")
    }

    private mutating func next(_ type: Int32) throws -> Int32 {
        defer { column += 1 }
        guard sqlite3_column_type(statement, column) == type else { throw unexpected(column) }
        return column
    }

    private func withOctets<Value>(
        _ column: Int32,
        _ body: (UnsafeRawBufferPointer) throws -> Value
    ) rethrows -> Value {
        let start = sqlite3_column_blob(statement, column)
        return try body(
            UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        )
    }
}
