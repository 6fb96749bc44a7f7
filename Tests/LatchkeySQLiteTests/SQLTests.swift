import Foundation
import GRDB
import LatchkeyAccounts
import LatchkeySQL
import LatchkeyTokens
import Testing

@testable import LatchkeySQLite

@Suite("Values in and out of SQL")
struct SQLTests {
    private let directory: TemporaryDirectory
    private let storage: SQLiteStorage

    init() throws {
        directory = try TemporaryDirectory()
        storage = try openStorage(directory)
    }

    @Test(
        "text keeps every octet",
        arguments: ["", "a\0b", "\0", "é", "e\u{301}", "🗝", "' OR 1=1--", "a\r\nb"]
    )
    func text(_ text: String) async throws {
        let found = try await storage.pool.read { database in
            try database.first("SELECT ?", .text(text)) { try $0.text() }
        }
        #expect(found.map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test("octets keep their number, none included", arguments: [[], [0], [0, 1, 0xFF]] as [[UInt8]])
    func blob(_ octets: [UInt8]) async throws {
        let found = try await storage.pool.read { database in
            try database.first("SELECT ?", .blob(octets)) { try $0.blob() }
        }
        #expect(found == octets)
    }

    @Test("an identifier is its sixteen octets")
    func identifier() async throws {
        let id = UUIDv7(at: testTime)
        let found = try await storage.pool.read { database in
            try database.first("SELECT ?1, ?1", .id(id)) { (try $0.id(), try $0.blob()) }
        }
        #expect(found?.0 == id)
        #expect(found?.1 == id.bytes)
    }

    @Test(
        "a value of the wrong shape is damage, never another value",
        arguments: ["1", "1.5", "NULL", "CAST(x'FF' AS TEXT)", "x'00'", "'text'"]
    )
    func wrongShape(_ value: String) async throws {
        let sql = "SELECT \(value) AS found"
        let readers: [@Sendable (inout SQLRow) throws -> Void] = [
            { _ = try $0.integer() }, { _ = try $0.text() }, { _ = try $0.id() },
            { _ = try $0.word(SessionEnd.self) },
        ]
        let failures = try await storage.pool.read { database in
            readers.compactMap { read -> String? in
                do {
                    try database.first(sql, read: read)
                    return nil
                } catch {
                    return (error as? DatabaseError)?.message
                }
            }
        }
        // "1" is an integer and 'text' a text; nothing is an identifier or the end of a session.
        #expect(failures.count == (value == "1" || value == "'text'" ? 3 : 4))
        #expect(Set(failures) == ["unexpected value in column found"])
    }

    @Test("a damaged row is a storage error that names the file")
    func damagedRow() async throws {
        let account = testAccount("ada")
        try await storage.transaction { tx in
            try tx.accounts.insert(account)
            try tx.audit.append(AuditEvent(.loginFailed))
        }
        try await storage.pool.writeWithoutTransaction { database in
            try database.execute(sql: "UPDATE audit_event SET kind = 'unheard of'")
        }
        let reason = "unexpected value in column kind"
        await #expect(throws: SQLiteStorageError.damaged(file: directory.database, reason: reason)) {
            try await storage.read { try $0.audit.events(after: 0, limit: 9) }
        }
    }

    @Test(
        "a time is kept to the millisecond and clamped beyond counting",
        arguments: [
            (0, 0), (1_800_000_000.001, 1_800_000_000_001), (1_800_000_000.0006, 1_800_000_000_001),
            (-0.25, -250), (.infinity, 9_007_199_254_740_992), (-.infinity, -9_007_199_254_740_992),
            (.nan, 0),
            (1e300, 9_007_199_254_740_992),
        ] as [(Double, Int64)]
    )
    func milliseconds(seconds: Double, expected: Int64) {
        #expect(Date(timeIntervalSince1970: seconds).milliseconds == expected)
    }

    @Test("every millisecond of a second survives the round trip")
    func millisecondRoundTrip() {
        for millisecond in Int64(1_800_000_000_000)..<1_800_000_001_000 {
            #expect(Date(milliseconds: millisecond).milliseconds == millisecond)
        }
    }
}
