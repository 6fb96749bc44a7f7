import ArgumentParser

/// `latchkey session …`.
struct SessionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "session",
        abstract: "List and revoke sign-in sessions.",
        subcommands: [SessionList.self, SessionRevoke.self]
    )
}
