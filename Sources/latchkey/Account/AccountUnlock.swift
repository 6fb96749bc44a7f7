import ArgumentParser
import LatchkeyAccounts

/// `latchkey account unlock`.
struct AccountUnlock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unlock",
        abstract: "Open a locked account and forget its failed logins.",
        discussion: "Sessions that the lock has ended stay ended."
    )

    @OptionGroup var account: LoginArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let folder = try await data.open()
        let account = try await folder.account(account.login)
        try await folder.accounts().unlock(account.id)
        guard !output.json else { return try await Output.print(folder.account(account.id).json) }
        try Output.print("Unlocked \(account.login): it can log in again.")
    }
}
