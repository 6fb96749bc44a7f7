import ArgumentParser
import LatchkeyServer

/// `latchkey migrate`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Copy everything into another database: SQLite to PostgreSQL, back, or the same kind.",
        discussion: """
            Stop every server first: this refuses a database that one works on, and keeps others from writing while it \
            reads. The target has to be new. It opens for nobody before everything is there and both databases were read \
            again and found the same.

            A run that was killed or cut off goes on where it stopped when the same command is run again. The source is \
            left as it was. The master key stays the same: give it to the servers of the target.

            What is left out of --from and --to is the configured database; so its URL may hold a password, in \
            LATCHKEY_DATABASE or in a configuration file.

            Example:
            latchkey migrate --from sqlite:data/latchkey.db --to postgres://db/latchkey
            """
    )

    @Option(
        help: ArgumentHelp(
            "The database to copy: sqlite: and a path, or a postgres:// URL without a password.",
            valueName: "url"
        )
    )
    var from: String?

    @Option(help: ArgumentHelp("The database to fill, written in the same way.", valueName: "url"))
    var to: String?

    @Flag(help: "Check both databases, say what would be copied, and change nothing.")
    var dryRun = false

    @Flag(help: "Throw away what an unfinished run has copied, and begin anew.")
    var restart = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard from != nil || to != nil else {
            throw ValidationError("name the database to copy with --from, or the one to fill with --to.")
        }
        for (text, option) in [(from, "--from"), (to, "--to")] {
            guard let text else { continue }
            _ = try DataOptions.location(text, of: option)
        }
        guard from == nil || to == nil || data.database == nil else {
            throw ValidationError("--from, --to and --database are one database too many.")
        }
    }

    func run() async throws {
        let configuration = try await data.configuration()
        let run = MigrateRun(
            source: from.flatMap { DatabaseLocation($0) } ?? configuration.databaseLocation,
            target: to.flatMap { DatabaseLocation($0) } ?? configuration.databaseLocation,
            configuration: configuration.database,
            isRestarted: restart
        )
        guard run.source != run.target else {
            throw CommandFailure.usage("--from and --to name the same database.")
        }
        if dryRun {
            try MigrateAnswer.print(plan: try await run.plan(), asJSON: output.json)
        } else {
            try MigrateAnswer.print(try await run.copy(), asJSON: output.json)
        }
    }
}
