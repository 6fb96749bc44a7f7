import NIOCore
import NIOPosix
import Synchronization

/// An SMTP server that answers what it is told to, line by line, and notes what it was sent.
final class ScriptedServer: Sendable {
    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let greeting: String?
        private let answer: @Sendable (String) -> String?
        private let note: @Sendable (String) -> Void
        private var text = ""

        init(
            _ greeting: String?,
            _ answer: @escaping @Sendable (String) -> String?,
            _ note: @escaping @Sendable (String) -> Void
        ) {
            self.greeting = greeting
            self.answer = answer
            self.note = note
        }

        func channelActive(context: ChannelHandlerContext) {
            if let greeting { write(greeting, context) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            while let end = text.firstRange(of: "\r\n") {
                let line = String(text[..<end.lowerBound])
                text = String(text[end.upperBound...])
                note(line)
                if let reply = answer(line) { write(reply, context) }
            }
        }

        private func write(_ reply: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: reply)), promise: nil)
            if reply.isEmpty { context.close(promise: nil) }
        }
    }

    private let channel: any Channel
    private let noted: Lines

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    /// Every line that came.
    var lines: [String] { noted.all.withLock { $0 } }

    private init(_ channel: any Channel, _ noted: Lines) {
        self.channel = channel
        self.noted = noted
    }

    deinit { channel.close(promise: nil) }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - greeting: what it says first; `nil` for nothing.
    ///   - answer: what it answers to a line; `nil` for nothing, an empty text to hang up.
    /// - Returns: the server, which ends with its last reference.
    /// - Throws: when there is no free port.
    static func start(
        greeting: String? = "220 mail.test\r\n",
        answer: @escaping @Sendable (String) -> String?
    ) async throws -> ScriptedServer {
        let noted = Lines()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = Handler(greeting, answer) { line in noted.all.withLock { $0.append(line) } }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return ScriptedServer(channel, noted)
    }

    /// What an ordinary server answers, except where `unusual` says otherwise.
    static func ordinary(
        offering capabilities: [String] = ["8BITMIME"],
        unusual: @escaping @Sendable (String) -> String?
    ) async throws -> ScriptedServer {
        let state = DataState()
        return try await start { line in
            if state.isData {
                guard line == "." else { return nil }
                state.isData = false
                return unusual(".") ?? "250 taken\r\n"
            }
            if let reply = unusual(line) { return reply }
            if line.hasPrefix("EHLO") {
                return "250-mail.test\r\n" + capabilities.map { "250-\($0)\r\n" }.joined() + "250 HELP\r\n"
            }
            guard line == "DATA" else { return "250 fine\r\n" }
            state.isData = true
            return "354 go on\r\n"
        }
    }

    private final class DataState: Sendable {
        private let value = Mutex(false)

        var isData: Bool {
            get { value.withLock { $0 } }
            set { value.withLock { $0 = newValue } }
        }
    }
}
