import GRDB
import GRDBSQLite
import LatchkeyAccounts
import LatchkeyTokens

/// The few ways in which the stores run a statement, each prepared once for a connection.
///
/// GRDB opens, pools, migrates and prepares; binding, stepping and reading go to SQLite directly. That keeps text
/// whole (GRDB binds it up to the first NUL, so that `admin␀x` would be stored as `admin`) and makes the refresh
/// statement several times cheaper.
extension Database {
    /// Runs a statement to its end and returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: SQLValue...) throws -> Int {
        try step(sql, values) { _ in false }
        return changesCount
    }

    /// Runs a statement whose row belongs to an account; without that account it throws `accountNotFound`.
    func runForAccount(_ sql: String, _ values: SQLValue...) throws {
        do {
            try step(sql, values) { _ in false }
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
            throw AccountError.accountNotFound
        }
    }

    /// The first row of a statement; `nil` when there is none.
    func first<Value>(
        _ sql: String,
        _ values: SQLValue...,
        read: (inout RowReader) throws -> Value
    ) throws -> Value? {
        var value: Value?
        try step(sql, values) { row in
            if value == nil { value = try read(&row) }
            // Steps on to the end: a changing statement with RETURNING is complete only then.
            return true
        }
        return value
    }

    /// Every row of a statement.
    func all<Value>(
        _ sql: String,
        _ values: SQLValue...,
        read: (inout RowReader) throws -> Value
    ) throws -> [Value] {
        var found: [Value] = []
        try step(sql, values) { row in
            found.append(try read(&row))
            return true
        }
        return found
    }

    private func step(
        _ sql: String,
        _ values: [SQLValue],
        row: (inout RowReader) throws -> Bool
    ) throws {
        let statement = try cachedStatement(sql: sql).sqliteStatement
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in zip(Int32(1)..., values) {
            let code = bind(value, to: statement, at: index)
            guard code == SQLITE_OK else { throw failure(code, sql) }
        }
        while true {
            let code = sqlite3_step(statement)
            switch code {
            case SQLITE_ROW:
                var reader = RowReader(statement)
                guard try row(&reader) else { return }
            case SQLITE_DONE: return
            default: throw failure(code, sql)
            }
        }
    }

    private func failure(_ code: Int32, _ sql: String) -> DatabaseError {
        let message = sqlite3_errmsg(sqliteConnection).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
    }

    private func bind(_ value: SQLValue, to statement: OpaquePointer, at index: Int32) -> Int32 {
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
        case .text(let text): bind(text, to: statement, at: index)
        case .blob(let bytes): bytes.withUnsafeBytes { bind($0, to: statement, at: index) }
        case .id(let id):
            withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { bind($0, to: statement, at: index) }
        }
    }

    private func bind(_ text: String, to statement: OpaquePointer, at index: Int32) -> Int32 {
        var text = text
        return text.withUTF8 { octets in
            octets.withMemoryRebound(to: CChar.self) { characters in
                // Without an address SQLite would bind NULL.
                guard let start = characters.baseAddress else {
                    return sqlite3_bind_text(statement, index, "", 0, Self.copying)
                }
                return sqlite3_bind_text64(
                    statement,
                    index,
                    start,
                    UInt64(characters.count),
                    Self.copying,
                    UInt8(SQLITE_UTF8)
                )
            }
        }
    }

    private func bind(_ bytes: UnsafeRawBufferPointer, to statement: OpaquePointer, at index: Int32) -> Int32
    {
        guard let start = bytes.baseAddress else { return sqlite3_bind_zeroblob(statement, index, 0) }
        return sqlite3_bind_blob64(statement, index, start, UInt64(bytes.count), Self.copying)
    }

    /// `SQLITE_TRANSIENT`, a macro that Swift does not import: SQLite copies what is bound.
    private static var copying: sqlite3_destructor_type? {
        unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type?.self)
    }
}
