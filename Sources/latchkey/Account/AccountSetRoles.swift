import ArgumentParser
import LatchkeyAccounts

/// `latchkey account set-roles`.
struct AccountSetRoles: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-roles",
        abstract: "Give an account exactly these roles; none takes all of them away.",
        discussion: """
            Access tokens that name other roles are refused within a second; the account stays signed in, and its next \
            refresh brings the new ones.

            Example:
            latchkey account set-roles ada@example.org admin staff
            """
    )

    @OptionGroup var account: LoginArgument

    @Argument(help: ArgumentHelp("The roles.", valueName: "role"))
    var roles: [String] = []

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try RoleArgument.check(roles) }

    func run() async throws {
        let folder = try await data.open()
        let account = try await folder.account(account.login)
        var change = AccountChange()
        change.roles = roles
        let changed = try await folder.administration().change(account.id, change, by: nil)
        guard !output.json else { return try Output.print(changed.json) }
        let list = changed.roles.isEmpty ? "no role" : changed.roles.joined(separator: ", ")
        try Output.print("\(changed.login) has \(list).")
    }
}
