import Foundation
import LatchkeyJOSE
import TestRedis
import Testing

extension BlackBox {
    /// What `latchkey doctor` says of Redis, and what a server says that cannot use it.
    @Suite struct RedisCheckupTests {
        private func examine(_ environment: [String: String]) async throws -> (status: Int32, redis: [String])
        {
            let folder = try TemporaryFolder()
            let outcome = try await Program.run(
                ["doctor", "--json", "--data", folder.data],
                environment: environment
            )
            let answer = try JSONObject(json: outcome.output)
            guard case .array(let findings)? = answer["findings"] else { return (outcome.status, []) }
            let redis = try findings.compactMap { finding -> String? in
                guard case .object(let object) = finding, try object.string("area") == "redis" else {
                    return nil
                }
                let change = try? object.string("change")
                return
                    "\(try object.string("severity") ?? ""): \(try object.string("text") ?? "") → \((change ?? nil) ?? "")"
            }
            return (outcome.status, redis)
        }

        @Test(
            "the doctor says that Redis answers, that it would forget keys, or what is wrong with its URL [B8]"
        )
        func findings() async throws {
            #expect(try await examine([:]).redis == [])
            let evicting = try RedisProcess(
                asksForPassword: true,
                options: ["--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru"]
            )
            let found = try await examine(["LATCHKEY_REDIS_URL": evicting.url]).redis
            #expect(found.count == 2)
            #expect(
                found.first?.hasPrefix("ok: Redis at 127.0.0.1:\(evicting.port)/0 answers (7.") == true,
                "\(found)"
            )
            #expect(found.last?.hasPrefix("warning: Redis throws away keys once ") == true, "\(found)")
            #expect(found.last?.hasSuffix("→ maxmemory-policy noeviction in redis.conf") == true, "\(found)")
            let place = "127.0.0.1:\(evicting.port)"
            let wrong = try await examine(["LATCHKEY_REDIS_URL": "redis://latchkey:wr0ng-password@\(place)"])
            #expect(wrong.status == 1)
            #expect(
                wrong.redis.first?.contains("user or password are wrong (WRONGPASS)") == true,
                "\(wrong.redis)"
            )
            #expect(!wrong.redis.joined().contains("wr0ng"))
            evicting.kill()
            let gone = try await examine(["LATCHKEY_REDIS_URL": evicting.url])
            #expect(gone.status == 1)
            #expect(
                gone.redis.first?.contains("problem: Redis at \(place)/0 cannot be reached") == true,
                "\(gone.redis)"
            )
        }

        @Test("a URL of Redis with a fault is named without being repeated, and nothing is served [B8]")
        func faultyURLs() async throws {
            let folder = try TemporaryFolder()
            for url in ["redis://ada:wr0ng-password@h:6379?x=1", "http://wr0ng-password", "redis://"] {
                let outcome = try await Program.run(
                    Server.arguments(folder),
                    environment: ["LATCHKEY_REDIS_URL": url]
                )
                #expect(outcome.status == 2)
                #expect(outcome.error.contains("redis.url"), "\(outcome.error)")
                #expect(!outcome.error.contains("wr0ng"), "\(outcome.error)")
            }
        }
    }
}
