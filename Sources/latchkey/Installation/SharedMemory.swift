import LatchkeyAccounts
import LatchkeyRedis
import LatchkeyServer
import LatchkeyTokens
import Logging
import ServiceLifecycle

/// Redis, where one is configured: what nodes share besides their database.
///
/// The only place that knows what it is for. Nothing is kept there alone: without it a node limits by itself or refuses, and reads revocations at its interval.
struct SharedMemory: Sendable {
    let redis: RedisClient

    /// Prepares to connect; `nil` where nothing is configured.
    ///
    /// A server starts without it, and finds it later.
    ///
    /// - Throws: ``CommandFailure``, in words that do not repeat the URL.
    static func find(
        _ configuration: ServerConfiguration,
        changed: @escaping @Sendable (RedisAvailability) -> Void = { _ in }
    ) throws -> SharedMemory? {
        guard let url = configuration.redis.url else { return nil }
        let server: RedisServer
        do throws(RedisURLError) {
            server = try RedisServer(url: url)
        } catch {
            throw CommandFailure.usage("redis.url: \(error)")
        }
        return SharedMemory(redis: try client(server, configuration.redis, changed))
    }

    /// Prepares to connect for a server, which tells its log of what becomes of Redis.
    static func find(_ configuration: ServerConfiguration, _ logger: Logger) throws -> SharedMemory? {
        let onFailure = configuration.redis.onFailure
        return try find(configuration) { availability in
            let metadata: Logger.Metadata = ["on_failure": "\(onFailure.rawValue)"]
            switch availability {
            case .unknown: break
            case .reachable: logger.notice("limits are shared through Redis", metadata: metadata)
            case .unreachable(let error):
                let consequence =
                    switch onFailure {
                    case .open: "each node limits by itself"
                    case .closed: "whatever is limited is refused"
                    }
                logger.error(
                    "Redis is gone: \(consequence)",
                    metadata: metadata.merging(["error": "\(error)"]) { $1 }
                )
            }
        }
    }

    private static func client(
        _ server: RedisServer,
        _ configuration: RedisConfiguration,
        _ changed: @escaping @Sendable (RedisAvailability) -> Void
    ) throws -> RedisClient {
        var options = RedisOptions()
        options.prefix = configuration.prefix
        options.commandTimeout = .seconds(configuration.timeout)
        options.connectTimeout = .seconds(configuration.timeout)
        options.trustedCertificatesFile = configuration.certificatesFile
        options.certificateFile = configuration.certificateFile
        options.certificateKeyFile = configuration.certificateKeyFile
        switch configuration.verification {
        case .full: options.verification = .full
        case .certificate: options.verification = .certificate
        }
        if let file = configuration.certificateKeyFile,
            let fault = SecretFile.named(file).fault("redis.key: \(file)")
        {
            throw fault
        }
        do throws(RedisError) {
            return try RedisClient(server, options: options, changed: changed)
        } catch {
            throw CommandFailure.environment("\(error)")
        }
    }

    /// What nodes count together.
    var counters: any AttemptCounters { RedisAttemptCounters(redis) }

    /// What goes on beside the server: it tells other nodes of revocations, and hears of theirs.
    func services(_ services: AuthServices, _ logger: Logger) -> [any Service] {
        [
            RedisPropagation(
                redis,
                telling: services.revocations.additions,
                waking: services.storage.changeSignal,
                failed: { error in
                    logger.warning(
                        "revocations of other nodes are read from the database alone",
                        metadata: ["error": "\(error)"]
                    )
                }
            )
        ]
    }

    func close() { redis.close() }
}
