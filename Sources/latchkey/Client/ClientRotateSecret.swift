import ArgumentParser
import LatchkeyOAuth

/// `latchkey client rotate-secret`.
struct ClientRotateSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-secret",
        abstract: "Give a client a new secret, which is printed once.",
        discussion:
            "The secret before it is accepted for a day more, or as --overlap says; an older one no longer."
    )

    private static let longestOverlap = 30 * 86_400.0

    @Option(
        help: ArgumentHelp(
            "How long the secret before is still accepted; 0s for a secret that got out. (default: 24h)",
            valueName: "duration"
        )
    )
    var overlap: DurationArgument?

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard overlap.map({ $0.seconds <= Self.longestOverlap }) ?? true else {
            throw ValidationError("--overlap is 30 days at most.")
        }
    }

    func run() async throws {
        let issued = try await data.open().clients
            .rotateSecret(of: try client.id, overlap: overlap?.seconds ?? Clients.standardOverlap)
        if output.json { return try Output.print(issued.json) }
        let end = issued.client.secrets?.previousEndsAt
        let old = end.map { "is accepted until \(Timestamp.text($0))" } ?? "is refused from now on"
        try Output.print("New secret of \(issued.client.name); the one before \(old).")
        if let secret = issued.secret { try Output.print("client_secret \(secret)") }
    }
}
