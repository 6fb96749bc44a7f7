import ArgumentParser
import LatchkeyJOSE
import LatchkeySQLite
import LatchkeyServer

/// `latchkey backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the database into one file, beside a running server.",
        discussion: """
            The copy is one consistent state, checked whole before it gets its name, and readable by its owner only. \
            The master key is not in it: keep that apart, since neither is of use without the other.
            """
    )

    @Argument(help: ArgumentHelp("Where the copy goes.", valueName: "file"))
    var file: String

    @Flag(help: "Replace a file of that name.")
    var force = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let configuration = try await data.configuration()
        let database = try Database.file(of: configuration)
        try Database.find(configuration)
        var bar = ProgressBar()
        defer { bar.end() }
        let size = try SQLiteBackup.write(database, to: file, replacing: force) {
            done,
            total in
            bar.show(done, of: total, "\(done) of \(total) pages")
        }
        bar.end()
        guard !output.json else {
            return try Output.print(.unique([("file", .string(file)), ("octets", .integer(Int64(size)))]))
        }
        try Output.print(
            "Copied \(database) to \(file) (\(ByteCount.text(size))). The master key is not in it: keep "
                + "that apart."
        )
    }
}
