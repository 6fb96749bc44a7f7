import NIOCore
import NIOPosix

/// A server that answers everything with the same octets.
struct Impostor: Sendable {
    private final class Answering: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let answer: String

        init(_ answer: String) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(NIOAny(ByteBuffer(string: answer)), promise: nil)
        }
    }

    private let channel: any Channel
    let port: Int

    static func start(answering answer: String) async throws -> Impostor {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answering(answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return Impostor(channel: channel, port: channel.localAddress?.port ?? 0)
    }

    func stop() async throws { try await channel.close() }
}
