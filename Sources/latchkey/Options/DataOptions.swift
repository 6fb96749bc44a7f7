import ArgumentParser
import LatchkeyServer

/// The data folder a command works on.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder with the database and the master key. (default: ./data)",
            valueName: "folder"
        )
    )
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The database, if it is not latchkey.db in the data folder: sqlite: and a path.",
            valueName: "url"
        )
    )
    var database: String?

    @Option(help: ArgumentHelp("A configuration file in YAML.", valueName: "file"))
    var config: String?

    func validate() throws {
        guard let database else { return }
        guard database.hasPrefix("sqlite:"), database.utf8.count > "sqlite:".utf8.count else {
            throw ValidationError(
                "--database takes sqlite: and a path, for example sqlite:./data/latchkey.db."
            )
        }
        guard database != "sqlite::memory:" else {
            throw ValidationError(
                "--database takes the path of a file; a database in memory would forget every account."
            )
        }
    }

    /// Defaults, the file, the environment, these options and `others`, the later the stronger.
    func configuration(_ others: [String: String] = [:]) async throws -> ServerConfiguration {
        if let config { _ = try FileInput.read(config) }
        var values = others
        values["data"] = data
        values["database"] = database
        do {
            return try await ServerConfiguration.load(file: config, commandLine: values)
        } catch let error as ConfigurationError {
            throw CommandFailure.usage(error.description.sentence)
        }
    }

    /// Opens a data folder that exists.
    func open() async throws -> Installation {
        try Installation.open(await configuration())
    }
}
