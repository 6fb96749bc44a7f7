import ArgumentParser
import LatchkeyAccounts

/// `latchkey account set-password`.
struct AccountSetPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-password",
        abstract: "Give an account a new password, and sign it out everywhere.",
        discussion: """
            The password is asked for at the terminal, or read from standard input with --password-stdin. Failed logins \
            are forgotten.
            """
    )

    @OptionGroup var account: LoginArgument

    @Flag(help: "Read the password from standard input.")
    var passwordStdin = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let folder = try await data.open()
        let account = try await folder.account(account.login)
        let password = try Password.readNew(fromPipe: passwordStdin)
        try await folder.administration().setPassword(password, of: account.id)
        guard !output.json else { return try await Output.print(folder.account(account.id).json) }
        try Output.print("\(account.login) has a new password, and is signed out everywhere.")
    }
}
