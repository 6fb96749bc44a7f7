import NIOCore
import NIOHTTPTypes

/// Closes connections whose client takes too long to say something.
///
/// An idle time-out alone is not enough: a client that sends one octet a second is never idle. The head of a request
/// has to be there in time after the connection opened or the last answer left, and its end in time after its head.
/// How long an answer takes is the server's business and is not limited here.
final class SlowClientDeadline: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let patience: TimeAmount
    // One coarse look now and then, and a comparison; a timer for each request would cost more than the request.
    private var watch: RepeatedTask?
    private var deadline: NIODeadline?
    private var answersDue = 0

    init(patience: TimeAmount = .seconds(30)) {
        self.patience = patience
    }

    func channelActive(context: ChannelHandlerContext) {
        startWatching(context)
        context.fireChannelActive()
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { startWatching(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        watch?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        watch?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            answersDue += 1
            deadline = .now() + patience
        case .end: deadline = nil
        case .body: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            answersDue -= 1
            if answersDue == 0 { deadline = .now() + patience }
        }
        context.write(data, promise: promise)
    }

    private func startWatching(_ context: ChannelHandlerContext) {
        guard watch == nil else { return }
        deadline = .now() + patience
        let channel = context.channel
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let interval = TimeAmount.seconds(5)
        watch = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            guard let deadline = handler.value.deadline, deadline <= .now() else { return }
            channel.close(promise: nil)
        }
    }
}
