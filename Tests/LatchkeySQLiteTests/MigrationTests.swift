import Foundation
import GRDB
import LatchkeyAccounts
import LatchkeySQL
import LatchkeyTokens
import Testing

@testable import LatchkeySQLite

@Suite("Migrations")
struct MigrationTests {
    /// Takes everything back that later versions have added.
    private static let backToVersion1 = """
        DROP TABLE one_time_token;
        DROP TABLE opaque_session;
        DROP TABLE account_import;
        DROP TABLE factor;
        DROP TABLE recovery_code;
        DROP TABLE known_device;
        ALTER TABLE session DROP COLUMN device_name;
        ALTER TABLE session DROP COLUMN device_digest;
        DROP TABLE account_import_refusal;
        DROP TABLE client;
        DROP TABLE client_assertion;
        DROP INDEX session_client;
        ALTER TABLE session DROP COLUMN audience;
        DROP TABLE mail;
        DROP TABLE email_change;
        DROP TABLE audit_cursor;
        DROP TABLE audit_chain;
        DROP TABLE webhook_delivery;
        DROP TABLE status_position;
        DROP TABLE status_place;
        DROP TABLE revocation_pack;
        DROP INDEX role_grant_role;
        DROP INDEX audit_event_unsealed;
        DROP INDEX audit_event_chain;
        DROP INDEX audit_event_kind;
        ALTER TABLE audit_event DROP COLUMN actor;
        ALTER TABLE audit_event DROP COLUMN chain_index;
        ALTER TABLE audit_event DROP COLUMN detail_seal;
        ALTER TABLE audit_detail DROP COLUMN salt;
        ALTER TABLE revocation DROP COLUMN name;
        ALTER TABLE instance DROP COLUMN carried_keys;
        DROP INDEX session_status;
        DELETE FROM grdb_migrations WHERE identifier <> '1 accounts, sessions, keys';
        """

    @Test("a database of version 1 keeps its revocations and takes those by name behind them")
    func fromVersion1() async throws {
        let directory = try TemporaryDirectory()
        let id = UUIDv7(at: testTime)
        let old: Revocation
        do {
            old = try await openStorage(directory).transaction { tx in
                try tx.revocations.append(.account(id, epochBelow: 7), expiresAt: testTime + 900)
            }
        }
        let queue = try DatabaseQueue(path: directory.database)
        try await queue.write { database in
            try database.execute(sql: Self.backToVersion1)
        }
        try queue.close()

        let storage = try openStorage(directory)
        let new = try await storage.appendRevocation(.namedSession("web-17"), expiresAt: testTime + 900)
        #expect(new.sequence > old.sequence)
        #expect(try await storage.revocations(after: 0, limit: 9) == [old, new])
        let started = try await OpaqueSessions(storage: storage).start(
            TokenGrant(subject: "ada"),
            at: testTime
        )
        #expect(try await storage.opaqueSessions(subject: "ada", at: testTime) == [started.session])
    }

    @Test("a copy of the database holds no token and no session that could be used [A7] [E2]")
    func digestsOnly() async throws {
        let directory = try TemporaryDirectory()
        let storage = try openStorage(directory)
        let session = try await OpaqueSessions(storage: storage).start(
            TokenGrant(subject: "ada"),
            at: testTime
        )
        let token = try await OneTimeTokens(storage: storage)
            .issue(purpose: .passwordReset, subject: "ada", lifetime: 900, at: testTime)
        let files = try directory.files().map { URL(fileURLWithPath: "\(directory.path)/\($0)") }
        let copy = try files.reduce(into: Data()) { $0 += try Data(contentsOf: $1) }
        #expect(copy.range(of: Data("password_reset".utf8)) != nil, "the records are in the copy")
        for secret in [session.token, token] {
            let text = String(secret.dropFirst(4))
            #expect(copy.range(of: Data(text.utf8)) == nil)
            let octets = try #require(Data(base64Encoded: base64(text)))
            #expect(copy.range(of: octets.prefix(32)) == nil)
        }
    }

    private func base64(_ text: String) -> String {
        text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    }
}
