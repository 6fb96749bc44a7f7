public import LatchkeyTokens
public import ServiceLifecycle
import Synchronization

/// Tells other nodes at once that there is something new, and hears it from them.
///
/// What is told is only that a log has grown, never what is in it: whoever hears it reads the database, which is the
/// truth, and reads it at an interval besides. So a message that is lost, or one that somebody made up, changes nothing but
/// the time. Run it as a service beside the server.
///
/// ```swift
/// application.addServices(RedisPropagation(redis, telling: revocations.additions, waking: storage.changeSignal))
/// ```
public struct RedisPropagation: Service {
    private let redis: RedisClient
    private let outgoing: ChangeSignal?
    private let incoming: ChangeSignal?
    private let failed: @Sendable (RedisError) -> Void
    private let listening: @Sendable () -> Void
    /// What this node says, so that it does not wake itself.
    private let name: [UInt8]

    /// Puts the service together.
    ///
    /// - Parameters:
    ///   - redis: the server.
    ///   - outgoing: fired when this process has committed something that others follow.
    ///   - incoming: fired when another process has.
    ///   - listening: told each time that it has begun to listen.
    ///   - failed: told once about each different failure to listen; it is tried again.
    public init(
        _ redis: RedisClient,
        telling outgoing: ChangeSignal?,
        waking incoming: ChangeSignal?,
        listening: @escaping @Sendable () -> Void = {},
        failed: @escaping @Sendable (RedisError) -> Void = { _ in }
    ) {
        (self.redis, self.outgoing, self.incoming) = (redis, outgoing, incoming)
        (self.listening, self.failed) = (listening, failed)
        name = Array("\(UInt64.random(in: 0 ... .max))".utf8)
    }

    /// Tells and hears until the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            let (changes, change) = AsyncStream.makeStream(
                of: Void.self,
                bufferingPolicy: .bufferingNewest(1)
            )
            // Before anything that takes time: a change from here on is told.
            outgoing?.add(change)
            async let telling: Void = tell(changes)
            await listen()
            await telling
        }
    }

    /// Tells every node once that there is something new, from a process that does not stay.
    ///
    /// - Parameter redis: the server.
    /// - Throws: what sending throws; the nodes read the database at their interval then.
    public static func tell(_ redis: RedisClient) async throws(RedisError) {
        // A name that no node has: all of them look.
        _ = try await redis.send(
            RedisCommand("PUBLISH", .init(channel(of: redis)), .init(Array("command".utf8)))
        )
    }

    private static func channel(of redis: RedisClient) -> [UInt8] { redis.key("changes") }

    private var channel: [UInt8] { Self.channel(of: redis) }

    /// Many changes in a row are told once.
    private func tell(_ changes: AsyncStream<Void>) async {
        // Whether Redis is there is to be known before anybody needs it.
        try? await redis.ping()
        for await _ in changes { await tell() }
    }

    /// Tells once, after however many attempts; meanwhile whoever listens looks at intervals.
    private func tell() async {
        var delay = ReconnectDelay(redis.options.reconnectDelay)
        while !Task.isCancelled {
            do throws(RedisError) {
                _ = try await redis.send(RedisCommand("PUBLISH", .init(channel), .init(name)))
                return
            } catch { try? await Task.sleep(for: delay.next()) }
        }
    }

    private func listen() async {
        var delay = ReconnectDelay(redis.options.reconnectDelay)
        var last: RedisError?
        while !Task.isCancelled {
            do throws(RedisError) {
                try await listenOnce { (delay, last) = (ReconnectDelay(redis.options.reconnectDelay), nil) }
            } catch {
                if error != last { failed(error) }
                last = error
            }
            try? await Task.sleep(for: delay.next())
        }
    }

    /// Listens until the connection ends.
    private func listenOnce(begun: () -> Void) async throws(RedisError) {
        let (end, ending) = AsyncStream.makeStream(of: RedisError.self)
        let connection = try await redis.subscription(
            published: { [incoming, name] message in if message != name { incoming?.fire() } },
            ended: { error in
                ending.yield(error)
                ending.finish()
            }
        )
        defer { connection.close() }
        _ = try await connection.send(RedisCommand("SUBSCRIBE", .init(channel)))
        begun()
        // Whatever was told while nobody listened.
        incoming?.fire()
        listening()
        for await reason in end { throw reason }
    }
}

extension RedisPropagation: CustomStringConvertible {
    /// The name alone, as logs show services.
    public var description: String { "RedisPropagation" }
}
