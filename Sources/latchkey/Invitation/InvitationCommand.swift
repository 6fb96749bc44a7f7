import ArgumentParser

/// `latchkey invitation …`.
struct InvitationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invitation",
        abstract: "List and withdraw invitations that wait; latchkey account invite sends one.",
        subcommands: [InvitationList.self, InvitationWithdraw.self]
    )
}
