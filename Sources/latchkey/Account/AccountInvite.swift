import ArgumentParser
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyServer

/// `latchkey account invite`.
struct AccountInvite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Invite somebody by mail to make an account.",
        discussion: """
            The mail has a link that is good for seven days; an earlier invitation to the same address is void. A \
            running server sends it within seconds, and otherwise the next one that starts does. Without mail.smtp \
            it goes to the folder outbox of the data folder.

            Example:
            latchkey account invite ada@example.org --role staff
            """
    )

    @Argument(help: "The e-mail address.")
    var email: String

    @Option(help: ArgumentHelp("What the person is called; they can change it.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("A role to grant, for example admin; may be repeated.", valueName: "role"))
    var role: [String] = []

    @Option(
        help: ArgumentHelp(
            "The language of the mail; that of mail.language unless given.",
            valueName: "language"
        )
    )
    var language: MailLanguage?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try RoleArgument.check(role) }

    func run() async throws {
        let configuration = try await data.configuration()
        try check(configuration)
        let folder = try await Installation.open(configuration)
        try await folder.services().oneTime.invitations.invite(
            email,
            name: name,
            roles: role,
            by: nil,
            language: language ?? configuration.mail.language
        )
        if output.json { return try Output.print(JSONObject(members: [("invited", .string(email))])) }
        let place =
            configuration.configuredIssuer == nil
            ? "\nIts link leads to \(configuration.issuer), which only this machine reaches:\n"
                + "set issuer (LATCHKEY_ISSUER) to the address of the server." : ""
        try Output.print("An invitation to \(email) is in the mail queue.\(place)")
    }

    /// Refuses to mail a link that leads whoever gets it to their own machine.
    private func check(_ configuration: ServerConfiguration) throws {
        guard configuration.configuredIssuer == nil, configuration.mail.endpoint != nil else { return }
        throw CommandFailure.usage(
            "the link in the mail would lead to \(configuration.issuer), which only this machine reaches. Set issuer to the "
                + "address of the server, in the file for --config or as LATCHKEY_ISSUER."
        )
    }
}
