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
        let folder = try await data.open()
        try await folder.services().oneTime.invitations.invite(
            email,
            name: name,
            roles: role,
            by: nil,
            language: language ?? folder.configuration.mail.language
        )
        if output.json { return try Output.print(JSONObject(members: [("invited", .string(email))])) }
        try Output.print("An invitation to \(email) is in the mail queue.")
    }
}
