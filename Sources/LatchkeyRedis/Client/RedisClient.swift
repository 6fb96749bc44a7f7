import NIOCore
import NIOPosix
import Synchronization

/// Whether Redis answers.
public enum RedisAvailability: Sendable, Equatable {
    /// Nobody has asked it for anything.
    case unknown
    /// There is a connection.
    case reachable
    /// There is none, and why not; it is tried again.
    case unreachable(RedisError)
}

/// What this process knows of its connection to Redis.
public struct RedisStatus: Sendable, Equatable {
    /// Whether it answers.
    public var availability = RedisAvailability.unknown
    /// How many connections have been made.
    public var connections = 0
    /// How many commands have been answered.
    public var commands = 0
    /// How many commands failed for want of an answer.
    public var failures = 0
}

/// A Redis or Valkey server, over one connection that many callers share.
///
/// Commands are sent one behind the other without waiting. The connection is made when it is first needed; one that is
/// lost is made again at once, and then at growing intervals, for as long as the client lives. Meanwhile commands fail at
/// once rather than wait: whoever asks decides what that means. No command is sent twice.
///
/// ```swift
/// let redis = try RedisClient(RedisServer(url: "redis://127.0.0.1:6379"))
/// let sessions = OpaqueSessions(storage: RedisOpaqueSessions(redis))
/// ```
public final class RedisClient: Sendable {
    private enum State {
        /// Nobody has needed it.
        case idle
        /// A connection is made for the first time, or after one that held; whoever comes waits for it.
        case connecting(Waiting)
        case ready(RedisConnection, since: ContinuousClock.Instant)
        /// It has been tried in vain, and is tried again.
        case broken(RedisError)
        case closed
    }

    private struct Shared {
        var state = State.idle
        var status = RedisStatus()
        /// Counts connections, so that the end of an old one is not taken for that of its successor.
        var generation = 0
        /// The youngest connection that has ended, perhaps before it was taken into use.
        var ended: (generation: Int, reason: RedisError)?
    }

    private typealias Waiting = [CheckedContinuation<Result<RedisConnection, RedisError>, Never>]

    /// Which server it is.
    public let server: RedisServer
    let options: RedisOptions
    private let endpoint: RedisEndpoint
    private let group: any EventLoopGroup
    private let changed: @Sendable (RedisAvailability) -> Void
    private let shared = Mutex(Shared())

    /// Prepares to connect; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - server: the server.
    ///   - options: how it is connected to, and what is asked of it at most.
    ///   - changed: told when it becomes reachable, and of each new reason why it is not.
    /// - Throws: ``RedisError/unusableCertificate(file:)``.
    public init(
        _ server: RedisServer,
        options: RedisOptions = RedisOptions(),
        changed: @escaping @Sendable (RedisAvailability) -> Void = { _ in }
    ) throws(RedisError) {
        (self.server, self.options, self.changed) = (server, options, changed)
        endpoint = try RedisEndpoint(server, options)
        group = MultiThreadedEventLoopGroup.singleton
    }

    deinit { close() }

    /// What is known of the connection.
    public var status: RedisStatus { shared.withLock { $0.status } }

    /// Checks that the server answers.
    ///
    /// - Throws: ``RedisError``.
    public func ping() async throws(RedisError) { _ = try await send(RedisCommand("PING")) }

    /// Ends the connection; every further command fails.
    public func close() {
        let old = shared.withLock { shared in
            defer { shared.state = .closed }
            return shared.state
        }
        switch old {
        case .ready(let connection, _): connection.close()
        case .connecting(let waiting):
            for one in waiting { one.resume(returning: .failure(.closed(server: server.name))) }
        case .idle, .broken, .closed: break
        }
    }

    /// A connection of its own for subscriptions, over which nothing else can be asked.
    func subscription(
        published: @escaping @Sendable ([UInt8]) -> Void,
        ended: @escaping @Sendable (RedisError) -> Void
    ) async throws(RedisError) -> RedisConnection {
        try await RedisConnection.open(endpoint, group: group, published: published, ended: ended)
    }

    /// Sends a command, and returns what it is answered.
    ///
    /// - Throws: ``RedisError``; at once while there is no connection.
    func send(_ command: RedisCommand) async throws(RedisError) -> RESPValue {
        do throws(RedisError) {
            let reply = try await connection().send(command)
            shared.withLock { $0.status.commands += 1 }
            return reply
        } catch {
            shared.withLock { shared in
                if case .refused = error { shared.status.commands += 1 } else { shared.status.failures += 1 }
            }
            throw error
        }
    }

    // MARK: The connection

    private enum Step {
        case use(RedisConnection)
        case fail(RedisError)
        case wait(isFirst: Bool)
    }

    private func connection() async throws(RedisError) -> RedisConnection {
        let result = await withCheckedContinuation { continuation in
            let step: Step = shared.withLock { shared in
                switch shared.state {
                case .ready(let connection, _): return .use(connection)
                case .broken(let error): return .fail(error)
                case .closed: return .fail(.closed(server: server.name))
                case .idle:
                    shared.state = .connecting([continuation])
                    return .wait(isFirst: true)
                case .connecting(let waiting):
                    guard waiting.count < options.commandsInFlight else {
                        return .fail(.overloaded(server: server.name))
                    }
                    shared.state = .connecting(waiting + [continuation])
                    return .wait(isFirst: false)
                }
            }
            switch step {
            case .use(let connection):
                continuation.resume(returning: Result<_, RedisError>.success(connection))
            case .fail(let error): continuation.resume(returning: .failure(error))
            case .wait(let isFirst): if isFirst { connect() }
            }
        }
        return try result.get()
    }

    /// Makes a connection, however often it takes, unless the client goes meanwhile.
    private func connect(after error: RedisError? = nil) {
        var delay = ReconnectDelay(options.reconnectDelay)
        let endpoint = endpoint
        let group = group
        Task { [weak self] in
            if error != nil { try? await Task.sleep(for: delay.next()) }
            while let generation = self?.nextGeneration() {
                do throws(RedisError) {
                    let connection = try await RedisConnection.open(
                        endpoint,
                        group: group,
                        ended: { [weak self] reason in self?.lost(generation, reason) }
                    )
                    guard let self else { return connection.close() }
                    if try adopt(connection, generation) { return }
                    return connection.close()
                } catch {
                    guard self?.giveUp(error) == true else { return }
                    try? await Task.sleep(for: delay.next())
                }
            }
        }
    }

    /// The number of the next attempt; `nil` when there is to be none.
    private func nextGeneration() -> Int? {
        shared.withLock { shared in
            if case .closed = shared.state { return nil }
            shared.generation += 1
            return shared.generation
        }
    }

    /// Takes a connection into use; `false` when it is not wanted any more.
    ///
    /// - Throws: why it has ended, when it has ended already.
    private func adopt(_ connection: RedisConnection, _ generation: Int) throws(RedisError) -> Bool {
        let waiting: Waiting? = try shared.withLock { shared throws(RedisError) in
            let waiting: Waiting
            switch shared.state {
            case .closed: return nil
            case .connecting(let all): waiting = all
            default: waiting = []
            }
            if let ended = shared.ended, ended.generation == generation { throw ended.reason }
            shared.state = .ready(connection, since: .now)
            shared.status.connections += 1
            return waiting
        }
        guard let waiting else { return false }
        tell(.reachable)
        for one in waiting { one.resume(returning: .success(connection)) }
        return true
    }

    /// Lets everybody know that an attempt failed; `false` when there is to be none any more.
    private func giveUp(_ error: RedisError) -> Bool {
        let waiting: Waiting? = shared.withLock { shared in
            let old = shared.state
            if case .closed = old { return nil }
            shared.state = .broken(error)
            guard case .connecting(let waiting) = old else { return [] }
            return waiting
        }
        guard let waiting else { return false }
        tell(.unreachable(error))
        for one in waiting { one.resume(returning: .failure(error)) }
        return true
    }

    /// A connection that was in use has ended.
    private func lost(_ generation: Int, _ reason: RedisError) {
        let held: Bool? = shared.withLock { shared in
            shared.ended = (generation, reason)
            guard shared.generation == generation, case .ready(_, let since) = shared.state else {
                return nil
            }
            let held = ContinuousClock.now - since >= options.probation
            // Whoever comes now waits for the next one, once.
            shared.state = held ? .connecting([]) : .broken(reason)
            return held
        }
        guard let held else { return }
        if !held { tell(.unreachable(reason)) }
        connect(after: held ? nil : reason)
    }

    private func tell(_ availability: RedisAvailability) {
        let isNew = shared.withLock { shared in
            defer { shared.status.availability = availability }
            return shared.status.availability != availability
        }
        if isNew { changed(availability) }
    }
}

extension RedisClient: CustomStringConvertible {
    /// Which server it is, without user and password.
    public var description: String { "Redis at \(server.name)" }
}
