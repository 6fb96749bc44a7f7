import Foundation
import LatchkeySQLite
import LatchkeyTokens

@testable import LatchkeyAccounts

/// The system that is compared with the model: a database, and two processes that serve it.
final class ModelledSystem {
    private let settings: ModelProcess.Settings
    private let masterKey = MasterKey()
    private let hasher: PasswordHasher
    private let clock: SettableClock
    private var directory: MemoryDirectory
    private var database: SQLiteStorage?
    private var processes: [ModelProcess] = []
    private var active = 0
    var clients: ModelledClients

    init(accounts: Int, settings: ModelProcess.Settings, clock: SettableClock) async throws {
        self.settings = settings
        self.clock = clock
        hasher = PasswordHasher(parameters: Fixture.cheap, threads: 1, queueLimit: 1000)
        clients = ModelledClients(codec: RefreshTokenCodec(masterKey))
        directory = try MemoryDirectory()
        try await open()
        for number in 0..<accounts {
            let password = ModelledClients.password(number, version: 1)
            let account = try await process.accounts.add(
                NewAccount(username: "account\(number)", password: password)
            )
            clients.accountIDs.append(account.id)
        }
    }

    /// The process that the steps reach at present.
    var process: ModelProcess { processes[active] }

    /// The next steps reach the other process, which has heard of everything by then.
    func turnToOtherProcess() async throws {
        active = (active + 1) % processes.count
        try await process.follow()
    }

    /// Closes the database, or leaves it as a kill would, and starts anew from what is in the files.
    func restart(afterCrash: Bool) async throws {
        let next = afterCrash ? try directory.afterCrash() : directory
        processes = []
        database = nil
        directory = next
        try await open()
    }

    private func open() async throws {
        let clock = clock
        let database = try SQLiteStorage(path: directory.path + "/latchkey.db", now: { clock.now })
        self.database = database
        active = 0
        for _ in 0..<2 {
            processes.append(
                try await ModelProcess(
                    database,
                    masterKey: masterKey,
                    hasher: hasher,
                    settings: settings,
                    at: clock.now
                )
            )
        }
    }

    /// The listed sessions by their numbers, with what is shown of them.
    func listed(of account: Int) async throws -> [Int: Session] {
        let listed = try await process.sessions.list(of: clients.accountIDs[account])
        return Dictionary(
            uniqueKeysWithValues: listed.map { session in
                (clients.held.firstIndex { $0.id == session.id } ?? -1, session)
            }
        )
    }

    /// How often each kind of event stands in the audit log.
    func audited() async throws -> [String: Int] {
        try await process.storage.read { tx in
            try tx.audit.events(after: 0, limit: 100_000).reduce(into: [:]) {
                $0[$1.event.kind.rawValue, default: 0] += 1
            }
        }
    }
}
