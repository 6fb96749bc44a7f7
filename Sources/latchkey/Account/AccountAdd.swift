import ArgumentParser
import LatchkeyAccounts
import LatchkeyServer

/// `latchkey account add`.
struct AccountAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add an account.",
        discussion: """
            The password is asked for at the terminal, or read from standard input with --password-stdin. \
            A data folder that does not exist is made.

            Example:
            latchkey account add ada@example.org --role admin
            """
    )

    @Argument(help: "The e-mail address or user name to log in with.")
    var login: String

    @Option(help: ArgumentHelp("A role to grant, for example admin; may be repeated.", valueName: "role"))
    var role: [String] = []

    @Flag(help: "Read the password from standard input.")
    var passwordStdin = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try RoleArgument.check(role) }

    func run() async throws {
        let configuration = try await data.configuration()
        // Whoever mistypes the name should not have to type a password first.
        _ = try LoginName(login)
        let password = try Password.readNew(fromPipe: passwordStdin)
        // Before anything is made on the disk.
        try check(password, configuration.passwordPolicy())
        let folder = try await Installation.make(configuration)
        let isEmail = login.utf8.contains(UInt8(ascii: "@"))
        let account = try await folder.accounts().add(
            NewAccount(
                email: isEmail ? login : nil,
                username: isEmail ? nil : login,
                password: password,
                // Named twice is granted once.
                roles: role.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
            )
        )
        if output.json { return try Output.print(account.json) }
        try Output.print("Added \(account.login)\(Self.words(for: account.roles)).")
    }

    private static func words(for roles: [String]) -> String {
        guard !roles.isEmpty else { return "" }
        return " with the role\(roles.count == 1 ? "" : "s") \(roles.joined(separator: ", "))"
    }

    private func check(_ password: String, _ policy: PasswordPolicy) throws {
        switch policy.faults(of: password, names: [login]).first {
        case nil: return
        case .tooShort:
            throw CommandFailure.refused("the password needs \(policy.minimumLength) characters at least.")
        case .tooLong:
            throw CommandFailure.refused("the password has more than \(PasswordPolicy.maximumOctets) octets.")
        case .invalidFormat: throw CommandFailure.refused("the password holds a NUL character.")
        default: throw CommandFailure.refused("the password is one that attackers try first; take another.")
        }
    }
}
