import FoundationEssentials
import Hummingbird
import HummingbirdTesting
import LatchkeyAccounts
import LatchkeySQLite
import LatchkeyTokens
import Synchronization

@testable import LatchkeyServer

/// The pages over a fresh database in a temporary folder, and a clock that the test moves.
struct PagesFixture: Sendable {
    let client: any TestClientProtocol
    let services: AuthServices
    let pages: Pages
    let clock: TestClock

    /// A browser that has been nowhere yet.
    func browser(
        _ userAgent: String = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    ) -> Browser {
        Browser(client: client, userAgent: userAgent, cookieNames: pages.cookies)
    }

    /// Runs `body` against the pages of a server that listens on loopback, unless configured otherwise.
    static func run(
        mountedAt path: String = "",
        configure: (inout ServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (PagesFixture) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "latchkey-pages-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = ServerConfiguration()
        configuration.argon2 = Argon2Parameters(memory: 64, iterations: 1, parallelism: 1)
        configuration.signUpsPerHour = 1000
        configuration.loginFailuresPerMinute = 1000
        configure(&configuration)
        let clock = TestClock()
        let storage = try SQLiteStorage(path: folder.appending(path: "latchkey.db").path) { clock.now }
        let masterKey = MasterKey()
        // The first key must be in force at the time of the test, not of the machine.
        _ = try await KeyRing.open(
            storage: storage,
            masterKey: masterKey,
            algorithm: configuration.algorithm,
            tokenLifetime: configuration.accessLifetime,
            at: clock.now
        )
        let services = try await AuthServices.open(
            configuration: configuration,
            storage: storage,
            masterKey: masterKey
        )
        let pages = try Pages(services: services, mountedAt: path) { clock.now }
        let router = Router(context: LatchkeyRequestContext.self)
        pages.addRoutes(to: router.group(RouterPath(path)))
        try await Application(router: router).test(.router) { client in
            try await body(PagesFixture(client: client, services: services, pages: pages, clock: clock))
        }
    }
}

/// A clock that stands still until it is told to move.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_795_000_000))

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}
