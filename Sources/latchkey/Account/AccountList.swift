import ArgumentParser
import LatchkeyAccounts
import LatchkeyTokens

/// `latchkey account list`.
struct AccountList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the accounts in the order of their making.",
        discussion: "With --json there is one object a line."
    )

    private static let pageSize = 500

    @Option(help: ArgumentHelp("Only accounts whose names hold this text.", valueName: "text"))
    var search: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let accounts = try await data.open().accounts()
        var cursor: UUIDv7?
        var isFirst = true
        repeat {
            let page = try await accounts.list(after: cursor, limit: Self.pageSize, matching: search)
            try print(page, isFirst: isFirst)
            isFirst = false
            cursor = page.count < Self.pageSize ? nil : page.last?.id
        } while cursor != nil
    }

    private func print(_ page: [Account], isFirst: Bool) throws {
        guard !output.json else {
            return try Output.print(lines: page.map(\.json))
        }
        guard !page.isEmpty else { return try isFirst ? Output.print("No accounts.") : () }
        let rows = page.map { [$0.id.description, $0.state, $0.roles.joined(separator: ","), $0.login] }
        let table = Table(["ID", "STATE", "ROLES", "LOGIN"], flexible: 3, rows: rows)
        try Output.write(isFirst ? table.rendered() : table.renderedBody())
    }
}
