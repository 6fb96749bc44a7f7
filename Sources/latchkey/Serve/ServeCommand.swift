import ArgumentParser
import LatchkeyServer

/// `latchkey serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server.",
        discussion: """
            Everything has a default. Settings come from a file (--config), then from LATCHKEY_... in the environment, \
            then from these options, the later the stronger; --print-config shows them all.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Where to listen; port 0 takes a free one. (default: 127.0.0.1:8080)",
            valueName: "host:port"
        )
    )
    var listen: String?

    @OptionGroup var data: DataOptions

    @Flag(help: "Print the configuration as a YAML file, and do nothing else.")
    var printConfig = false

    func run() async throws {
        var configuration = try await data.configuration(listen.map { ["listen": $0] } ?? [:])
        guard !printConfig else { return try Output.write(configuration.yaml) }
        if configuration.port == 0 { configuration.port = try await FreePort.find(host: configuration.host) }
        try await ServeRun(configuration: configuration).run()
    }
}
