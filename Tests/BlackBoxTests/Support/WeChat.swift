import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on a free loopback port that answers `code2session` as WeChat documents it: 200, `text/plain`, JSON in it.
final class WeChat: Sendable {
    static let appID = "wx0123456789abcdef"
    static let appSecret = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
    static let sessionKey = "tiihtNczf5v6AKRyjwEUhQ=="

    let port: Int
    private let channel: any Channel

    private init(_ channel: any Channel) {
        self.channel = channel
        port = channel.localAddress?.port ?? 0
    }

    /// Starts a server to which every code `ada-…` is Ada's, good once, and every other is invalid.
    static func start() async throws -> WeChat {
        let used = UsedCodes()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Answering(used: used))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return WeChat(channel)
    }

    /// The settings of a server whose mini program is known here.
    var environment: [String: String] {
        [
            "LATCHKEY_GRANTS_ENABLED": "wechat_mini_program,refresh_token",
            "LATCHKEY_GRANTS_WECHAT_APP_ID": Self.appID,
            "LATCHKEY_GRANTS_WECHAT_APP_SECRET": Self.appSecret,
            "LATCHKEY_GRANTS_WECHAT_URL": "http://127.0.0.1:\(port)",
        ]
    }

    func stop() async throws { try await channel.close() }
}

private final class UsedCodes: Sendable {
    private let codes = Mutex(Set<String>())

    func use(_ code: String) -> Bool { codes.withLock { $0.insert(code).inserted } }
}

private final class Answering: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let used: UsedCodes

    init(used: UsedCodes) { self.used = used }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        let body = ByteBuffer(string: answer(to: head.uri))
        let headers: HTTPHeaders = [
            "Content-Type": "text/plain", "Content-Length": String(body.readableBytes),
        ]
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))),
            promise: nil
        )
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func answer(to uri: String) -> String {
        let expected =
            "/sns/jscode2session?appid=\(WeChat.appID)&secret=\(WeChat.appSecret)&js_code="
        guard uri.hasPrefix(expected) else { return #"{"errcode":40013,"errmsg":"invalid appid"}"# }
        let code = String(uri.dropFirst(expected.count).prefix { $0 != "&" })
        guard code.hasPrefix("ada-") else { return #"{"errcode":40029,"errmsg":"invalid code, rid: 61a7"}"# }
        guard used.use(code) else { return #"{"errcode":40163,"errmsg":"code been used, rid: 61a7"}"# }
        return #"{"session_key":"\#(WeChat.sessionKey)","openid":"oGZUI0egBJY1zhBYw2KhdUfwVJJE"}"#
    }
}
