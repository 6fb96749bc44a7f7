import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import TestRedis
import Testing

@testable import LatchkeyRedis

/// Whether a wait is what is left of a window of a minute: more than for attempts that are undecided.
private func isRestOfWindow(_ wait: Int?) -> Bool { (2...60).contains(wait ?? 0) }

/// Counts of attempts that several nodes share.
struct RedisAttemptCountersTests {
    /// Two nodes, each with a connection of its own.
    private func nodes() async throws -> (RedisAttemptCounters, RedisAttemptCounters, RedisClient) {
        let prefix = "test-\(UUID().uuidString)"
        let clients = (
            try await testClient { $0.prefix = prefix }, try await testClient { $0.prefix = prefix }
        )
        return (RedisAttemptCounters(clients.0), RedisAttemptCounters(clients.1), clients.0)
    }

    @Test("what one node counts the other refuses, for the rest of the window [B8]")
    func shared() async throws {
        let (here, there, _) = try await nodes()
        for _ in 0..<3 {
            #expect(try await here.reserve("a", limit: 3, period: 60) == nil)
            try await here.count("a", period: 60)
        }
        #expect(isRestOfWindow(try await there.reserve("a", limit: 3, period: 60)))
        #expect(isRestOfWindow(try await there.wait("a", limit: 3)))
        #expect(try await there.wait("a", limit: 4) == nil)
        #expect(try await there.reserve("b", limit: 3, period: 60) == nil)
    }

    @Test("attempts that are undecided on one node are in the way of the other's for a second at a time [B8]")
    func undecided() async throws {
        let (here, there, _) = try await nodes()
        #expect(try await here.reserve("a", limit: 2, period: 60) == nil)
        #expect(try await there.reserve("a", limit: 2, period: 60) == nil)
        #expect(try await here.reserve("a", limit: 2, period: 60) == 1)
        #expect(try await here.wait("a", limit: 2) == nil)
        try await there.release("a")
        #expect(try await here.reserve("a", limit: 2, period: 60) == nil)
    }

    @Test("needs no more of Redis than the documentation says [B8]")
    func permissions() async throws {
        let process = try RedisProcess()
        let administrator = try client(of: process)
        let rule =
            "on >secret ~latchkey:* &latchkey:* +@connection +@scripting +@hash +@keyspace +@pubsub +info"
        let arguments = ["SETUSER", "least"] + rule.split(separator: " ").map(String.init)
        _ = try await administrator.send(RedisCommand("ACL", arguments.map { .init($0) }))
        let redis = try RedisClient(RedisServer(url: "redis://least:secret@127.0.0.1:\(process.port)"))
        let counters = RedisAttemptCounters(redis)
        #expect(try await counters.reserve("a", limit: 2, period: 60) == nil)
        try await counters.count("a", period: 60)
        #expect(try await counters.reserve("a", limit: 2, period: 60) == nil)
        try await counters.release("a")
        #expect(isRestOfWindow(try await counters.wait("a", limit: 1)))
        #expect(try await redis.inspect().mayEvict == false)
        let listening = Told<Void>()
        let propagation = RedisPropagation(
            redis,
            telling: nil,
            waking: nil,
            listening: { listening.add(()) },
            failed: { Issue.record($0) }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await propagation.run() }
            let isListening = try await eventually { !listening.values.isEmpty }
            #expect(isListening)
            group.cancelAll()
        }
        _ = try await redis.send(RedisCommand("PUBLISH", .init(redis.key("changes")), "x"))
        await #expect(throws: RedisError.refused(server: redis.server.name, code: "NOPERM")) {
            try await redis.send(RedisCommand("GET", "foreign"))
        }
    }

    @Test("of many parallel attempts on two nodes no more are let through than may be [B8]")
    func parallel() async throws {
        let (here, there, _) = try await nodes()
        let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                let node = number % 2 == 0 ? here : there
                group.addTask { try await node.reserve("a", limit: 30, period: 60) == nil }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 30)
    }

    @Test("a window ends by itself, and so does one in which nothing counted [B8]")
    func windows() async throws {
        let (here, _, redis) = try await nodes()
        let key = redis.key("limit:", "a".utf8)
        #expect(try await here.reserve("a", limit: 1, period: 60) == nil)
        let left = try await redis.send(RedisCommand("PTTL", .init(key))).number ?? 0
        #expect((1...60_000).contains(left))
        try await here.release("a")
        #expect(try await redis.send(RedisCommand("EXISTS", .init(key))) == .integer(0))
        // Given back once too often: nothing is below nothing.
        try await here.release("a")
        #expect(try await here.reserve("a", limit: 1, period: 60) == nil)
        // Over while the attempt was still undecided: it counts in a new window.
        _ = try await redis.send(RedisCommand("DEL", .init(key)))
        try await here.count("a", period: 60)
        #expect(isRestOfWindow(try await here.reserve("a", limit: 1, period: 60)))
        _ = try await redis.send(RedisCommand("PEXPIRE", .init(key), "1"))
        #expect(try await eventually { try await here.wait("a", limit: 1) == nil })
        #expect(try await here.reserve("a", limit: 1, period: 60) == nil)
    }
}

/// Limits over Redis as the rest of the program uses them.
struct SharedLimitsTests {
    private let masterKey = MasterKey()

    private func throttle(
        _ redis: RedisClient,
        _ onFailure: SharedLimitsFailure,
        limit: Int = 2
    ) -> AttemptThrottle {
        let shared = SharedLimits(RedisAttemptCounters(redis), onFailure: onFailure, masterKey: masterKey)
        return AttemptThrottle("login", limit: limit, period: 60, shared: shared)
    }

    private func fail(_ throttle: AttemptThrottle, from address: String = "192.0.2.1") async throws -> Int? {
        switch try await throttle.admit(address, at: Date()) {
        case .refused(let wait): return wait
        case .admitted(let attempt):
            await attempt.count(at: Date())
            return nil
        }
    }

    @Test("failures on one node are refused on the other, by IPv4 address and IPv6 network [B8]")
    func shared() async throws {
        let redis = try await testClient()
        let (here, there) = (throttle(redis, .closed), throttle(redis, .closed))
        #expect(try await fail(here) == nil)
        #expect(try await fail(there) == nil)
        #expect(isRestOfWindow(try await fail(here)))
        #expect(isRestOfWindow(try await there.wait("192.0.2.1", at: Date())))
        #expect(try await fail(here, from: "192.0.2.2") == nil)
        #expect(try await fail(here, from: "2001:db8::1") == nil)
        #expect(try await fail(there, from: "2001:db8::2") == nil)
        #expect(isRestOfWindow(try await fail(here, from: "2001:db8::3")))
    }

    @Test("Redis never sees an address [B8]")
    func addresses() async throws {
        let process = try RedisProcess()
        let redis = try client(of: process)
        _ = try await fail(throttle(redis, .closed), from: "192.0.2.77")
        let keys = try await redis.send(RedisCommand("KEYS", "*")).values?.compactMap(\.text) ?? []
        #expect(keys.count == 1)
        #expect(!keys.joined().contains("192"))
        #expect(keys.joined().contains(":limit:login:"))
    }

    @Test(
        "without Redis a node counts by itself when open, and refuses when closed; both come back by themselves [B8]"
    )
    func failure() async throws {
        let process = try RedisProcess()
        let redis = try client(of: process)
        let (open, closed) = (throttle(redis, .open, limit: 3), throttle(redis, .closed, limit: 3))
        #expect(try await fail(open) == nil)
        process.kill()
        #expect(
            try await eventually { if case .unreachable = redis.status.availability { true } else { false } }
        )
        // One failure counts already, from before.
        #expect(try await fail(open) == nil)
        #expect(try await fail(open) == nil)
        #expect(try await fail(open) ?? 0 > 1)
        for _ in 0..<5 {
            let error = await #expect(throws: RedisError.self) { try await fail(closed) }
            #expect(error?.isTransient == true)
        }
        try process.restart()
        #expect(try await eventually { (try? await redis.ping()) != nil })
        // What was refused did not count.
        for _ in 0..<3 { #expect(try await fail(closed) == nil) }
        #expect(isRestOfWindow(try await fail(closed)))
    }
}
