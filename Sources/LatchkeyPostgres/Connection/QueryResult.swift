import CPostgres
import LatchkeySQL

/// What the server answered to one statement; freed with the value.
final class QueryResult {
    private let handle: OpaquePointer
    private let client: ClientLibrary

    init(_ handle: OpaquePointer, _ client: ClientLibrary) {
        self.handle = handle
        self.client = client
    }

    deinit {
        client.PQclear(handle)
    }

    var status: ExecStatusType { client.PQresultStatus(handle) }

    /// How many rows came.
    var rowCount: Int32 { client.PQntuples(handle) }

    /// How many rows the statement changed.
    var changes: Int {
        client.PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// What was done, for example `COMMIT`; a COMMIT of a transaction that had failed says `ROLLBACK`.
    var command: String { client.PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

    /// What the server says against the statement.
    var refusal: ServerRefusal {
        ServerRefusal(
            state: field(UInt8(ascii: "C")) ?? "",
            // The primary message alone: the detail beside it quotes values, and those are people's.
            message: field(UInt8(ascii: "M")) ?? "no message",
            constraint: field(UInt8(ascii: "n"))
        )
    }

    /// Hands over the rows until `read` returns `false`.
    func rows(_ read: (inout SQLRow) throws -> Bool) throws {
        for index in 0..<rowCount {
            var row = SQLRow(PostgresColumns(result: self, row: index))
            guard try read(&row) else { return }
        }
    }

    /// Reads the first row; `nil` when there is none.
    func first<Value>(_ read: (inout SQLRow) throws -> Value) throws -> Value? {
        guard rowCount > 0 else { return nil }
        var row = SQLRow(PostgresColumns(result: self, row: 0))
        return try read(&row)
    }

    func type(of column: Int32) -> Oid { client.PQftype(handle, column) }

    func name(of column: Int32) -> String {
        client.PQfname(handle, column).map { String(cString: $0) } ?? "\(column)"
    }

    /// The octets of a value; `nil` for NULL.
    func octets(row: Int32, column: Int32) -> UnsafeRawBufferPointer? {
        guard client.PQgetisnull(handle, row, column) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: client.PQgetvalue(handle, row, column),
            count: Int(client.PQgetlength(handle, row, column))
        )
    }

    private func field(_ code: UInt8) -> String? {
        client.PQresultErrorField(handle, Int32(code)).map { String(cString: $0) }
    }
}
