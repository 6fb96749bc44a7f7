import ArgumentParser

/// `latchkey key …`.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make and convert key files, and tend the keys of the server.",
        discussion:
            "list, rotate, import, and public without a file are about the server's keys, the others about files.",
        subcommands: [
            KeyGenerate.self, KeyPublic.self, KeyConvert.self, KeyThumbprint.self,
            KeyList.self, KeyRotate.self, KeyImport.self,
        ]
    )
}
