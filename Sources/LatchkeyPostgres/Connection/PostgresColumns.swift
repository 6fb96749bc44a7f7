import CPostgres
import LatchkeySQL
import LatchkeyTokens

/// The columns of one row of an answer.
///
/// Every value comes in binary and must have the type that our tables give it; anything else means that somebody has
/// changed them, and throws.
struct PostgresColumns: SQLColumns {
    // The object identifiers of PostgreSQL's own types never change.
    private enum TypeID {
        static let boolean: Oid = 16
        static let octets: Oid = 17
        static let integer: Oid = 20
        static let text: Oid = 25
        static let uuid: Oid = 2950
    }

    let result: QueryResult
    let row: Int32

    func isNull(_ column: Int32) -> Bool { result.octets(row: row, column: column) == nil }

    func integer(_ column: Int32) throws -> Int64 {
        let octets = try octets(column, TypeID.integer)
        guard octets.count == 8 else { throw damage(in: column) }
        return Int64(bigEndian: octets.loadUnaligned(as: Int64.self))
    }

    func flag(_ column: Int32) throws -> Bool {
        let octets = try octets(column, TypeID.boolean)
        guard let octet = octets.first, octets.count == 1 else { throw damage(in: column) }
        return octet != 0
    }

    func text(_ column: Int32) throws -> String {
        let octets = try octets(column, TypeID.text)
        let text =
            NULText.isEncoded(octets)
            ? String(validating: NULText.decode(octets), as: UTF8.self)
            : String(validating: octets, as: UTF8.self)
        guard let text else { throw damage(in: column) }
        return text
    }

    func blob(_ column: Int32) throws -> [UInt8] { Array(try octets(column, TypeID.octets)) }

    func id(_ column: Int32) throws -> UUIDv7 {
        let octets = try octets(column, TypeID.uuid)
        guard octets.count == 16 else { throw damage(in: column) }
        return UUIDv7(
            high: UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            low: UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
    }

    func idOctets(_ column: Int32) throws -> [UInt8] { Array(try octets(column, TypeID.uuid)) }

    func damage(in column: Int32) -> any Error {
        ServerRefusal.damaged("unexpected value in column \(result.name(of: column))")
    }

    private func octets(_ column: Int32, _ type: Oid) throws -> UnsafeRawBufferPointer {
        guard result.type(of: column) == type, let octets = result.octets(row: row, column: column) else {
            throw damage(in: column)
        }
        return octets
    }
}
