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
            "The database, if it is not latchkey.db in the data folder: sqlite: and a path, or a postgres:// URL without a password.",
            valueName: "url"
        )
    )
    var database: String?

    @Option(help: ArgumentHelp("A configuration file in YAML.", valueName: "file"))
    var config: String?

    func validate() throws {
        guard let database else { return }
        _ = try Self.location(database, of: "--database")
    }

    /// Reads where a database is, as an option names it.
    static func location(_ text: String, of option: String) throws -> DatabaseLocation {
        guard text != "sqlite::memory:" else {
            throw ValidationError(
                "\(option) takes the path of a file; a database in memory would forget every account."
            )
        }
        guard let location = DatabaseLocation(text) else {
            throw ValidationError(
                "\(option) takes sqlite: and a path, for example sqlite:./data/latchkey.db, or a postgres:// URL."
            )
        }
        guard !location.holdsPassword else {
            throw ValidationError(
                "\(option) takes no password, which everybody on this machine could read. Write the URL into "
                    + "LATCHKEY_DATABASE or into a file for --config, or the password into ~/.pgpass."
            )
        }
        return location
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
        try await Installation.open(await configuration())
    }
}
