import ArgumentParser

/// `latchkey token …`.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Sign, verify and inspect tokens.",
        subcommands: [TokenSign.self, TokenVerify.self, TokenInspect.self]
    )
}
