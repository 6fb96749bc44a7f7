import GRDB
import GRDBSQLite
import LatchkeySQL
import LatchkeyTokens

/// The few ways in which a statement is run, each prepared once for a connection.
///
/// GRDB opens, pools, migrates and prepares; binding, stepping and reading go to SQLite directly. That keeps text
/// whole (GRDB binds it up to the first NUL, so that `admin␀x` would be stored as `admin`) and makes the refresh
/// statement several times cheaper.
extension Database {
    /// Runs a statement to its end and returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: SQLValue...) throws -> Int {
        try run(sql, binding: values)
    }

    /// Runs a statement to its end and returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, binding values: [SQLValue]) throws -> Int {
        try query(sql, binding: values) { _ in false }
        return changesCount
    }

    /// The first row of a statement; `nil` when there is none.
    func first<Value>(
        _ sql: String,
        _ values: SQLValue...,
        read: (inout SQLRow) throws -> Value
    ) throws -> Value? {
        var value: Value?
        try query(sql, binding: values) { row in
            value = try read(&row)
            return false
        }
        return value
    }

    /// Every row of a statement.
    func all<Value>(
        _ sql: String,
        _ values: SQLValue...,
        read: (inout SQLRow) throws -> Value
    ) throws -> [Value] {
        try all(sql, binding: values, read: read)
    }

    /// Every row of a statement.
    func all<Value>(
        _ sql: String,
        binding values: [SQLValue],
        read: (inout SQLRow) throws -> Value
    ) throws -> [Value] {
        var found: [Value] = []
        try query(sql, binding: values) { row in
            found.append(try read(&row))
            return true
        }
        return found
    }

    /// Runs a statement and hands over its rows until `row` returns `false`.
    func query(
        _ sql: String,
        binding values: [SQLValue],
        row: (inout SQLRow) throws -> Bool
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
        var isWanted = true
        while true {
            let code = sqlite3_step(statement)
            switch code {
            case SQLITE_ROW:
                guard isWanted else { continue }
                var reader = SQLRow(SQLiteColumns(statement: statement))
                isWanted = try row(&reader)
                // Steps on to the end: a changing statement with RETURNING is complete only then.
                if !isWanted, sqlite3_stmt_readonly(statement) != 0 { return }
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
        case .flag(let flag): sqlite3_bind_int64(statement, index, flag ? 1 : 0)
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
