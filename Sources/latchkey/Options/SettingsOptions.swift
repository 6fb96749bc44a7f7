import ArgumentParser
import LatchkeyServer

/// Where the settings come from, and the ones that are set most often.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A YAML file with settings.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Where to listen: 127.0.0.1:8080.", valueName: "host:port"))
    var listen: String?

    @Option(help: ArgumentHelp("The folder that holds database and master key: ./data.", valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("The database: sqlite:PATH.", valueName: "url"))
    var database: String?

    /// Reads the configuration: defaults, file, environment, then these options.
    func configuration() async throws -> ServerConfiguration {
        let given = ["listen": listen, "data": data, "database": database].compactMapValues(\.self)
        return try await ServerConfiguration.load(file: config, commandLine: given)
    }
}
