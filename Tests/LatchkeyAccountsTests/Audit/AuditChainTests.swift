import Foundation
import GRDB
import LatchkeyTokens
import Testing

@testable import LatchkeyAccounts

@Suite("The chain of the audit log")
struct AuditChainTests {
    /// A log of ten sealed rows, five of them with personal detail.
    private struct Log {
        let fixture: Fixture
        let sealer: AuditSealer
        let verifier: AuditVerifier

        init(rows: Int = 10) async throws {
            fixture = try await Fixture()
            sealer = AuditSealer(storage: fixture.storage, masterKey: fixture.masterKey)
            verifier = AuditVerifier(storage: fixture.storage, masterKey: fixture.masterKey)
            try await append(rows)
            try await sealer.seal()
        }

        func append(_ count: Int) async throws {
            for number in 0..<count {
                let detail = number.isMultiple(of: 2) ? "192.0.2.\(number)" : nil
                try await fixture.storage.transaction { tx in
                    let digest = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 16)
                    try tx.audit.append(AuditEvent(.loginFailed, digest: digest, detail: detail))
                }
            }
        }

        /// Changes the database as somebody does who has the file and a shell.
        func tamper(_ sql: String) throws {
            let queue = try DatabaseQueue(path: fixture.directory.path + "/latchkey.db")
            try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
            try queue.close()
        }

        func fault(anchors: [AuditAnchor] = []) async throws -> AuditFault? {
            try await verifier.verify(anchors: anchors).fault
        }
    }

    @Test("every row is sealed once, in portions and across restarts, and the chain is whole [D5]")
    func whole() async throws {
        let log = try await Log(rows: 1)
        #expect(try await log.sealer.seal() == 0)
        try await log.append(1203)
        let again = AuditSealer(storage: log.fixture.storage, masterKey: log.fixture.masterKey)
        #expect(try await again.seal() == 1203)
        let verdict = try await log.verifier.verify()
        #expect(verdict.fault == nil)
        #expect(verdict.heads.map(\.length) == [1204])
        #expect(verdict.unsealed == 0)
        try await log.append(3)
        #expect(try await log.verifier.verify().unsealed == 3)
    }

    @Test(
        "tampering by hand is found, and the first broken place is named [D5]",
        arguments: [
            (
                "UPDATE audit_event SET kind = 'login_succeeded' WHERE sequence = 4",
                AuditFault.Kind.rowChanged, 4
            ),
            ("UPDATE audit_event SET recorded_at = recorded_at + 1 WHERE sequence = 4", .rowChanged, 4),
            ("UPDATE audit_event SET digest = NULL WHERE sequence = 4", .rowChanged, 4),
            ("UPDATE audit_event SET digest = x'00' WHERE sequence = 4", .rowChanged, 4),
            ("UPDATE audit_event SET account_id = zeroblob(16) WHERE sequence = 4", .rowChanged, 4),
            ("UPDATE audit_event SET session_id = x'01' WHERE sequence = 4", .rowChanged, 4),
            ("UPDATE audit_event SET reason = '' WHERE sequence = 4", .rowChanged, 4),
            ("UPDATE audit_event SET actor = 'command-line' WHERE sequence = 4", .rowChanged, 4),
            ("UPDATE audit_event SET seal = zeroblob(32) WHERE sequence = 4", .rowChanged, 4),
            ("UPDATE audit_event SET detail_seal = NULL WHERE sequence = 3", .rowChanged, 3),
            ("DELETE FROM audit_event WHERE sequence = 4", .rowMissing, 4),
            ("DELETE FROM audit_event WHERE sequence = 1", .rowMissing, 1),
            ("DELETE FROM audit_event WHERE sequence > 7", .tailMissing, 8),
            ("DELETE FROM audit_event", .tailMissing, 1),
            (
                "DELETE FROM audit_event WHERE sequence > 7; UPDATE audit_chain SET length = 7", .headChanged,
                nil
            ),
            (
                """
                DELETE FROM audit_event WHERE sequence > 7; UPDATE audit_chain SET length = 7, seal =
                (SELECT seal FROM audit_event WHERE sequence = 7)
                """, .headChanged, nil
            ),
            ("UPDATE audit_chain SET sealed_at = 0", .headChanged, nil),
            ("DELETE FROM audit_chain", .headMissing, nil),
            (
                """
                UPDATE audit_event SET chain_index = 99 WHERE sequence = 4;
                UPDATE audit_event SET chain_index = 4 WHERE sequence = 5;
                UPDATE audit_event SET chain_index = 5 WHERE sequence = 4
                """, .rowChanged, 4
            ),
            (
                """
                UPDATE audit_event SET sequence = 99 WHERE sequence = 4;
                UPDATE audit_event SET sequence = 4 WHERE sequence = 6
                """, .rowChanged, 4
            ),
            ("UPDATE audit_detail SET detail = '198.51.100.1' WHERE sequence = 3", .detailChanged, 3),
            ("UPDATE audit_detail SET salt = NULL WHERE sequence = 3", .detailChanged, 3),
            ("INSERT INTO audit_detail (sequence, detail) VALUES (4, '198.51.100.1')", .detailChanged, 4),
            (
                """
                INSERT INTO audit_event (sequence, recorded_at, kind, node, seal, chain_index)
                SELECT 50, recorded_at, kind, node, seal, 11 FROM audit_event WHERE sequence = 10
                """, .rowChanged, 11
            ),
            (
                """
                INSERT INTO audit_event (recorded_at, kind, node)
                SELECT recorded_at - 3600000, 'login_failed', node FROM audit_event WHERE sequence = 1
                """, .rowUnsealed, nil
            ),
            (
                """
                INSERT INTO audit_event (recorded_at, kind, node, seal, chain_index)
                SELECT recorded_at, kind, zeroblob(16), seal, chain_index FROM audit_event WHERE chain_index = 1
                """, .rowChanged, 1
            ),
            (
                """
                INSERT INTO audit_chain SELECT zeroblob(16), length, seal, sealed_at, mac FROM audit_chain
                """, .headChanged, nil
            ),
        ] as [(String, AuditFault.Kind, Int64?)]
    )
    func tampering(_ sql: String, _ kind: AuditFault.Kind, _ index: Int64?) async throws {
        let log = try await Log()
        #expect(try await log.fault() == nil)
        try log.tamper("PRAGMA foreign_keys = OFF; \(sql)")
        let fault = try await log.fault()
        #expect(fault?.kind == kind)
        #expect(fault?.index == index)
    }

    @Test("a chain of another master key is foreign, whole as it may be [D5]")
    func foreign() async throws {
        let log = try await Log()
        let verifier = AuditVerifier(storage: log.fixture.storage, masterKey: MasterKey())
        #expect(try await verifier.verify().fault?.kind == .headChanged)
        let sealer = AuditSealer(storage: log.fixture.storage, masterKey: MasterKey())
        try await log.append(1)
        let node = try #require(try await log.verifier.verify().heads.first?.node)
        await #expect(throws: AuditChainError.headUnusable(node: node)) { try await sealer.seal() }
    }

    @Test("a chain that was tampered with is not whitewashed by going on")
    func notWhitewashed() async throws {
        let log = try await Log()
        try log.tamper("DELETE FROM audit_chain")
        try await log.append(1)
        await #expect(throws: AuditChainError.self) { try await log.sealer.seal() }
        #expect(try await log.fault()?.kind == .headMissing)
    }

    @Test("going on behind a removed tail leaves the gap to be found")
    func removedTail() async throws {
        let log = try await Log()
        try log.tamper("DELETE FROM audit_event WHERE sequence > 7")
        try await log.append(5)
        try await log.sealer.seal()
        let fault = try await log.fault()
        #expect(fault?.kind == .rowMissing)
        #expect(fault?.index == 8)
    }

    @Test("an old state of the whole database is found by an anchor of a later one")
    func rollback() async throws {
        let log = try await Log()
        let saved = log.fixture.directory.path + "/saved.db"
        try log.tamper("VACUUM INTO '\(saved)'")
        try await log.append(4)
        try await log.sealer.seal()
        let anchor = AuditAnchor(try #require(try await log.verifier.verify().heads.first))
        #expect(AuditAnchor(anchor.text) == anchor)
        #expect(try await log.fault(anchors: [anchor]) == nil)
        // What a copied backup, laid over the rows, would leave.
        try log.tamper(
            """
            ATTACH '\(saved)' AS saved; DELETE FROM audit_event WHERE sequence > 10; DELETE FROM audit_chain;
            INSERT INTO audit_chain SELECT * FROM saved.audit_chain
            """
        )
        #expect(try await log.fault() == nil)
        let fault = try await log.fault(anchors: [anchor])
        #expect(fault?.kind == .anchorMissing)
        #expect(fault?.index == 14)
        try await log.append(4)
        try await log.sealer.seal()
        #expect(try await log.fault(anchors: [anchor])?.kind == .anchorMissing)
    }

    @Test("deleting an account erases the detail and leaves the chain whole [D5]")
    func erasure() async throws {
        let log = try await Log()
        let account = try await log.fixture.signUpAda().account
        _ = try? await log.fixture.logIn(password: Fixture.wrongPassword)
        _ = try await log.fixture.logIn()
        try await log.sealer.seal()
        #expect(try await log.verifier.verify().erasedDetails == 0)
        try await log.fixture.storage.transaction { try $0.accounts.delete(account.id) }
        try await log.sealer.seal()
        let verdict = try await log.verifier.verify()
        #expect(verdict.fault == nil)
        #expect(verdict.erasedDetails == 2)
        let kept = try await log.fixture.storage.read { tx in
            try tx.audit.events(matching: AuditFilter(account: account.id), before: nil, limit: 9)
        }
        #expect(kept.map(\.event.kind) == [.loginSucceeded, .loginFailed, .accountCreated])
        #expect(kept.allSatisfy { $0.event.detail == nil })
    }

    @Test("what is written while an actor is set is recorded with it, and nothing else")
    func actor() async throws {
        let fixture = try await Fixture()
        let account = try await fixture.signUpAda().account
        let admin = UUIDv7(at: fixture.clock.now)
        try await AuditActor.$current.withValue(.account(admin)) {
            try await fixture.accounts.lock(account.id)
        }
        try await AuditActor.$current.withValue(.commandLine) {
            try await fixture.accounts.unlock(account.id)
        }
        let events = try await fixture.storage.read { try $0.audit.events(after: 0, limit: 9) }
        #expect(
            events.map(\.event.actor) == [nil, .account(admin), .account(admin), .commandLine]
        )
        for actor in [AuditActor.account(admin), .client("c:1"), .commandLine] {
            #expect(AuditActor(actor.text) == actor)
        }
        #expect(AuditActor("account:x") == nil)
        #expect(AuditActor("root") == nil)
    }
}
