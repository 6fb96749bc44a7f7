import ArgumentParser

/// `latchkey account …`.
struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Add, invite, list, show, change, delete, import and export accounts.",
        discussion: "All of it works beside a running server, which follows within a second.",
        subcommands: [
            AccountAdd.self, AccountInvite.self, AccountList.self, AccountShow.self, AccountLock.self, AccountUnlock.self,
            AccountSetRoles.self, AccountSetPassword.self, AccountDelete.self,
            AccountImportCommand.self, AccountExportCommand.self,
        ]
    )
}
