import Hummingbird
import LatchkeyAccounts
import LatchkeySQLite
import LatchkeyServer
import Logging
import NIOCore

/// Puts the server together from its data folder, and runs it until a signal ends it.
struct ServeRun {
    /// How many accounts are looked at for an administrator.
    private static let sample = 100

    let configuration: ServerConfiguration

    func run() async throws {
        try Installation.makeFolder(configuration)
        // One server for a database: two would not see each other's login throttles.
        let lock = try ServeLock(database: configuration.databasePath)
        defer { withExtendedLifetime(lock) {} }
        var logger = Logger(label: "latchkey") { _ in LineLogHandler() }
        logger.logLevel = configuration.logLevel
        let installation = try await Installation.make(configuration)
        let line = try await announcement(installation.storage)
        let services = try await installation.services()
        let application = try StandaloneServer.application(
            AuthServer(services: services, logger: logger),
            services: [try MailDelivery.worker(services, logger: logger)],
            logger: logger,
            // A server whose standard output is closed serves all the same.
            onListening: { _ in try? Output.print(line) }
        )
        do {
            try await application.runService()
            // What goes on in the background may still be about to write.
            try? await installation.storage.close()
        } catch let error as IOError {
            throw failure(Descriptor.Failure(code: error.errnoCode).reason)
        } catch is SocketAddressError.UnknownHost {
            throw failure("no such host")
        }
    }

    /// Where the server listens, and how to make the first administrator where there is none.
    private func announcement(_ storage: SQLiteStorage) async throws -> String {
        let place =
            "Latchkey listens on http://\(configuration.listenAddress) (data in \(configuration.data))."
        let accounts = try await storage.read { tx in
            try tx.accounts.accounts(after: nil, limit: Self.sample, matching: nil)
        }
        // With so many accounts there is somebody who tends them.
        guard accounts.count < Self.sample, !accounts.contains(where: { $0.roles.contains("admin") }) else {
            return place
        }
        let database = configuration.database.map { " --database \($0)" } ?? ""
        return "\(place) First administrator: latchkey account add YOU@EXAMPLE.ORG --role admin "
            + "--data \(configuration.data)\(database)"
    }

    private func failure(_ reason: String) -> CommandFailure {
        .environment(
            "cannot listen on \(configuration.listenAddress): \(reason). Stop what uses it, or choose another with --listen."
        )
    }
}
