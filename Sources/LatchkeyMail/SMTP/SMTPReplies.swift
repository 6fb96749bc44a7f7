import NIOCore

/// The end of the pipeline: gives each awaited reply to whoever waits for it.
///
/// Lives on the event loop of its channel alone.
final class SMTPReplies: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var parser = SMTPReplyParser()
    /// A reply that came before it was asked for: the greeting may.
    private var early: SMTPReply?
    private var waiting: EventLoopPromise<SMTPReply>?
    private var timeout: Scheduled<Void>?
    private var fault: SMTPFault?

    /// The next reply.
    func next(within limit: TimeAmount, on loop: any EventLoop) -> EventLoopFuture<SMTPReply> {
        if let early {
            self.early = nil
            return loop.makeSucceededFuture(early)
        }
        if let fault { return loop.makeFailedFuture(fault) }
        let promise = loop.makePromise(of: SMTPReply.self)
        waiting = promise
        timeout = loop.assumeIsolated().scheduleTask(in: limit) { self.fail(.timedOut) }
        return promise.futureResult
    }

    /// Why the conversation cannot turn to TLS now; `nil` when nothing is left over from the part in the clear.
    var obstacle: SMTPFault? {
        let isQuiet = early == nil && !parser.isPartial && fault != .malformed
        return isQuiet ? fault : .injected
    }

    /// Ends the conversation; only the first cause counts.
    func fail(_ cause: SMTPFault) {
        fault = fault ?? cause
        timeout?.cancel()
        let promise = waiting
        waiting = nil
        promise?.fail(fault ?? cause)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do throws(SMTPFault) {
            for reply in try parser.read(unwrapInboundIn(data).readableBytesView) { try take(reply) }
        } catch {
            fail(error)
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(.broken("the connection failed: \(error)"))
        context.close(promise: nil)
    }

    private func take(_ reply: SMTPReply) throws(SMTPFault) {
        timeout?.cancel()
        if let promise = waiting {
            waiting = nil
            return promise.succeed(reply)
        }
        guard early == nil else { throw .malformed }
        early = reply
    }
}
