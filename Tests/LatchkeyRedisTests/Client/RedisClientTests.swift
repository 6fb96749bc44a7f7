import Foundation
import LatchkeyAccounts
import Synchronization
import TestRedis
import Testing

@testable import LatchkeyRedis

/// The client against a real server, and against what is none.
struct RedisClientTests {
    @Test("keeps any octets, under the database that the URL names [B8]")
    func octets() async throws {
        let process = try await RedisProcess.shared()
        let name = "test-\(UUID().uuidString)"
        let (first, second) = (
            try RedisClient(RedisServer(url: process.url)),
            try RedisClient(RedisServer(url: process.url + "/7"))
        )
        let content = (0...255).map { UInt8($0) } + Array("\r\n$5\r\n".utf8)
        #expect(
            try await second.send(RedisCommand("SET", .init(name), .init(content)))
                == .simple(Array("OK".utf8))
        )
        #expect(try await second.send(RedisCommand("GET", .init(name))) == .bulk(content))
        #expect(try await first.send(RedisCommand("GET", .init(name))) == .null)
    }

    @Test("answers each of many callers with what they asked, over one connection [B8]")
    func pipelining() async throws {
        let redis = try await testClient()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<2000 {
                group.addTask {
                    let text = Array("\(number)".utf8)
                    let reply = try await redis.send(RedisCommand("ECHO", .init(text)))
                    #expect(reply == .bulk(text))
                }
            }
            try await group.waitForAll()
        }
        #expect(redis.status.connections == 1)
        #expect(redis.status.commands == 2000)
        #expect(redis.status.availability == .reachable)
    }

    @Test("refuses a command when too many wait, and goes on with the others [B8]")
    func backPressure() async throws {
        let process = try RedisProcess()
        let redis = try client(of: process) { $0.commandsInFlight = 8 }
        try await redis.ping()
        process.freeze()
        let outcomes = try await withThrowingTaskGroup(of: RedisError?.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    do throws(RedisError) {
                        try await redis.ping()
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            var outcomes: [RedisError?] = []
            for try await outcome in group {
                outcomes.append(outcome)
                // All that were too many have been told so by now.
                if outcomes.count == 32 { process.thaw() }
            }
            return outcomes
        }
        #expect(outcomes.count { $0 == nil } == 8)
        #expect(outcomes.count { $0 == .overloaded(server: redis.server.name) } == 32)
        try await redis.ping()
        #expect(redis.status.connections == 1)
    }

    @Test("gives up a server that does not answer in time, and comes back by itself when it does [B8]")
    func hanging() async throws {
        let process = try RedisProcess()
        let told = Told<RedisAvailability>()
        let redis = try client(of: process) { options in
            options.commandTimeout = .milliseconds(200)
            options.connectTimeout = .milliseconds(200)
        } changed: {
            told.add($0)
        }
        #expect(try await eventually { (try? await redis.ping()) != nil })
        process.freeze()
        await #expect(throws: RedisError.timedOut(server: redis.server.name)) { try await redis.ping() }
        // From the next failure on nobody waits any more.
        #expect(
            try await eventually { if case .unreachable = redis.status.availability { true } else { false } }
        )
        let start = ContinuousClock.now
        for _ in 0..<100 {
            await #expect(throws: RedisError.self) { try await redis.ping() }
        }
        #expect(ContinuousClock.now - start < .seconds(2))
        process.thaw()
        #expect(try await eventually { (try? await redis.ping()) != nil })
        #expect(told.values.first == .reachable)
        #expect(told.values.last == .reachable)
        #expect(told.values.contains(.unreachable(.timedOut(server: redis.server.name))))
    }

    @Test("fails at once while the server is gone, and finds it again when it is back [B8]")
    func restart() async throws {
        let process = try RedisProcess(keeps: true)
        let told = Told<RedisAvailability>()
        let redis = try client(of: process) { _ in
        } changed: {
            told.add($0)
        }
        _ = try await redis.send(RedisCommand("SET", "k", "v"))
        process.kill()
        #expect(
            try await eventually { if case .unreachable = redis.status.availability { true } else { false } }
        )
        await #expect(throws: RedisError.self) { try await redis.ping() }
        try process.restart()
        #expect(try await eventually { (try? await redis.ping()) != nil })
        #expect(try await redis.send(RedisCommand("GET", "k")) == .bulk(Array("v".utf8)))
        #expect(told.values.count { $0 == .reachable } == 2)
        #expect((3...4).contains(told.values.count))
        #expect(redis.status.connections == 2)
        #expect(redis.status.failures > 0)
    }

    @Test("makes a new connection at once for whoever comes after the old one was cut [B8]")
    func cut() async throws {
        let process = try RedisProcess()
        // As if it had lasted long enough to be a good one.
        let redis = try client(of: process) { $0.probation = .zero }
        try await redis.ping()
        let other = try client(of: process)
        _ = try await other.send(RedisCommand("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"))
        #expect(try await eventually { redis.status.connections == 2 })
        try await redis.ping()
        #expect(redis.status.failures == 0)
    }

    @Test("notices an idle connection that was cut without a word [B8]")
    func idle() async throws {
        let process = try RedisProcess()
        let redis = try client(of: process) { options in
            options.idleCheck = .milliseconds(50)
            options.commandTimeout = .milliseconds(200)
        }
        #expect(try await eventually { (try? await redis.ping()) != nil })
        process.freeze()
        #expect(
            try await eventually { if case .unreachable = redis.status.availability { true } else { false } }
        )
        process.thaw()
        #expect(try await eventually { redis.status.availability == .reachable })
    }

    @Test(
        "says what answers when it is not Redis [B8]",
        arguments: [
            ("HTTP/1.1 400 Bad Request\r\n\r\n", RESPError.unknownType(0x48)), ("+OK\n", .malformed),
            ("*9999999\r\n", .tooManyElements), ("+OK\r\n+OK\r\n", .malformed),
        ]
    )
    func impostor(_ answer: String, _ fault: RESPError) async throws {
        let impostor = try await Impostor.start(answering: answer)
        let redis = try RedisClient(RedisServer(host: "127.0.0.1", port: impostor.port))
        let error = await #expect(throws: RedisError.self) {
            try await redis.ping()
            // What comes unasked ends a connection that seemed good.
            for _ in 0..<200 {
                try await redis.ping()
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        #expect(error == .notRedis(server: redis.server.name, fault: fault))
        try await impostor.stop()
    }

    @Test("runs a script that the server has forgotten [B8]")
    func scripts() async throws {
        let process = try RedisProcess()
        let redis = try client(of: process)
        let script = RedisScript("return {KEYS[1], ARGV[1]}")
        for _ in 0..<2 {
            let answer = try await redis.run(script, keys: [[1]], "a")
            #expect(answer == .array([.bulk([1]), .bulk([0x61])]))
            _ = try await redis.send(RedisCommand("SCRIPT", "FLUSH"))
        }
    }

    @Test("waits longer before each try, and never as long as others [B8]")
    func delays() {
        var delay = ReconnectDelay(.milliseconds(100)...(.seconds(1)))
        let waits = (0..<6).map { _ in delay.next() }
        for (wait, most) in zip(waits, [100, 200, 400, 800, 1000, 1000]) {
            #expect((Duration.milliseconds(most / 2)...Duration.milliseconds(most)).contains(wait))
        }
        delay.reset()
        #expect(delay.next() <= .milliseconds(100))
        #expect(Set((0..<20).map { _ in delay.next() }).count > 1)
    }

    @Test("fails after it was closed, and says so [B8]")
    func closing() async throws {
        let redis = try await testClient()
        try await redis.ping()
        redis.close()
        await #expect(throws: RedisError.closed(server: redis.server.name)) { try await redis.ping() }
    }

    @Test("tells what a server says of itself [B8]")
    func inspection() async throws {
        let process = try RedisProcess(
            keeps: true,
            options: ["--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"]
        )
        let inspection = try await client(of: process).inspect()
        #expect(inspection.evictionPolicy == "allkeys-lru")
        #expect(inspection.memoryLimit == 104_857_600)
        #expect(inspection.evicts && inspection.mayEvict && inspection.hasAppendOnlyFile)
        #expect(!inspection.isReplica && !inspection.isCluster)
        let plain = try await testClient().inspect()
        #expect(!plain.evicts && !plain.mayEvict && !plain.hasAppendOnlyFile)
    }
}
