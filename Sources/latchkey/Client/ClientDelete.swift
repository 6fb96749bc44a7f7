import ArgumentParser
import LatchkeyOAuth

/// `latchkey client delete`.
struct ClientDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a client, its tokens and the sessions that began through it."
    )

    @OptionGroup var client: ClientArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let clients = try await data.open().clients
        let client = try await clients.client(try client.id)
        try await clients.delete(client.id)
        guard !output.json else { return try Output.print(client.json) }
        try Output.print("Deleted \(client.name): its tokens are refused within a second.")
    }
}
