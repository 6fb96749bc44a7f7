import Foundation
import LatchkeyTokens
import TestRedis
import Testing

@testable import LatchkeyRedis

/// What the store of sessions does beyond what every store does.
struct RedisOpaqueSessionsTests {
    @Test("Redis forgets a session at its end, and a subject with its last session [B8] [C3]")
    func expiry() async throws {
        let process = try RedisProcess()
        let redis = try client(of: process)
        let sessions = OpaqueSessions(storage: RedisOpaqueSessions(redis), lifetime: 600, idleLifetime: 1)
        let started = try await sessions.start(TokenGrant(subject: "ada"), at: .now)
        #expect(try await sessions.resolve(started.token, at: .now).subject == "ada")
        #expect(try await redis.send(RedisCommand("DBSIZE")) == .integer(2))
        #expect(try await eventually { try await redis.send(RedisCommand("DBSIZE")) == .integer(0) })
        // Even at a time when it was live.
        await #expect(throws: TokenError(.invalid)) {
            try await sessions.resolve(started.token, at: .now - 2)
        }
    }

    @Test("a session that is used lives on, in Redis, too [B8] [C3]")
    func use() async throws {
        let process = try RedisProcess()
        let redis = try client(of: process)
        let sessions = OpaqueSessions(storage: RedisOpaqueSessions(redis), lifetime: 6000, idleLifetime: 600)
        let start = Date()
        let started = try await sessions.start(TokenGrant(subject: "ada"), at: start)
        _ = try await sessions.resolve(started.token, at: start + 300)
        for key in try await redis.send(RedisCommand("KEYS", "*")).values ?? [] {
            let left = try await redis.send(RedisCommand("PTTL", .init(key.octets ?? []))).number ?? 0
            // From the use on, however the clocks of client and server differ.
            #expect((590_000...600_000).contains(left), "\(key.text ?? "")")
        }
        #expect(try await sessions.sessions(of: "ada", at: start + 899).count == 1)
    }

    @Test(
        "a session that ended by itself is no longer listed, and does not stay in its subject's set [B8] [C3]"
    )
    func leftovers() async throws {
        let redis = try await testClient()
        let store = RedisOpaqueSessions(redis)
        let sessions = OpaqueSessions(storage: store, lifetime: 6000, idleLifetime: 600)
        let start = Date()
        for number in 0..<5 {
            _ = try await sessions.start(TokenGrant(subject: "ada"), at: start - 5000 + Double(number))
        }
        #expect(try await sessions.sessions(of: "ada", at: start).isEmpty)
        _ = try await sessions.start(TokenGrant(subject: "ada"), at: start)
        #expect(
            try await redis.send(RedisCommand("ZCARD", .init(redis.key("subject:", "ada".utf8))))
                == .integer(1)
        )
        #expect(try await sessions.endAll(of: "ada") == 1)
        #expect(
            try await redis.send(RedisCommand("EXISTS", .init(redis.key("subject:", "ada".utf8))))
                == .integer(0)
        )
    }

    @Test("lists somebody's sessions however many they are, each once and the newest first [B8] [C3]")
    func many() async throws {
        let sessions = OpaqueSessions(storage: RedisOpaqueSessions(try await testClient()))
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<600 {
                group.addTask {
                    let time = start + Double(number)
                    _ = try await sessions.start(TokenGrant(subject: "ada"), at: time)
                }
            }
            try await group.waitForAll()
        }
        let listed = try await sessions.sessions(of: "ada", at: start + 600)
        #expect(listed.map(\.createdAt) == (0..<600).reversed().map { start + Double($0) })
        #expect(try await sessions.endAll(of: "ada", except: listed[0].id) == 599)
        #expect(try await sessions.sessions(of: "ada", at: start + 600) == [listed[0]])
    }

    @Test("a server whose memory is full starts no session, and loses none [B8] [C3]")
    func full() async throws {
        let process = try RedisProcess()
        let redis = try client(of: process)
        let sessions = OpaqueSessions(storage: RedisOpaqueSessions(redis))
        let started = try await sessions.start(TokenGrant(subject: "ada"), at: .now)
        _ = try await redis.send(RedisCommand("CONFIG", "SET", "maxmemory", "1"))
        await #expect(throws: OpaqueSessionError.storeFull) {
            try await sessions.start(TokenGrant(subject: "ada"), at: .now)
        }
        _ = try await redis.send(RedisCommand("CONFIG", "SET", "maxmemory", "0"))
        #expect(try await sessions.resolve(started.token, at: .now).subject == "ada")
    }

    @Test(
        "without Redis a session is neither good nor bad: it is unavailable, and good again afterwards [B8] [C3]"
    )
    func gone() async throws {
        let process = try RedisProcess(keeps: true)
        let redis = try client(of: process)
        let sessions = OpaqueSessions(storage: RedisOpaqueSessions(redis))
        let started = try await sessions.start(TokenGrant(subject: "ada"), at: .now)
        process.kill()
        await #expect(throws: TokenError(.unavailable)) {
            try await sessions.resolve(started.token, at: .now)
        }
        try process.restart()
        #expect(try await eventually { (try? await sessions.resolve(started.token, at: .now)) != nil })
    }
}
