import ArgumentParser

/// `latchkey token …`.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Sign, verify, inspect, encrypt and decrypt tokens.",
        subcommands: [
            TokenSign.self, TokenVerify.self, TokenInspect.self, TokenEncrypt.self, TokenDecrypt.self,
        ]
    )
}
