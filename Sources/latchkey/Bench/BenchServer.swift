import Hummingbird
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// An application on a free port of loopback whose routes differ in nothing but what guards them.
struct BenchServer {
    /// One processor is left to whoever sends the requests.
    static let threads = max(1, System.coreCount - 1)

    /// Serves a route for each strategy while `body` runs.
    ///
    /// - Throws: what `body` throws; ``BenchInterruption`` when the process is told to end first.
    static func serving<Result: Sendable>(
        _ strategies: [Strategy],
        _ body: @escaping @Sendable (SocketAddress) async throws -> Result
    ) async throws -> Result {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: threads)
        let (addresses, running) = AsyncStream.makeStream(of: SocketAddress.self)
        let application = Application(
            router: router(strategies),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                channel.localAddress.map { _ = running.yield($0) }
                running.finish()
            },
            eventLoopGroupProvider: .shared(group),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        )
        let result = try await withThrowingTaskGroup(of: Result.self) { tasks in
            tasks.addTask {
                try await application.runService(gracefulShutdownSignals: [.sigint, .sigterm])
                throw BenchInterruption()
            }
            tasks.addTask {
                guard let address = await addresses.first(where: { _ in true }) else {
                    throw BenchInterruption()
                }
                return try await body(address)
            }
            defer { tasks.cancelAll() }
            guard let result = try await tasks.next() else { throw BenchInterruption() }
            return result
        }
        try await group.shutdownGracefully()
        return result
    }

    private static func router(_ strategies: [Strategy]) -> Router<BenchContext> {
        let router = Router(context: BenchContext.self)
        for strategy in strategies { mount(strategy.middleware, at: strategy.name, on: router) }
        return router
    }

    private static func mount(
        _ middleware: some RouterMiddleware<BenchContext>,
        at name: String,
        on router: Router<BenchContext>
    ) {
        router.group(RouterPath(name)).add(middleware: middleware).get { _, _ in "ok" }
    }
}

/// Somebody ended the run before it was over.
struct BenchInterruption: Error {}
