import ArgumentParser
import LatchkeyAccounts
import LatchkeyTokens

/// `latchkey account show`.
struct AccountShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one account.")

    @OptionGroup var account: LoginArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let account = try await data.open().account(account.login)
        guard !output.json else { return try Output.print(account.json) }
        var lines = [("id", account.id.description)]
        lines +=
            account.email.map {
                [("email", $0 + (account.emailVerified ? " (verified)" : " (not verified)"))]
            } ?? []
        lines += account.username.map { [("username", $0)] } ?? []
        lines += account.name.map { [("name", $0)] } ?? []
        lines.append(("roles", account.roles.isEmpty ? "none" : account.roles.joined(separator: ", ")))
        lines.append(("created", Timestamp.text(account.createdAt)))
        lines.append(("state", account.lockedAt.map { "locked since \(Timestamp.text($0))" } ?? "open"))
        try Output.write(Table(lines).rendered())
    }
}
