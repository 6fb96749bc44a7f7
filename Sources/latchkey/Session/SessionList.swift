import ArgumentParser
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

/// `latchkey session list`.
struct SessionList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the live sessions of an account, youngest first.",
        discussion: "With --json there is one object a line."
    )

    @OptionGroup var account: LoginArgument
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let folder = try await data.open()
        let account = try await folder.account(account.login)
        let sessions = try await folder.storage.read { tx in
            try tx.sessions.sessions(of: account.id).filter {
                $0.isLive(at: tx.now) && $0.accountEpoch == account.epoch
            }
        }
        try print(sessions, of: account)
    }

    private func print(_ sessions: [Session], of account: Account) throws {
        guard !output.json else { return try Output.print(lines: sessions.map(\.json)) }
        guard !sessions.isEmpty else {
            return try Output.print("\(account.login) is signed in nowhere.".visible)
        }
        let rows = sessions.map { session in
            let place = [session.address, session.name].compactMap(\.self).joined(separator: " ")
            return [session.id.description, Timestamp.text(session.lastSeenAt), place]
        }
        try Output.write(Table(["ID", "LAST SEEN", "FROM"], flexible: 2, rows: rows).rendered())
    }
}

extension Session {
    fileprivate var json: JSONObject {
        .unique([
            ("id", .string(id.description)),
            ("account_id", .string(accountID.description)),
            ("client_id", .string(clientID)),
            ("created_at", .string(Timestamp.text(createdAt))),
            ("last_seen_at", .string(Timestamp.text(lastSeenAt))),
            ("expires_at", .string(Timestamp.text(min(expiresAt, idleExpiresAt)))),
            ("address", address.map(JSONValue.string) ?? .null),
            ("device", device.map(JSONValue.string) ?? .null),
            ("name", .string(name)),
        ])
    }
}
