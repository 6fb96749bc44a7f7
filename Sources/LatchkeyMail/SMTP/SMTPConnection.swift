import NIOCore
import NIOPosix
import NIOSSL

/// A connection to a server: sends lines, receives replies, and turns to TLS in between.
struct SMTPConnection: Sendable {
    private let channel: any Channel
    private let replies: NIOLoopBound<SMTPReplies>
    private let answerTimeout: TimeAmount

    /// Connects; with a TLS context the first octet is encrypted already.
    ///
    /// - Throws: ``SMTPFault``.
    static func open(
        _ server: SMTPServer,
        tls: NIOSSLContext?,
        group: any EventLoopGroup
    ) async throws(SMTPFault) -> SMTPConnection {
        let answerTimeout = TimeAmount.nanoseconds(Int64(server.answerTimeout * 1e9))
        do {
            let (channel, replies) = try await ClientBootstrap(group: group)
                .connectTimeout(answerTimeout)
                .connect(host: server.host, port: server.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let replies = SMTPReplies()
                        if let tls {
                            let handler = try tlsHandler(tls, host: server.host)
                            try channel.pipeline.syncOperations.addHandler(handler)
                        }
                        try channel.pipeline.syncOperations.addHandler(replies)
                        return (channel, NIOLoopBound(replies, eventLoop: channel.eventLoop))
                    }
                }
            return SMTPConnection(channel: channel, replies: replies, answerTimeout: answerTimeout)
        } catch {
            throw .broken("cannot connect to \(server.host):\(server.port): \(cause(of: error))")
        }
    }

    /// The next reply.
    func reply() async throws(SMTPFault) -> SMTPReply {
        do {
            return try await channel.eventLoop.flatSubmit {
                replies.value.next(within: answerTimeout, on: channel.eventLoop)
            }.get()
        } catch {
            throw error as? SMTPFault ?? .broken("\(error)")
        }
    }

    /// Sends octets as they are.
    func send(_ octets: [UInt8]) async throws(SMTPFault) {
        do {
            try await channel.writeAndFlush(ByteBuffer(bytes: octets))
        } catch {
            throw .closed
        }
    }

    /// Encrypts everything from here on.
    ///
    /// - Throws: ``SMTPFault/injected`` when more than the answer to STARTTLS came in the clear.
    func startTLS(_ context: NIOSSLContext, host: String) async throws(SMTPFault) {
        do {
            try await channel.eventLoop.submit {
                if let obstacle = replies.value.obstacle { throw obstacle }
                let handler = try Self.tlsHandler(context, host: host)
                try channel.pipeline.syncOperations.addHandler(handler, position: .first)
            }.get()
        } catch {
            throw error as? SMTPFault ?? .broken("\(error)")
        }
    }

    /// Closes the connection when a delivery takes too long, whatever it is waiting for.
    func limit(to seconds: Double) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) {
            replies.value.fail(.timedOut)
            channel.close(promise: nil)
        }
    }

    /// Takes leave and closes, without waiting for an answer.
    func close(politely: Bool) {
        guard politely else { return channel.close(promise: nil) }
        channel.writeAndFlush(ByteBuffer(string: "QUIT\r\n")).whenComplete { _ in channel.close(promise: nil)
        }
    }

    private static func tlsHandler(_ context: NIOSSLContext, host: String) throws -> NIOSSLClientHandler {
        // A certificate for an address is checked against the address of the connection.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
    }

    private static func cause(of error: any Error) -> String {
        guard let error = error as? NIOConnectionError else { return "\(error)" }
        return error.connectionErrors.first.map { "\($0.error)" } ?? "\(error)"
    }
}
