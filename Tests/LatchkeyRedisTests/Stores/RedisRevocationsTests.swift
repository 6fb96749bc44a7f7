import Foundation
import LatchkeyTokens
import ServiceLifecycle
import TestRedis
import Testing

@testable import LatchkeyRedis

/// Revocations that processes share through Redis, and messages about those that they share otherwise.
struct RedisRevocationsTests {
    @Test("what one process revokes the others refuse at once, without waiting for their next look [A9] [B8]")
    func propagation() async throws {
        let prefix = "test-\(UUID().uuidString)"
        let logs = [
            RedisRevocations(try await testClient { $0.prefix = prefix }),
            RedisRevocations(try await testClient { $0.prefix = prefix }),
        ]
        let list = RevocationList()
        let told = Told<Void>()
        let follower = TokenStateFollower(
            storage: WatchedLog(log: logs[1], looks: told),
            revocations: list,
            interval: .seconds(3600),
            failed: { Issue.record($0) }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            let propagation = logs[1].propagation { Issue.record($0) }
            group.addTask { try await follower.run() }
            group.addTask { try await propagation.run() }
            // One look at the start, one for whatever was missed before it listened.
            #expect(try await eventually { told.values.count >= 2 })
            let revocations = try await Revocations.open(
                log: logs[0],
                list: RevocationList(),
                longestLifetime: 900
            )
            try await revocations.revoke(session: "web-17", at: Date())
            #expect(try await eventually { list.count == 1 })
            group.cancelAll()
        }
    }

    @Test("numbers go on growing when Redis has lost everything, so that followers miss nothing [A9] [B8]")
    func lostData() async throws {
        let process = try RedisProcess()
        let redis = try client(of: process)
        let log = RedisRevocations(redis)
        let list = RevocationList()
        list.follow([try await log.appendRevocation(.token(named: "a"), expiresAt: .now + 900)])
        _ = try await redis.send(RedisCommand("FLUSHALL"))
        #expect(try await log.changeMarker() == 0)
        let next = try await log.appendRevocation(.token(named: "b"), expiresAt: .now + 900)
        #expect(next.sequence > list.sequence)
        #expect(
            try await log.revocations(after: list.sequence, limit: 9).map(\.target) == [.token(named: "b")]
        )
    }

    @Test("revocations outlive the end of a server that keeps them [A9] [B8]")
    func durability() async throws {
        let process = try RedisProcess(keeps: true)
        let log = RedisRevocations(try client(of: process))
        let made = try await log.appendRevocation(
            .session(named: "s"),
            expiresAt: Date(milliseconds: 2_000_000_000_000)
        )
        process.kill()
        try process.restart()
        #expect(try await eventually { (try? await log.changeMarker()) != nil })
        #expect(try await log.revocations(after: 0, limit: 9) == [made])
    }

    @Test("reads thousands of revocations in portions, each once and in order [A9] [B8]")
    func portions() async throws {
        let log = RedisRevocations(try await testClient())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<2500 {
                group.addTask {
                    _ = try await log.appendRevocation(.token(named: "\(number)"), expiresAt: .now + 900)
                }
            }
            try await group.waitForAll()
        }
        let all = try await log.revocations(after: 0, limit: 100_000)
        #expect(all.count == 2500)
        #expect(all.map(\.sequence) == all.map(\.sequence).sorted())
        #expect(Set(all.map(\.target)).count == 2500)
        #expect(try await log.revocations(after: all[2000].sequence, limit: 3) == Array(all[2001...2003]))
        try await log.removeRevocations(expiredAt: .distantFuture)
        #expect(try await log.revocations(after: 0, limit: 9).isEmpty)
    }

    @Test("an entry that cannot be read stops whoever follows: it may be a revocation [A9] [B8]")
    func unreadable() async throws {
        let redis = try await testClient()
        let log = RedisRevocations(redis)
        _ = try await redis.send(
            RedisCommand("ZADD", .init(redis.key("revocations")), "7", #"7{"kind":"whole_house"}"#)
        )
        await #expect(
            throws: RedisError.unexpectedAnswer(server: redis.server.name, command: "ZRANGEBYSCORE")
        ) {
            try await log.revocations(after: 0, limit: 9)
        }
    }

    @Test(
        "a node wakes the others when it has revoked, not itself, and wakes once it listens again [A9] [B8]"
    )
    func nodes() async throws {
        let process = try RedisProcess()
        let here = (
            list: RevocationList(), signal: ChangeSignal(), redis: try client(of: process) { $0.prefix = "x" }
        )
        let there = (
            list: RevocationList(), signal: ChangeSignal(), redis: try client(of: process) { $0.prefix = "x" }
        )
        let listening = Told<Void>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in [here, there] {
                let propagation = RedisPropagation(
                    node.redis,
                    telling: node.list.additions,
                    waking: node.signal,
                    listening: { listening.add(()) }
                )
                group.addTask { try await propagation.run() }
            }
            #expect(try await eventually { listening.values.count == 2 })
            let (heard, own) = (wakes(of: there.signal), wakes(of: here.signal))
            here.list.add(.token(named: "t"), expiresAt: .now + 900)
            #expect(try await eventually { heard.values.count == 1 })
            #expect(own.values.isEmpty)
            process.kill()
            try process.restart()
            // What may have been missed meanwhile.
            #expect(try await eventually { listening.values.count == 4 && heard.values.count >= 2 })
            // Told however long the connection for commands takes to come back.
            there.list.add(.token(named: "u"), expiresAt: .now + 900)
            #expect(try await eventually { own.values.count >= 2 })
            group.cancelAll()
        }
    }

    private func wakes(of signal: ChangeSignal) -> Told<Void> {
        let told = Told<Void>()
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        signal.add(continuation)
        Task { for await _ in stream { told.add(()) } }
        return told
    }
}

/// Counts how often somebody looks whether anything has changed.
private struct WatchedLog: RevocationStorage {
    let log: RedisRevocations
    let looks: Told<Void>

    var changeSignal: ChangeSignal? { log.changeSignal }

    func revocations(after sequence: Int64, limit: Int) async throws -> [Revocation] {
        try await log.revocations(after: sequence, limit: limit)
    }

    func changeMarker() async throws -> Int64 {
        defer { looks.add(()) }
        return try await log.changeMarker()
    }
}
