import ArgumentParser
import LatchkeyOAuth
import LatchkeyTokens

/// `latchkey client list`.
struct ClientList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the clients in the order of their registration.",
        discussion: "With --json there is one object a line."
    )

    private static let pageSize = 500

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let clients = try await data.open().clients
        var cursor: UUIDv7?
        var isFirst = true
        repeat {
            let page = try await clients.list(after: cursor, limit: Self.pageSize)
            try print(page, isFirst: isFirst)
            isFirst = false
            cursor = page.count < Self.pageSize ? nil : page.last?.id
        } while cursor != nil
    }

    private func print(_ page: [Client], isFirst: Bool) throws {
        guard !output.json else { return try Output.print(lines: page.map(\.json)) }
        guard !page.isEmpty else { return try isFirst ? Output.print("No clients.") : () }
        let rows = page.map { client in
            [
                client.id.description, client.authentication.rawValue,
                client.grantNames.joined(separator: ","), client.name,
            ]
        }
        let table = Table(["ID", "AUTHENTICATION", "GRANTS", "NAME"], flexible: 3, rows: rows)
        try Output.write(isFirst ? table.rendered() : table.renderedBody())
    }
}
