import FoundationEssentials
import LatchkeyOAuth

/// Used assertions in the `client_assertion` table.
struct SQLClientAssertionStore: ClientAssertionStore {
    static let insert = SQLStatement(
        """
        INSERT INTO latchkey.client_assertion (digest, expires_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING
        """
    )
    static let deleteExpired = SQLStatement("DELETE FROM latchkey.client_assertion WHERE expires_at < $1")

    let database: SQLDatabase

    func redeem(_ digest: [UInt8], expiresAt: Date) throws -> Bool {
        try database.run(Self.insert, .blob(digest), .date(expiresAt)) > 0
    }

    func removeExpired(before date: Date) throws {
        try database.send(Self.deleteExpired, .date(date))
    }
}
