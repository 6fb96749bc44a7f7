import ArgumentParser
import FoundationEssentials
import LatchkeyJOSE
import LatchkeySQLite
import LatchkeyServer
import LatchkeyTokens

/// `latchkey restore`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a copy in the place of the database, and keep what was there.",
        discussion: """
            Stop the server first: this refuses to run beside it. The copy is checked whole before anything is touched, \
            and so is whether the master key in the folder belongs to it; the database before stays beside it under \
            another name.

            What happened after the copy was made has not happened: sessions that were refreshed since then have to \
            sign in again, and what was revoked since then is good again until it expires.
            """
    )

    @Argument(help: ArgumentHelp("A file that latchkey backup made.", valueName: "file"))
    var file: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let configuration = try await data.configuration()
        let path = try Database.file(of: configuration)
        try Installation.makeFolder(configuration)
        let lock = try ServeLock(database: path)
        defer { withExtendedLifetime(lock) {} }
        let kept = Self.unused("\(path).replaced-\(Self.stamp(Date()))")
        var bar = ProgressBar()
        defer { bar.end() }
        var isKeyThere = false
        let isKept = try SQLiteBackup.restore(
            file,
            over: path,
            keeping: kept,
            accept: { isKeyThere = try Self.accept($0, configuration) },
            progress: { done, total in bar.show(done, of: total, "\(done) of \(total) pages") }
        )
        bar.end()
        try report(path, isKept ? kept : nil, isKeyThere, configuration)
    }

    /// Whether the master key is in place; refuses a copy that belongs to another.
    private static func accept(_ check: [UInt8]?, _ configuration: ServerConfiguration) throws -> Bool {
        guard let check else { return true }
        let location = MasterKeyLocation(data: configuration.data)
        let keys = try location.candidates { $0.derive(.check) == check }.map(\.key)
        guard !keys.isEmpty else { return false }
        guard !keys.contains(where: { $0.derive(.check) == check }) else { return true }
        guard let earlier = location.keptFile(fitting: check) else {
            throw CommandFailure.refused(
                "the copy belongs to another master key than the one that is configured for \(configuration.data). Put "
                    + "the right one in place first; nothing was changed."
            )
        }
        throw CommandFailure.refused(
            "the copy belongs to the earlier master key \(earlier). Restore it with LATCHKEY_MASTER_KEY_FILE=\(earlier) in "
                + "the environment, and put that key in the place of \(location.namedPlace ?? location.file) then, the "
                + "newer one under another name; nothing was changed."
        )
    }

    private func report(
        _ path: String,
        _ kept: String?,
        _ isKeyThere: Bool,
        _ configuration: ServerConfiguration
    ) throws {
        guard !output.json else {
            return try Output.print(
                .unique([
                    ("database", .string(path)), ("kept", kept.map { .string($0) } ?? .null),
                    ("master_key", .bool(isKeyThere)),
                ])
            )
        }
        var sentences = ["Restored \(path) from \(file)."]
        if let kept { sentences.append("What was there is kept as \(kept).") }
        if !isKeyThere {
            sentences.append(
                "Put its master key into \(configuration.data)/master.key before you start the server."
            )
        }
        try Output.print(sentences.joined(separator: " "))
    }

    /// A name that no file has: this one, or with a number behind it.
    private static func unused(_ name: String) -> String {
        var (unused, number) = (name, 1)
        while (try? Descriptor.find(unused)) != nil {
            number += 1
            unused = "\(name)-\(number)"
        }
        return unused
    }

    /// A moment as a part of a file's name.
    private static func stamp(_ moment: Date) -> String {
        Timestamp.text(moment).filter { $0 != ":" && $0 != "-" }
    }
}
