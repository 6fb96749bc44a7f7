import ArgumentParser
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyServer
import LatchkeyTokens

/// `latchkey invitation list`.
struct InvitationList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the invitations that somebody could accept now, by address.",
        discussion: """
            Those whose sender was locked or deleted, or may administer no longer, are void and not shown. With --json \
            there is one object a line.
            """
    )

    private static let pageSize = 500

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let invitations = try await data.open().services().oneTime.invitations
        var cursor: String?
        var isFirst = true
        repeat {
            let page = try await invitations.list(after: cursor, limit: Self.pageSize)
            try print(page.invitations, isFirst: isFirst)
            isFirst = false
            cursor = page.next
        } while cursor != nil
    }

    private func print(_ page: [Invitation], isFirst: Bool) throws {
        guard !output.json else { return try Output.print(lines: page.map(\.json)) }
        guard !page.isEmpty else { return try isFirst ? Output.print("No invitations.") : () }
        let rows = page.map { invitation in
            [Timestamp.text(invitation.expiresAt), invitation.roles.joined(separator: ","), invitation.email]
        }
        let table = Table(["GOOD UNTIL", "ROLES", "ADDRESS"], flexible: 2, rows: rows)
        try Output.write(isFirst ? table.rendered() : table.renderedBody())
    }
}

extension Invitation {
    /// The invitation for programs: what the HTTP API tells of it.
    fileprivate var json: JSONObject {
        .unique([
            ("id", .string(id.description)),
            ("email", .string(email)),
            ("name", name.map(JSONValue.string) ?? .null),
            ("roles", .array(roles.map(JSONValue.string))),
            ("invited_by", inviter.map { .string($0.description) } ?? .null),
            ("created_at", .string(Timestamp.text(createdAt))),
            ("expires_at", .string(Timestamp.text(expiresAt))),
        ])
    }
}
