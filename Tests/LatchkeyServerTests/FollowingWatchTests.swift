import Foundation
import Hummingbird
import HummingbirdTesting
import LatchkeyHummingbird
import LatchkeySQLite
import LatchkeyTokens
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import Testing

@testable import LatchkeyServer

/// An application that mounts the routes, with and without the service that belongs to them.
@Suite(.timeLimit(.minutes(2))) struct FollowingWatchTests {
    private struct Context: TokenRequestContext {
        var coreContext: CoreRequestContextStorage
        var token: AccessToken?

        init(source: ApplicationRequestContextSource) {
            coreContext = CoreRequestContextStorage(source: source)
        }
    }

    /// Keeps what is logged as an error.
    private final class Errors: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }

        func add(_ line: String) { lines.withLock { $0.append(line) } }

        var logger: Logger { Logger(label: "test") { _ in Handler(errors: self) } }
    }

    private struct Handler: LogHandler {
        let errors: Errors
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.error

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { errors.add("\(event.message)") }
    }

    private func services(
        _ folder: String,
        configure: (inout ServerConfiguration) -> Void = { _ in }
    ) async throws -> AuthServices {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var configuration = ServerConfiguration()
        configure(&configuration)
        return try await AuthServices.open(
            configuration: configuration,
            storage: SQLiteStorage(path: folder + "/latchkey.db"),
            masterKey: MasterKey()
        )
    }

    private func eventually(_ condition: () -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    private static let folder = NSTemporaryDirectory() + "latchkey-following-"

    @Test(
        "an application that mounts the routes and forgets the service is told so at the first request [B8]"
    )
    func forgotten() async throws {
        let folder = Self.folder + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let errors = Errors()
        let auth = AuthServer(services: try await services(folder), logger: errors.logger)
        let router = Router(context: Context.self)
        router.addRoutes(auth.routes(context: Context.self), atPath: "auth")
        let application = Application(router: router, logger: SilentLogHandler.logger)
        try await application.test(.router) { client in
            #expect(errors.all == [])
            for _ in 0..<3 { try await client.execute(uri: "/auth/health/live", method: .get) { _ in } }
            #expect(try await eventually { !errors.all.isEmpty })
            // Once, however many requests come.
            #expect(
                errors.all == [
                    "AuthServer does not run as a service, so nobody follows revocations, rotates keys and seals the audit "
                        + "log: every token is refused with 503 after 60 s (revocation.maxStaleness); add it to the "
                        + "application: application.addServices(auth)"
                ]
            )
        }
    }

    @Test(
        "where the service runs, or a follower of the application's own, nothing is said",
        arguments: [false, true]
    )
    func followed(byItself: Bool) async throws {
        let folder = Self.folder + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let errors = Errors()
        let services = try await services(folder)
        let watch = FollowingWatch(grace: .milliseconds(700), interval: .zero)
        let service: any Service =
            byItself
            ? TokenStateFollower(storage: services.storage, revocations: services.revocations) { _ in }
            : AuthServer(services: services, logger: errors.logger)
        let group = ServiceGroup(services: [service], logger: SilentLogHandler.logger)
        let running = Task { try await group.run() }
        let freshness = try #require(services.revocations.freshness)
        #expect(try await eventually { freshness.staleness.map { $0 < .milliseconds(300) } ?? false })
        if !byItself { services.following.begin() }
        (byItself ? watch : services.following).notice(freshness, errors.logger)
        // One that nobody follows is told of later than this one.
        let other = Errors()
        let stale = RevocationFreshness(maxStaleness: .seconds(5), whenStale: .accept)
        FollowingWatch(grace: .milliseconds(1200)).notice(stale, other.logger)
        #expect(try await eventually { !other.all.isEmpty })
        #expect(other.all.first?.contains("tokens that were taken back elsewhere stay good") == true)
        #expect(errors.all == [])
        await group.triggerGracefulShutdown()
        try await running.value
    }
}
