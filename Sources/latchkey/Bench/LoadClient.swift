import NIOCore
import NIOHTTP1
import NIOPosix

/// Keeps some connections to a server busy, each with one request at a time, from one thread of its own.
///
/// The next request goes when the last one is answered, so that the rate is what the server can do, and the times are
/// those of a server that is busy.
struct LoadClient: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let connections: NIOLoopBound<[LoadConnection]>

    /// Connects, runs `body`, and closes the connections again.
    static func withConnections<Result>(
        _ count: Int,
        to address: SocketAddress,
        _ body: (LoadClient) async throws -> Result
    ) async throws -> Result {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let client = try await LoadClient(group, count, address)
            let result = try await body(client)
            try await group.shutdownGracefully()
            return result
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private init(_ group: MultiThreadedEventLoopGroup, _ count: Int, _ address: SocketAddress) async throws {
        self.group = group
        let loop = group.next()
        self.loop = loop
        let bootstrap = ClientBootstrap(group: loop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(LoadConnection())
            }
        }
        var channels: [any Channel] = []
        for _ in 0..<count { channels.append(try await bootstrap.connect(to: address).get()) }
        connections = try await loop.submit { [channels] in
            NIOLoopBound(
                try channels.map { try $0.pipeline.syncOperations.handler(type: LoadConnection.self) },
                eventLoop: loop
            )
        }.get()
    }

    /// Sends requests for a while.
    ///
    /// - Throws: ``UnexpectedAnswer`` at the first one that is not answered with 200.
    func run(_ target: LoadTarget, for duration: Duration) async throws -> LoadResult {
        let amount = TimeAmount.nanoseconds(Int64(duration / .nanoseconds(1)))
        return try await loop.flatSubmit { [loop, connections] in
            let promise = loop.makePromise(of: LoadResult.self)
            let load = Load(target, duration: amount, promise: promise)
            for connection in connections.value { connection.start(load) }
            return promise.futureResult
        }.get()
    }

    /// Sends one request, and returns the status of its answer.
    func status(_ path: String, token: String) async throws -> Int {
        let request = HTTPRequestHead(
            version: .http1_1,
            method: .GET,
            uri: path,
            headers: ["host": "bench", "authorization": "Bearer \(token)"]
        )
        return try await loop.flatSubmit { [loop, connections] in
            let promise = loop.makePromise(of: Int.self)
            connections.value[0].ask(request, promise)
            return promise.futureResult
        }.get()
    }
}
