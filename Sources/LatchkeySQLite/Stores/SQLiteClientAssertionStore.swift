import FoundationEssentials
import GRDB
import LatchkeyOAuth

/// Used assertions in the `client_assertion` table.
struct SQLiteClientAssertionStore: ClientAssertionStore {
    static let insert = """
        INSERT INTO client_assertion (digest, expires_at) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING
        """
    static let deleteExpired = "DELETE FROM client_assertion WHERE expires_at < ?"

    let database: Database

    func redeem(_ digest: [UInt8], expiresAt: Date) throws -> Bool {
        try database.run(Self.insert, .blob(digest), .date(expiresAt)) > 0
    }

    func removeExpired(before date: Date) throws {
        try database.run(Self.deleteExpired, .date(date))
    }
}
