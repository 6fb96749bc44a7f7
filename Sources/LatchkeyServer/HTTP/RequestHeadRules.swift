import NIOCore
import NIOHTTP1

/// Holds a connection to what HTTP/1 asks of a request's head, where version and `Host` can still be seen.
///
/// A request of HTTP/1.1 without a `Host`, and any with two or with one that is no host, is refused with 400 and the
/// end of the connection (RFC 9112 §3.2). A client that does not keep connections, which includes all of HTTP/1.0, is
/// put down as one that sends `Connection: close` (§9.3), the only spelling that the server goes by. A client that waits
/// for `100 Continue` before it sends a body is told to go on (RFC 9110 §10.1.1).
final class RequestHeadRules: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Puts the rules behind the parser; itself it stands where the server takes handlers.
    final class Installer: ChannelInboundHandler, RemovableChannelHandler {
        typealias InboundIn = NIOAny

        func handlerAdded(context: ChannelHandlerContext) {
            // A stream of HTTP/2 has no parser of its own: its connection is the parent, and the listener that one's.
            guard context.channel.parent?.parent == nil else { return }
            let pipeline = context.pipeline.syncOperations
            do {
                let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
                try pipeline.addHandler(RequestHeadRules(), position: .after(parser))
            } catch {
                // A connection without the rules is none that we want.
                context.close(promise: nil)
            }
        }
    }

    private var isRefused = false
    private var answersDue = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isRefused else { return }
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        guard Self.hasProperHost(head) else {
            isRefused = true
            return context.fireErrorCaught(HTTPParserError.invalidHeaderToken)
        }
        if head.version != .http1_1 || !head.isKeepAlive {
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        }
        // In the middle of the answer to a request before it, an interim one would tear that apart.
        if answersDue == 0, head.version == .http1_1, Self.expectsContinue(head) {
            let interim = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(interim)), promise: nil)
        }
        answersDue += 1
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { answersDue -= 1 }
        context.write(data, promise: promise)
    }

    private static func expectsContinue(_ head: HTTPRequestHead) -> Bool {
        head.headers[canonicalForm: "Expect"].contains { $0.lowercased() == "100-continue" }
    }

    private static func hasProperHost(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers["Host"]
        guard let host = hosts.first else { return head.version != .http1_1 }
        return hosts.count == 1 && host.utf8.allSatisfy(isHostByte)
    }

    /// Registered names, addresses and ports (RFC 3986 §3.2.2).
    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~%!$&'()*+,;=:[]".utf8.contains(byte)
        }
    }
}
