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
        sqlite3_value_int64(try value(column, SQLITE_INTEGER))
    }

    func flag(_ column: Int32) throws -> Bool { try integer(column) != 0 }

    func text(_ column: Int32) throws -> String {
        let value = try value(column, SQLITE_TEXT)
        let start = sqlite3_value_text(value)
        let octets = UnsafeBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
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

    /// The value of a column, looked up once: each look of `sqlite3_column_` is one more.
    ///
    /// It is "unprotected", which is enough on a connection that one thread has at a time.
    private func value(_ column: Int32, _ type: Int32) throws -> OpaquePointer {
        guard let value = sqlite3_column_value(statement, column), sqlite3_value_type(value) == type else {
            throw damage(in: column)
        }
        return value
    }

    /// The octets of a blob, until the statement goes on.
    private func octets(_ column: Int32) throws -> UnsafeRawBufferPointer {
        let value = try value(column, SQLITE_BLOB)
        let start = sqlite3_value_blob(value)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(value)))
    }
}
