import NIOCore
import NIOSSL

/// Matches the replies of one connection to its commands, in their order; lives on the connection's event loop.
///
/// A connection ends once, for one reason, and everything that waits learns of it. A reply that is late ends it, too: the
/// next one could not be told from it.
final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    /// What is told of a reply.
    typealias Completion = @Sendable (Result<RESPValue, RedisError>) -> Void

    private struct Waiting {
        let completion: Completion
        let deadline: NIODeadline
    }

    private let server: String
    private let limit: Int
    private let patience: TimeAmount
    private let idleCheck: TimeAmount
    /// What was published on a channel that the connection has subscribed to.
    private let published: @Sendable ([UInt8]) -> Void
    private let ended: @Sendable (RedisError) -> Void

    private var decoder = RESPDecoder()
    private var waiting = CircularBuffer<Waiting>()
    private var context: ChannelHandlerContext?
    private var end: RedisError?
    private var isTimerSet = false
    private var isFlushDue = false
    private var heardAt = NIODeadline.now()
    private var idleTimer: RepeatedTask?

    init(
        _ endpoint: RedisEndpoint,
        published: @escaping @Sendable ([UInt8]) -> Void,
        ended: @escaping @Sendable (RedisError) -> Void
    ) {
        server = endpoint.name
        limit = endpoint.options.commandsInFlight
        patience = endpoint.options.commandTimeout.timeAmount
        idleCheck = endpoint.options.idleCheck.timeAmount
        (self.published, self.ended) = (published, ended)
    }

    /// How many commands wait for their replies.
    var count: Int { waiting.count }

    /// Sends a command, and tells once what becomes of it.
    func send(_ command: RedisCommand, _ completion: @escaping Completion) {
        guard let context, end == nil else {
            return completion(.failure(end ?? .connectionLost(server: server)))
        }
        guard waiting.count < limit else { return completion(.failure(.overloaded(server: server))) }
        waiting.append(Waiting(completion: completion, deadline: .now() + patience))
        context.write(NIOAny(ByteBuffer(bytes: command.encoded)), promise: nil)
        setTimer(context)
        flushSoon(context)
    }

    /// Ends the connection; what waits fails with `reason`.
    func end(_ reason: RedisError) {
        guard end == nil else { return }
        end = reason
        idleTimer?.cancel()
        context?.close(promise: nil)
        let left = waiting
        waiting.removeAll()
        for one in left { one.completion(.failure(reason)) }
        ended(reason)
    }

    // MARK: The channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        idleTimer = context.eventLoop.scheduleRepeatedTask(initialDelay: idleCheck, delay: idleCheck) { _ in
            bound.value.checkIdle()
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end(.connectionLost(server: server))
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard end == nil else { return }
        heardAt = .now()
        decoder.append(unwrapInboundIn(data).readableBytesView)
        do throws(RESPError) {
            while end == nil, let value = try decoder.next() { receive(value) }
        } catch {
            end(.notRedis(server: server, fault: error))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.connectionLost(server: server))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? NIOSSLError, error == .uncleanShutdown {
            end(.connectionLost(server: server))
        } else {
            end(.unreachable(server: server, reason: RedisConnection.words(for: error)))
        }
    }

    // MARK: Replies

    private func receive(_ value: RESPValue) {
        if let message = Self.message(in: value) { return published(message) }
        guard let next = waiting.popFirst() else {
            // Nothing was asked: what is there is no reply.
            return end(.notRedis(server: server, fault: .malformed))
        }
        if case .error(let refusal) = value {
            next.completion(.failure(.refused(server: server, code: RedisError.code(of: refusal))))
        } else {
            next.completion(.success(value))
        }
    }

    /// What was published, where the value says so (`message`, channel, content).
    private static func message(in value: RESPValue) -> [UInt8]? {
        guard case .array(let parts) = value, parts.count == 3, parts[0] == .bulk(Array("message".utf8)),
            case .bulk(let content) = parts[2]
        else { return nil }
        return content
    }

    // MARK: Time

    /// Commands that follow one another go in one write.
    private func flushSoon(_ context: ChannelHandlerContext) {
        guard !isFlushDue else { return }
        isFlushDue = true
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.execute {
            bound.value.isFlushDue = false
            bound.value.context?.flush()
        }
    }

    /// Looks at the oldest command when its time has come; one timer serves all.
    private func setTimer(_ context: ChannelHandlerContext) {
        guard !isTimerSet, let deadline = waiting.first?.deadline else { return }
        isTimerSet = true
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(deadline: deadline) {
            bound.value.isTimerSet = false
            bound.value.checkOldest()
        }
    }

    private func checkOldest() {
        guard let context, let oldest = waiting.first else { return }
        guard oldest.deadline > .now() else { return end(.timedOut(server: server)) }
        setTimer(context)
    }

    /// A connection that was cut without a word looks just like one on which nothing happens.
    private func checkIdle() {
        guard waiting.isEmpty, NIODeadline.now() - heardAt >= idleCheck else { return }
        send(RedisCommand("PING")) { _ in }
    }
}
