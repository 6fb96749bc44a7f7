import NIOCore
import NIOPosix
import NIOSSL

/// One connection to Redis that is signed in: commands go down one after the other, without waiting for one another.
final class RedisConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<ReplyHandler>
    private let server: String

    private init(_ channel: any Channel, _ handler: NIOLoopBound<ReplyHandler>, server: String) {
        (self.channel, self.handler, self.server) = (channel, handler, server)
    }

    /// Connects, signs in, and chooses the database.
    ///
    /// - Parameters:
    ///   - endpoint: the server.
    ///   - group: the threads to work on.
    ///   - published: told what is published on channels that the connection subscribes to, on its event loop.
    ///   - ended: told once why the connection ended; also when this throws.
    /// - Returns: the connection, ready for commands.
    /// - Throws: ``RedisError``.
    static func open(
        _ endpoint: RedisEndpoint,
        group: any EventLoopGroup,
        published: @escaping @Sendable ([UInt8]) -> Void = { _ in },
        ended: @escaping @Sendable (RedisError) -> Void = { _ in }
    ) async throws(RedisError) -> RedisConnection {
        let connection: RedisConnection
        do {
            connection = try await ClientBootstrap(group: group)
                .connectTimeout(endpoint.options.connectTimeout.timeAmount)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: endpoint.server.host, port: endpoint.server.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = ReplyHandler(endpoint, published: published, ended: ended)
                        if let tls = try endpoint.tlsHandler() {
                            try channel.pipeline.syncOperations.addHandler(tls)
                        }
                        try channel.pipeline.syncOperations.addHandler(handler)
                        return RedisConnection(
                            channel,
                            NIOLoopBound(handler, eventLoop: channel.eventLoop),
                            server: endpoint.name
                        )
                    }
                }
        } catch {
            throw .unreachable(server: endpoint.name, reason: words(for: error))
        }
        do throws(RedisError) {
            try await connection.signIn(endpoint.server)
            return connection
        } catch {
            connection.close()
            throw error
        }
    }

    /// Sends a command, and returns its reply.
    ///
    /// - Throws: ``RedisError``; a refusal ends the connection where it says that the server is another one now.
    func send(_ command: RedisCommand) async throws(RedisError) -> RESPValue {
        let result = await withCheckedContinuation { continuation in
            channel.eventLoop.execute { [handler] in
                handler.value.send(command) { continuation.resume(returning: $0) }
            }
        }
        switch result {
        case .success(let reply): return reply
        case .failure(let error):
            if error.endsConnection { end(error) }
            throw error
        }
    }

    /// How many commands wait for their replies.
    func waiting() async -> Int {
        (try? await channel.eventLoop.submit { [handler] in handler.value.count }.get()) ?? 0
    }

    /// Ends the connection; what waits for a reply gets none.
    func close() { end(.closed(server: server)) }

    private func end(_ reason: RedisError) {
        channel.eventLoop.execute { [handler] in handler.value.end(reason) }
    }

    /// One after the other in one go: a server that asks for a password refuses everything before it has got it.
    private func signIn(_ server: RedisServer) async throws(RedisError) {
        if let credentials = server.credentials { _ = try await send(credentials.command) }
        if server.database != 0 { _ = try await send(RedisCommand("SELECT", .init(Int64(server.database)))) }
        _ = try await send(RedisCommand("PING"))
    }

    /// What went wrong below, in few words.
    static func words(for error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first { return words(for: first.error) }
            return error.dnsAError == nil && error.dnsAAAAError == nil ? "\(error)" : "there is no such host"
        case let error as IOError: return error.words
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            return "TLS does not come about (\(error))"
        case let error as ChannelError:
            if case .connectTimeout = error { return "nothing answers" }
            return "\(error)"
        default: return "\(error)"
        }
    }
}

extension IOError {
    /// What the system calls it.
    fileprivate var words: String {
        switch errnoCode {
        case 111, 61: "nothing listens there"
        default: "\(self)"
        }
    }
}
