import Foundation
import LatchkeyPostgres
import TestPostgres
import Testing

struct OpeningTests {
    @Test("makes its tables once, however many nodes start at once over an empty database")
    func starts() async throws {
        let cluster = try await PostgresCluster.shared()
        try await cluster.withDatabase { url in
            try await withThrowingTaskGroup(of: PostgresStorage.self) { group in
                for _ in 0..<8 { group.addTask { try await PostgresStorage.open(PostgresOptions(url: url)) } }
                for try await storage in group {
                    try await storage.ping()
                    await storage.close()
                }
            }
            let name = String(try #require(url.split(separator: "/").last))
            let counts = try await cluster.execute(
                """
                SELECT (SELECT count(*) FROM latchkey.instance), (SELECT count(*) FROM latchkey.node),
                    (SELECT count(*) FROM latchkey.lock_slot), (SELECT count(*) FROM latchkey.log_position)
                """,
                in: name
            )
            #expect(counts == "1|1|1024|4")
        }
    }

    @Test("leaves a schema of a newer version alone")
    func newer() async throws {
        try await withDatabase(isSpoilt: true) { url in
            let name = String(try #require(url.split(separator: "/").last))
            let cluster = try await PostgresCluster.shared()
            try await cluster.execute("UPDATE latchkey.schema_version SET version = 1000000", in: name)
            await #expect(throws: PostgresStorageError.newerVersion(server: server(url))) {
                try await PostgresStorage.open(PostgresOptions(url: url))
            }
        }
    }

    @Test("says what is wrong with a server, a login and a database, and never the password")
    func refusals() async throws {
        let cluster = try await PostgresCluster.shared()
        let password = PostgresCluster.password
        let (good, none) = (cluster.url("postgres"), cluster.url("no_such_database"))
        let closed = good.replacing(":\(cluster.port)/", with: ":1/")
        let wrong = good.replacing(password, with: "wrong-password-of-mine")
        let cases: [(String, (PostgresStorageError) -> Bool)] = [
            (none, { if case .noDatabase = $0 { true } else { false } }),
            (closed, { if case .cannotConnect = $0 { true } else { false } }),
            (wrong, { if case .loginRefused = $0 { true } else { false } }),
            ("postgres://ada:\(password)@[::1/x", { $0 == .unusableURL }),
            ("postgres://ada:%zz\(password)@host/x", { $0 == .unusableURL }),
            ("postgres://ada:\(password)@host/x?no_such_option=1", { $0 == .unusableURL }),
            ("mysql://ada:\(password)@host/x", { $0 == .unusableURL }),
        ]
        for (url, isExpected) in cases {
            let error = await #expect(throws: PostgresStorageError.self) {
                try await PostgresStorage.open(PostgresOptions(url: url))
            }
            let found = try #require(error)
            #expect(isExpected(found), "\(found)")
            for secret in [password, "wrong-password-of-mine"] { #expect(!"\(found)".contains(secret)) }
            #expect(!"\(found)".contains("\n"))
        }
    }

    @Test("refuses a server without TLS where the URL asks for it, by libpq's sslmode")
    func encryption() async throws {
        let url = try await PostgresCluster.shared().url("postgres")
        for mode in ["require", "verify-full"] {
            let error = await #expect(throws: PostgresStorageError.self) {
                try await PostgresStorage.open(
                    PostgresOptions(url: "\(url)?sslmode=\(mode)&sslrootcert=system.pem")
                )
            }
            guard case .untrusted(_, let reason) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(reason.contains("does not support SSL, but SSL was required"))
        }
    }

    @Test("describes itself and its options without the password")
    func descriptions() async throws {
        try await withStorage { storage in
            let options = PostgresOptions(url: "postgres://ada:\(PostgresCluster.password)@host/x")
            #expect(!"\(options)".contains(PostgresCluster.password))
            #expect(!storage.name.contains(PostgresCluster.password))
            #expect(storage.name.hasPrefix("127.0.0.1:"))
        }
    }
}

/// Server, port and database of a URL.
func server(_ url: String) -> String { url.split(separator: "@").last.map(String.init) ?? url }
