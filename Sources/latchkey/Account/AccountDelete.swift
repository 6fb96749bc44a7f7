import ArgumentParser
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

/// `latchkey account delete`.
struct AccountDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete an account with everything that belongs to it.",
        discussion: """
            Its sessions end and its tokens are refused within a second; its names are free again. The audit log keeps \
            its events under the identifier alone. It cannot be undone.
            """
    )

    @OptionGroup var account: LoginArgument

    @Flag(help: "Delete it without being asked again; needed.")
    var yes = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard yes else { throw ValidationError("Deleting cannot be undone: add --yes.") }
    }

    func run() async throws {
        let folder = try await data.open()
        let account = try await folder.account(account.login)
        try await folder.administration().delete(account.id, by: nil)
        guard !output.json else { return try Output.print(["deleted": .string(account.id.description)]) }
        try Output.print("Deleted \(account.login).")
    }
}
