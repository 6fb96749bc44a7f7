import Foundation
import LatchkeyAccounts
import LatchkeyPostgres
import LatchkeyTokens
import Synchronization
import TestPostgres

/// An empty database with the tables, for one test alone; the next may get it emptied, unless `isSpoilt` for others.
func withDatabase<Result>(
    isSpoilt: Bool = false,
    _ body: (String) async throws -> Result
) async throws -> Result {
    let name = try await Shelf.shared.take()
    let result = try await body(PostgresCluster.shared().url(name))
    if !isSpoilt { try await Shelf.shared.putBack(name) }
    return result
}

/// A storage over a database of its own, closed and dropped behind the test.
func withStorage<Result>(
    _ change: (inout PostgresOptions) -> Void = { _ in },
    _ body: (PostgresStorage) async throws -> Result
) async throws -> Result {
    try await withDatabase { url in
        var options = PostgresOptions(url: url)
        change(&options)
        let storage = try await PostgresStorage.open(options)
        let result = try await body(storage)
        await storage.close()
        return result
    }
}

/// The databases that no test has at the moment: making one takes longer than emptying one.
private actor Shelf {
    static let shared = Shelf()

    private static let template = "latchkey_template"
    private static let tables = [
        "account", "account_import", "account_import_refusal", "audit_chain", "audit_cursor", "audit_event",
        "client",
        "client_assertion", "known_device", "login_failure", "mail", "one_time_token", "opaque_session",
        "revocation",
        "ring_key", "status_place", "webhook_delivery",
    ]

    private var free: [String] = []
    private lazy var making = Task {
        let cluster = try await PostgresCluster.shared()
        let url = try await cluster.makeDatabase(named: Self.template)
        let storage = try await PostgresStorage.open(PostgresOptions(url: url))
        await storage.close()
    }

    func take() async throws -> String {
        try await making.value
        if let name = free.popLast() { return name }
        let name = PostgresCluster.newName()
        _ = try await PostgresCluster.shared().makeDatabase(named: name, template: Self.template)
        return name
    }

    func putBack(_ name: String) async throws {
        let deletions = Self.tables.map { "DELETE FROM latchkey.\($0);" }.joined()
        try await PostgresCluster.shared().execute(
            """
            \(deletions) UPDATE latchkey.log_position SET position = 0;
            UPDATE latchkey.instance SET node = gen_random_uuid(), master_key_check = NULL, carried_keys = NULL;
            INSERT INTO latchkey.node (id, leased_until) SELECT node, 0 FROM latchkey.instance;
            DELETE FROM latchkey.node WHERE id NOT IN (SELECT node FROM latchkey.instance);
            UPDATE latchkey.node SET holder = NULL, leased_until = 0
            """,
            in: name
        )
        free.append(name)
    }
}

/// The moment at which tests take place that need no other.
let testTime = Date(timeIntervalSince1970: 1_800_000_000)

/// An account with a user name.
func testAccount(_ username: String) -> Account {
    Account(id: UUIDv7(at: testTime), email: nil, username: username, name: nil, createdAt: testTime)
}

/// A clock that stands still until it is told to move.
final class Clock: Sendable {
    private let time = Mutex(testTime)

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}

/// How often something was run.
final class Runs: Sendable {
    private let runs = Mutex(0)

    var count: Int { runs.withLock { $0 } }

    func next() -> Int {
        runs.withLock { runs in
            runs += 1
            return runs
        }
    }
}
