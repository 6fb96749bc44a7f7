import ArgumentParser
import LatchkeyOAuth
import LatchkeyTokens

/// `latchkey client show`.
struct ClientShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one client.")

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try await data.open().clients.client(try client.id)
        guard !output.json else { return try Output.print(client.json) }
        var lines = [
            ("id", client.id.description), ("name", client.name),
            ("authentication", client.authentication.rawValue),
            ("grants", Self.list(client.grantNames)), ("scope", Self.list(client.scope.tokens)),
            ("audience", client.audience.isEmpty ? "the server's own" : Self.list(client.audience)),
            ("created", Timestamp.text(client.createdAt)),
            ("last used", client.lastUsedAt.map { Timestamp.text($0) } ?? "never"),
        ]
        if let end = client.secrets?.previousEndsAt {
            lines.append(("old secret", "accepted until \(Timestamp.text(end))"))
        }
        try Output.write(Table(lines).rendered())
    }

    private static func list(_ words: [String]) -> String {
        words.isEmpty ? "none" : words.joined(separator: ", ")
    }
}
