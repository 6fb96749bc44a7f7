import Foundation
import LatchkeySQLite
import LatchkeyTokens

@testable import LatchkeyAccounts

/// A system with one account, whose sessions begin without a password, on a clock of its own.
struct SoakFixture: Sendable {
    static let environment = ProcessInfo.processInfo.environment

    let clock = SettableClock(Fixture.start)
    let process: ModelProcess
    private let directory: MemoryDirectory
    private let database: SQLiteStorage
    private let account: Account

    init() async throws {
        directory = try MemoryDirectory()
        database = try SQLiteStorage(path: directory.path + "/latchkey.db", now: { [clock] in clock.now })
        process = try await ModelProcess(
            database,
            masterKey: MasterKey(),
            hasher: PasswordHasher(parameters: Fixture.cheap),
            // The real limits: what the model shortens is not shortened here.
            settings: ModelProcess.Settings(policy: SessionPolicy()),
            at: clock.now
        )
        account = try await process.accounts.add(
            NewAccount(username: "ada", password: Fixture.password)
        )
    }

    /// How many requests shared how many commits.
    var commits: CommitFigures { database.commitFigures }

    func signIn(from client: ClientContext) async throws -> SignIn {
        let proof = SignInProof(account: account.id, epoch: account.epoch, methods: ["pwd"], client: client)
        guard let signIn = try await process.gate.admit(proof) else { throw AccountError.invalidCredentials }
        return signIn
    }

    func isAccepted(_ accessToken: String) -> Bool {
        (try? process.verifier.verify(accessToken, at: clock.now)) != nil
    }

    /// What the audit log holds above a place, without the sign-ins.
    func audited(after sequence: Int64 = 0) async throws -> [RecordedAuditEvent] {
        try await process.storage.read { tx in
            var events: [RecordedAuditEvent] = []
            var last = sequence
            while true {
                let page = try tx.audit.events(after: last, limit: 1000)
                events += page.filter {
                    ![.loginSucceeded, .deviceAdded, .accountCreated].contains($0.event.kind)
                }
                guard let end = page.last else { return events }
                last = end.sequence
            }
        }
    }

    /// A number from the environment, or the short form's.
    static func number(_ name: String, or short: Int) -> Int {
        environment[name].flatMap { Int($0) } ?? short
    }

    /// The seed of this run, printed so that it can be set again.
    static func seed(of what: String) -> UInt64 {
        let seed =
            environment["LATCHKEY_SOAK_SEED"].flatMap { UInt64($0) } ?? .random(in: 0..<1_000_000_000)
        print("\(what): LATCHKEY_SOAK_SEED=\(seed)")
        return seed
    }
}
