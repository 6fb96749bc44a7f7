import GRDB
import GRDBSQLite
import LatchkeySQL
import LatchkeyTokens

/// The columns of the row that a statement is at.
///
/// Works on SQLite's own column functions: text keeps every octet (GRDB ends it at the first NUL) and is validated
/// rather than repaired. A value of an unexpected shape means that the file is damaged, and throws.
struct SQLiteColumns: SQLColumns {
    let statement: OpaquePointer

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    func integer(_ column: Int32) throws -> Int64 {
        try check(column, SQLITE_INTEGER)
        return sqlite3_column_int64(statement, column)
    }

    func flag(_ column: Int32) throws -> Bool { try integer(column) != 0 }

    func text(_ column: Int32) throws -> String {
        try check(column, SQLITE_TEXT)
        let start = sqlite3_column_text(statement, column)
        let octets = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        guard let text = String(validating: octets, as: UTF8.self) else { throw damage(in: column) }
        return text
    }

    func blob(_ column: Int32) throws -> [UInt8] { Array(try octets(column)) }

    func id(_ column: Int32) throws -> UUIDv7 {
        let octets = try octets(column)
        guard octets.count == 16 else { throw damage(in: column) }
        return UUIDv7(
            high: UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            low: UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    func idOctets(_ column: Int32) throws -> [UInt8] { try blob(column) }

    func damage(in column: Int32) -> any Error {
        let name = sqlite3_column_name(statement, column).map { String(cString: $0) } ?? "\(column)"
        return DatabaseError(resultCode: .SQLITE_CORRUPT, message: "unexpected value in column \(name)")
    }

    private func check(_ column: Int32, _ type: Int32) throws {
        guard sqlite3_column_type(statement, column) == type else { throw damage(in: column) }
    }

    /// The octets of a blob, until the statement goes on.
    private func octets(_ column: Int32) throws -> UnsafeRawBufferPointer {
        try check(column, SQLITE_BLOB)
        let start = sqlite3_column_blob(statement, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }
}
