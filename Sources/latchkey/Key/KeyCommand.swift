import ArgumentParser

/// `latchkey key …`.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make and convert key files, and tend the keys of the server.",
        subcommands: [KeyGenerate.self, KeyPublic.self, KeyConvert.self, KeyThumbprint.self]
    )
}
