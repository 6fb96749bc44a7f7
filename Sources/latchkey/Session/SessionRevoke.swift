import ArgumentParser
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

/// `latchkey session revoke`.
struct SessionRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End a session, or all of an account; its tokens are refused within a second."
    )

    @Argument(help: ArgumentHelp("The session, as session list shows it.", valueName: "id"))
    var session: String?

    @Option(help: ArgumentHelp("End every session of this account.", valueName: "login"))
    var account: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (session == nil) != (account == nil) else {
            throw ValidationError("Name either a session or --account and a login name.")
        }
    }

    func run() async throws {
        if let account { try await revokeAll(of: account) }
        if let session { try await revoke(session) }
    }

    private func revokeAll(of login: String) async throws {
        let folder = try await data.open()
        let account = try await folder.account(login)
        let count = try await folder.ending.endAll(of: account.id, as: .revoked)
        try answer(count, "Revoked \(count) session\(count == 1 ? "" : "s") of \(account.login).")
    }

    private func revoke(_ text: String) async throws {
        guard let id = UUIDv7(text) else {
            throw CommandFailure.refused(
                "\(text) is not the identifier of a session. See latchkey session list."
            )
        }
        try await data.open().ending.end(id, of: nil, as: .revoked)
        try answer(1, "Revoked the session \(id).")
    }

    private func answer(_ count: Int, _ sentence: String) throws {
        try output.json ? Output.print(["revoked": .integer(Int64(count))]) : Output.print(sentence)
    }
}
