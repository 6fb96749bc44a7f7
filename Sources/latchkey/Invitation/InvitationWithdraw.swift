import ArgumentParser
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyServer
import LatchkeyTokens

/// `latchkey invitation withdraw`.
struct InvitationWithdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw",
        abstract: "Take an invitation back: its link is good for nothing any more."
    )

    @Argument(help: "The e-mail address that it was sent to.")
    var email: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let invitations = try await data.open().services().oneTime.invitations
        let withdrawn: Invitation
        do {
            withdrawn = try await invitations.withdraw(to: email)
        } catch AccountError.invalidFields {
            throw CommandFailure.refused(
                "“\(email)” is no e-mail address. latchkey invitation list shows whom the invitations are for."
            )
        }
        if output.json {
            return try Output.print(["withdrawn": .string(withdrawn.id.description)])
        }
        try Output.print("The invitation to \(withdrawn.email) is void.")
    }
}
