import ArgumentParser
import LatchkeyAccounts

/// `latchkey account lock`.
struct AccountLock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Lock an account: no login, no refresh, and its tokens refused within a second."
    )

    @OptionGroup var account: LoginArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let folder = try await data.open()
        let account = try await folder.account(account.login)
        try await folder.accounts().lock(account.id)
        guard !output.json else { return try await Output.print(folder.account(account.id).json) }
        try Output.print("Locked \(account.login): it is signed out everywhere.")
    }
}
