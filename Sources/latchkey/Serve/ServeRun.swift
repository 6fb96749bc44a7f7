import Hummingbird
import LatchkeyAccounts
import LatchkeyOAuth
import LatchkeyServer
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Tracing

/// Puts the server together from its data folder, and runs it until a signal ends it.
struct ServeRun {
    /// How many accounts are looked at for an administrator.
    private static let sample = 100

    let configuration: ServerConfiguration

    func run() async throws {
        // What can be wrong with it is said before anything is made or opened.
        let certificate = try certificate()
        let logger = logger()
        let masterKey = MasterKeyLocation(data: configuration.data)
        for warning in configuration.warnings + masterKey.warnings { logger.warning("\(warning)") }
        let sharedMemory = try SharedMemory.find(configuration, logger)
        try Installation.makeFolder(configuration)
        // One server for a file: two would not see each other's login throttles.
        let lock = try Database.reserve(configuration)
        defer { withExtendedLifetime(lock) {} }
        let tracing = tracing(logger)
        // They start while the database is opened.
        Task.detached { _ = MultiThreadedEventLoopGroup.singleton }
        let installation = try await Installation.prepare(configuration)
        let reloading = certificate.map { CertificateReloading(certificate: $0, logger: logger) }
        let beside: [(any Service)?] = [tracing, reloading, IdleMemory(database: installation.database)]
        let (application, readiness) = try await installation.services(
            isTraced: tracing != nil,
            counters: sharedMemory?.counters
        ) { services in
            let line = Task { try await announcement(installation.database) }
            let followers =
                try await installation.database.services(logger)
                + (sharedMemory?.services(services, logger) ?? [])
            let application = try StandaloneServer.application(
                AuthServer(services: services, logger: logger),
                services: try [MailDelivery.worker(services, logger: logger)] + beside.compactMap(\.self)
                    + followers,
                certificate: certificate,
                logger: logger,
                // A server whose standard output is closed serves all the same.
                onListening: { _ in try? await Output.print(line.value) }
            )
            _ = try await line.value
            return (application, services.readiness)
        }
        let shutdown = Shutdown(
            readiness: readiness,
            configuration: configuration.operation,
            reloading: reloading,
            logger: logger
        )
        try await run(application, until: shutdown)
        // What goes on in the background may still be about to write.
        try? await installation.database.close()
        sharedMemory?.close()
    }

    private func run(_ application: some ApplicationProtocol, until shutdown: Shutdown) async throws {
        do {
            try await shutdown.run(application)
        } catch let error as IOError {
            throw failure(Descriptor.Failure(code: error.errnoCode).reason)
        } catch is SocketAddressError.UnknownHost {
            throw failure("no such host")
        }
    }

    private func logger() -> Logger {
        let format = configuration.operation.logFormat
        var logger = Logger(label: "latchkey") { _ in
            switch format {
            case .text: LineLogHandler()
            case .json: JSONLogHandler()
            }
        }
        logger.logLevel = configuration.logLevel
        return logger
    }

    /// What sends spans away; nothing is recorded where nobody wants them.
    private func tracing(_ logger: Logger) -> SpanExporter? {
        guard let endpoint = configuration.operation.tracingEndpoint else { return nil }
        let recorder = SpanRecorder(percentage: configuration.operation.tracingPercentage)
        InstrumentationSystem.bootstrap(recorder)
        return SpanExporter(recorder: recorder, endpoint: endpoint, logger: logger)
    }

    private func certificate() throws -> ServerCertificate? {
        let operation = configuration.operation
        guard let file = operation.certificateFile, let key = operation.certificateKeyFile else { return nil }
        do throws(ConfigurationError) {
            return try ServerCertificate(certificateFile: file, keyFile: key)
        } catch {
            throw CommandFailure.environment(error.description.sentence)
        }
    }

    /// Where the server listens, and how to make the first administrator where there is none.
    private func announcement(_ database: Database) async throws -> String {
        let place = "Latchkey listens on \(configuration.listenURL) (\(described(database)))."
        let accounts = try await database.storage.read { tx in
            try tx.accounts.accounts(after: nil, limit: Self.sample, matching: nil)
        }
        // With so many accounts there is somebody who tends them.
        guard accounts.count < Self.sample, !accounts.contains(where: { $0.roles.contains("admin") }) else {
            return place
        }
        // Whoever configured a server did so where its password is safe, and does the same for the command.
        var option = ""
        if case .file(let path) = configuration.database.location { option = " --database sqlite:\(path)" }
        return "\(place) First administrator: latchkey account add YOU@EXAMPLE.ORG --role admin "
            + "--data \(configuration.data)\(option)"
    }

    private func described(_ database: Database) -> String {
        guard case .postgres = database else { return "data in \(configuration.data)" }
        return "\(database), data in \(configuration.data)"
    }

    private func failure(_ reason: String) -> CommandFailure {
        let operation = configuration.operation
        let addresses =
            [configuration.listenAddress] + [operation.metricsAddress?.description].compactMap(\.self)
        return .environment(
            "cannot listen on \(addresses.joined(separator: " or ")): \(reason). Stop what uses it, or choose another "
                + "with \(addresses.count == 1 ? "--listen" : "--listen or metrics.listen")."
        )
    }
}
