import Foundation
import LatchkeyAccounts
import LatchkeyTokens

@testable import LatchkeySQLite

/// The moment at which the tests take place.
let testTime = Date(timeIntervalSince1970: 1_800_000_000)

/// Opens the database of a directory under a clock that stands still.
func openStorage(_ directory: TemporaryDirectory) throws -> SQLiteStorage {
    try SQLiteStorage(path: directory.database, now: { testTime })
}

/// An account with a user name.
func testAccount(_ username: String) -> Account {
    Account(id: UUIDv7(at: testTime), email: nil, username: username, name: nil, createdAt: testTime)
}

/// Lets other tasks run until a condition holds, or a time limit ends the test.
func wait(until condition: () -> Bool) async {
    while !condition(), !Task.isCancelled { await Task.yield() }
}
