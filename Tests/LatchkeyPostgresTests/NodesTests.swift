import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import TestPostgres
import Testing

@testable import LatchkeyPostgres

/// Several storages over one database, as several nodes have.
struct NodesTests {
    @Test("takes the time from the server, unless a test brings its own")
    func time() async throws {
        try await withDatabase { url in
            let cluster = try await PostgresCluster.shared()
            let storage = try await PostgresStorage.open(PostgresOptions(url: url))
            let before = try await milliseconds(cluster)
            let now = try await storage.transaction { $0.now }
            let after = try await milliseconds(cluster)
            #expect((before...after).contains(Int64((now.timeIntervalSince1970 * 1000).rounded())))
            await storage.close()
        }
    }

    @Test("gives each serving node a chain of its own, and that of one that ended to the next")
    func leases() async throws {
        try await withDatabase { url in
            var storages: [PostgresStorage] = []
            for _ in 0..<3 {
                let storage = try await PostgresStorage.open(PostgresOptions(url: url))
                try await storage.joinNode()
                storages.append(storage)
            }
            var nodes: [UUIDv7] = []
            for storage in storages { nodes.append(try await storage.read { $0.auditChain.node }) }
            #expect(Set(nodes).count == 3)
            try await storages[0].joinNode()
            #expect(try await storages[0].read { $0.auditChain.node } == nodes[0])
            await storages[1].close()
            let next = try await PostgresStorage.open(PostgresOptions(url: url))
            try await next.joinNode()
            #expect(try await next.read { $0.auditChain.node } == nodes[1])
            for storage in [storages[0], storages[2], next] { await storage.close() }
        }
    }

    @Test("seals what a node left behind that was killed, once, and every chain verifies")
    func orphans() async throws {
        try await withDatabase { url in
            let clock = Clock()
            let masterKey = MasterKey()
            let killed = try await PostgresStorage.open(PostgresOptions(url: url), now: { clock.now })
            try await killed.joinNode()
            let others = [
                try await PostgresStorage.open(PostgresOptions(url: url), now: { clock.now }),
                try await PostgresStorage.open(PostgresOptions(url: url), now: { clock.now }),
            ]
            for other in others { try await other.joinNode() }
            for storage in [killed] + others {
                for _ in 0..<20 {
                    try await storage.transaction { try $0.audit.append(AuditEvent(.loginFailed)) }
                }
            }
            let sealers = others.map { AuditSealer(storage: $0, masterKey: masterKey) }
            for sealer in sealers { #expect(try await sealer.seal() == 20) }
            clock.advance(by: NodeLease.duration)
            for other in others { try await other.joinNode() }
            let sealed = try await withThrowingTaskGroup(of: Int.self) { group in
                for sealer in sealers { group.addTask { try await sealer.seal() } }
                return try await group.reduce(0, +)
            }
            #expect(sealed == 20)
            let verdict = try await AuditVerifier(storage: others[0], masterKey: masterKey).verify()
            #expect(verdict.fault == nil)
            #expect(verdict.unsealed == 0)
            #expect(verdict.heads.map(\.length) == [20, 20, 20])
            for storage in [killed] + others { await storage.close() }
        }
    }

    @Test("two sealers of one chain never break it")
    func sealers() async throws {
        try await withDatabase { url in
            let masterKey = MasterKey()
            let storages = [
                try await PostgresStorage.open(PostgresOptions(url: url)),
                try await PostgresStorage.open(PostgresOptions(url: url)),
            ]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for storage in storages {
                    let sealer = AuditSealer(storage: storage, masterKey: masterKey)
                    group.addTask {
                        for _ in 0..<40 {
                            try await storage.transaction {
                                try $0.audit.append(AuditEvent(.loginFailed, detail: "x"))
                            }
                        }
                    }
                    group.addTask { for _ in 0..<20 { _ = try? await sealer.seal() } }
                }
                try await group.waitForAll()
            }
            _ = try await AuditSealer(storage: storages[0], masterKey: masterKey).seal()
            let verdict = try await AuditVerifier(storage: storages[0], masterKey: masterKey).verify()
            #expect(verdict.fault == nil)
            #expect(verdict.heads.map(\.length) == [80])
            for storage in storages { await storage.close() }
        }
    }

    @Test("hears by NOTIFY of what another node revokes, rotates and records [A9]")
    func listens() async throws {
        try await withDatabase { url in
            var options = PostgresOptions(url: url)
            options.listenURL = url
            let (here, there) = (
                try await PostgresStorage.open(options), try await PostgresStorage.open(options)
            )
            let (changes, changed) = AsyncStream.makeStream(of: Void.self)
            let (events, recorded) = AsyncStream.makeStream(of: Void.self)
            here.changeSignal?.add(changed)
            here.auditSignal?.add(recorded)
            let listener = try ChangeListener.start(url: url, storage: here) { Issue.record("\($0)") }
            var (change, event) = (changes.makeAsyncIterator(), events.makeAsyncIterator())
            // What may have been missed before it listened: two logs and the audit log.
            _ = (await change.next(), await change.next(), await event.next())
            _ = try await there.transaction {
                try $0.revocations.append(.token(UUIDv7(at: $0.now)), expiresAt: $0.now + 9)
            }
            #expect(await change.next() != nil)
            try await there.transaction { try $0.audit.append(AuditEvent(.loginFailed)) }
            #expect(await event.next() != nil)
            await listener.stop()
            await here.close()
            await there.close()
        }
    }

    @Test("works through pgbouncer in transaction mode, with many callers on few connections")
    func pooler() async throws {
        try await withDatabase { direct in
            let cluster = try await PostgresCluster.shared()
            let pooler = try PoolerProcess(before: cluster)
            var options = PostgresOptions(url: pooler.url(of: direct))
            (options.preparesStatements, options.connections, options.listenURL) = (false, 20, direct)
            let nodes = [try await PostgresStorage.open(options), try await PostgresStorage.open(options)]
            let account = testAccount("ada")
            try await nodes[0].transaction { try $0.accounts.insert(account) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        try await nodes[number % 2].transaction { tx in
                            guard var found = try tx.accounts.account(account.id) else { return }
                            found.epoch += 1
                            try tx.accounts.update(found)
                            try tx.audit.append(AuditEvent(.accountChanged, account: account.id))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let (found, events) = try await nodes[1].read { tx in
                (
                    try tx.accounts.account(account.id),
                    try tx.audit.events(after: 0, limit: 200).map(\.sequence)
                )
            }
            #expect(found?.epoch == account.epoch + 100)
            #expect(events == Array(1...100))
            for node in nodes { await node.close() }
        }
    }

    private func milliseconds(_ cluster: PostgresCluster) async throws -> Int64 {
        let text = try await cluster.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        return try #require(Int64(text))
    }
}
