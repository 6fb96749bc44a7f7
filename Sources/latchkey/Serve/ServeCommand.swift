import ArgumentParser
import Hummingbird
import LatchkeyServer
import LatchkeySQLite
import Logging
import NIOCore

/// `latchkey serve`: the auth API and the browser pages.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the auth API and the browser pages.",
        discussion: """
            Without any option: http://127.0.0.1:8080, with its data in ./data. Each setting can also stand in the \
            file, or in the environment as LATCHKEY_…; --print-config shows them all.
            """
    )

    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Print the configuration as it would be used, secrets left out, and stop.")
    var printConfig = false

    func run() async throws {
        var configuration = try await settings.configuration()
        if configuration.port == 0 { configuration.port = try await FreePort.find(host: configuration.host) }
        if printConfig { return try Output.write(configuration.yaml) }
        try await serve(configuration)
    }

    private func serve(_ configuration: ServerConfiguration) async throws {
        let installation = try await Installation.open(configuration, creating: true)
        let lock = try ServeLock(database: configuration.databasePath)
        defer { withExtendedLifetime(lock) {} }
        let logger = Logger(label: "latchkey")
        let auth = AuthServer(services: try await installation.services(), logger: logger)
        let application = try StandaloneServer.application(auth, logger: logger) { _ in
            Self.announce(configuration)
        }
        do {
            try await application.runService()
        } catch let error as IOError {
            throw CommandFailure.environment(
                "cannot listen on \(configuration.listenAddress): \(error); choose another by --listen"
            )
        }
    }

    private static func announce(_ configuration: ServerConfiguration) {
        // Whoever has closed standard output does not want to read this.
        try? Output.write(
            """
            Latchkey listens on http://\(configuration.listenAddress) (data in \(configuration.data)). \
            First administrator: latchkey account add YOU@EXAMPLE.ORG --role admin --data \(configuration.data)

            """
        )
    }
}
