import LatchkeyAccounts
import LatchkeyRedis
import LatchkeyServer

/// Redis, where one is configured: whether it answers, and whether it keeps what it is given.
struct RedisCheckup: Sendable {
    let configuration: ServerConfiguration

    func findings() async -> [CheckupFinding] {
        do {
            guard let memory = try SharedMemory.find(configuration) else { return [] }
            defer { memory.close() }
            return await findings(memory.redis)
        } catch {
            return [
                .problem("redis", "\(error)".sentence, change: "redis.url: redis://USER:PASSWORD@HOST:6379/0")
            ]
        }
    }

    private func findings(_ redis: RedisClient) async -> [CheckupFinding] {
        let inspection: RedisInspection
        do throws(RedisError) {
            inspection = try await redis.inspect()
        } catch {
            return [.problem("redis", "\(error)", change: remedy(error))] + encryption(redis.server)
        }
        let answers = CheckupFinding.good(
            "redis",
            "\(redis) answers (\(inspection.version)); while it is gone, \(consequence)."
        )
        return [answers] + [role(inspection), eviction(inspection)].compactMap(\.self)
            + encryption(redis.server)
    }

    private var consequence: String {
        switch configuration.redis.onFailure {
        case .open: "each node limits attempts by itself"
        case .closed: "whatever is limited is refused"
        }
    }

    private func remedy(_ error: RedisError) -> String {
        switch error {
        case .refused(_, let code) where ["WRONGPASS", "NOAUTH"].contains(code):
            "redis.url: redis://USER:PASSWORD@HOST:6379/0"
        case .refused(_, let code) where code == "NOPERM":
            "Let the user run INFO, PING, EVAL, EVALSHA, PUBLISH and SUBSCRIBE."
        case .unreachable where configuration.redis.url?.hasPrefix("rediss:") == true:
            "redis.certificatesFile: PEM file of the authority of its certificate, or redis.url: one that answers"
        default: "redis.url: redis://HOST:PORT/0 of a server that answers"
        }
    }

    private func role(_ inspection: RedisInspection) -> CheckupFinding? {
        if inspection.isCluster {
            return .problem(
                "redis",
                "Redis is a cluster, which is not supported.",
                change: "redis.url: redis://HOST:PORT/0 of a single server or its primary"
            )
        }
        guard inspection.isReplica else { return nil }
        return .problem(
            "redis",
            "Redis is a replica, which cannot be written.",
            change: "redis.url: redis://HOST:PORT/0 of its primary"
        )
    }

    private func eviction(_ inspection: RedisInspection) -> CheckupFinding? {
        guard inspection.mayEvict else { return nil }
        let when =
            inspection.memoryLimit > 0
            ? "once \(ByteCount.text(Int(inspection.memoryLimit))) are full" : "under a maxmemory"
        return .warning(
            "redis",
            "Redis throws away keys \(when) (\(inspection.evictionPolicy)): limits would be forgotten.",
            change: "maxmemory-policy noeviction in redis.conf"
        )
    }

    /// The password and the counts, to another machine.
    private func encryption(_ server: RedisServer) -> [CheckupFinding] {
        let isLocal = server.host == "localhost" || server.host == "::1" || server.host.hasPrefix("127.")
        guard !server.usesTLS, !isLocal else { return [] }
        return [
            .warning(
                "redis",
                server.hasCredentials
                    ? "The password for Redis goes to \(server.host) in the clear."
                    : "Redis at \(server.host) asks for no password, and what is said to it goes in the clear.",
                change: "redis.url: rediss://USER:PASSWORD@HOST:6380/0"
            )
        ]
    }
}
