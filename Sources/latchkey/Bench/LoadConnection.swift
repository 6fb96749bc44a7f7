import NIOCore
import NIOHTTP1

/// What all connections of a client work at together; belongs to one event loop.
final class Load {
    private let request: HTTPRequestHead
    private let authorizations: [String?]
    private let deadline: NIODeadline
    private let started = (
        clock: ContinuousClock.now, own: ProcessorTime.ofThread(), all: ProcessorTime.ofProcess()
    )
    private let promise: EventLoopPromise<LoadResult>
    private var next = 0
    private var busy = 0
    private var nanoseconds: [Int64] = []
    private var isOver = false

    init(
        _ target: LoadTarget,
        duration: TimeAmount,
        promise: EventLoopPromise<LoadResult>
    ) {
        request = HTTPRequestHead(
            version: .http1_1,
            method: .GET,
            uri: target.path,
            headers: ["host": "bench"]
        )
        authorizations = target.tokens.isEmpty ? [nil] : target.tokens.map { "Bearer \($0)" }
        deadline = .now() + duration
        self.promise = promise
        nanoseconds.reserveCapacity(100_000)
    }

    /// A connection begins to work.
    func join() { busy += 1 }

    /// The next request; `nil` when the time is over.
    func nextRequest() -> HTTPRequestHead? {
        guard !isOver, NIODeadline.now() < deadline else { return nil }
        var request = request
        if let authorization = authorizations[next % authorizations.count] {
            request.headers.add(name: "authorization", value: authorization)
        }
        next += 1
        return request
    }

    /// A request was answered as it should be.
    func count(_ time: Duration) {
        let (seconds, attoseconds) = time.components
        nanoseconds.append(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// A connection has no more to do.
    func leave() {
        busy -= 1
        guard busy == 0, !isOver else { return }
        isOver = true
        let own = ProcessorTime.ofThread() - started.own
        let result = LoadResult(
            nanoseconds: nanoseconds,
            seconds: (ContinuousClock.now - started.clock) / .seconds(1),
            processorSeconds: max(0, ProcessorTime.ofProcess() - started.all - own)
        )
        promise.succeed(result)
    }

    func fail(_ error: any Error) {
        guard !isOver else { return }
        isOver = true
        promise.fail(error)
    }
}

/// A route, and the tokens that are sent to it in turn.
struct LoadTarget: Sendable {
    let path: String
    /// None for a route that asks for none.
    let tokens: [String]
}

/// What a while of load has shown.
struct LoadResult: Sendable {
    /// How long each answer took.
    var nanoseconds: [Int64]
    /// How long all took together.
    var seconds: Double
    /// What the process worked, without the thread that sent the requests.
    var processorSeconds: Double
}

/// The server did not answer as it should.
struct UnexpectedAnswer: Error, CustomStringConvertible {
    let description: String
}

/// Sends one request after the other on one connection, for as long as the load lasts.
final class LoadConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private var load: Load?
    private var context: ChannelHandlerContext?
    private var sentAt = ContinuousClock.now
    private var status = HTTPResponseStatus.ok
    private var waiting: EventLoopPromise<Int>?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Takes part in a load until that is over.
    func start(_ load: Load) {
        self.load = load
        load.join()
        proceed()
    }

    /// Sends one request, and tells its status.
    func ask(_ request: HTTPRequestHead, _ promise: EventLoopPromise<Int>) {
        waiting = promise
        send(request)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = head.status
        case .body: break
        case .end: finish()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(UnexpectedAnswer(description: "the server closed a connection"))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error) }

    private func finish() {
        if let waiting {
            self.waiting = nil
            return waiting.succeed(Int(status.code))
        }
        guard status == .ok else {
            return fail(UnexpectedAnswer(description: "the server answered \(status.code)"))
        }
        load?.count(.now - sentAt)
        proceed()
    }

    private func proceed() {
        guard let request = load?.nextRequest() else {
            load?.leave()
            load = nil
            return
        }
        sentAt = .now
        send(request)
    }

    private func send(_ request: HTTPRequestHead) {
        guard let context else { return fail(UnexpectedAnswer(description: "a connection is gone")) }
        context.write(wrapOutboundOut(.head(request)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func fail(_ error: any Error) {
        waiting?.fail(error)
        load?.fail(error)
        (waiting, load) = (nil, nil)
    }
}
