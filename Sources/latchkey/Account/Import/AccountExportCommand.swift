import ArgumentParser
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

/// `latchkey account export`.
struct AccountExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Export all accounts, one JSON object a line, or everything about one.",
        discussion: """
            With a login it is everything that is kept about that person, sessions and events included, as one JSON \
            object. Without one, latchkey account import reads what this writes. Sessions and keys are not part of it. The audit log tells of \
            every export, and whether it had the password hashes.

            Example:
            latchkey account export --output accounts.jsonl
            """
    )

    private static let page = 500

    @Argument(help: "The e-mail address, user name or identifier of one account.")
    var login: String?

    @Flag(help: "Include the password hashes: whoever has them can try passwords at leisure.")
    var withPasswordHashes = false

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp("Write to this new file, for its owner only.", valueName: "file")
    )
    var path: String?

    @OptionGroup var data: DataOptions

    func validate() throws {
        guard login == nil || !withPasswordHashes else {
            throw ValidationError("What is exported of one person never holds a password hash.")
        }
    }

    func run() async throws {
        if let login { return try await exportPerson(login) }
        let export = AccountExport(storage: try await data.open().storage)
        let descriptor = try path.map(create)
        defer { descriptor.map(Descriptor.close) }
        try await export.begin(withPasswordHashes: withPasswordHashes)
        var cursor: UUIDv7?
        repeat {
            let rows = try await export.page(
                after: cursor,
                limit: Self.page,
                withPasswordHashes: withPasswordHashes
            )
            try write(rows.map { json($0).json() + "\n" }.joined(), to: descriptor)
            cursor = rows.count < Self.page ? nil : rows.last?.account.id
        } while cursor != nil
    }

    private func exportPerson(_ login: String) async throws {
        let folder = try await data.open()
        let account = try await folder.account(login)
        let person = try await PersonalDataExport(storage: folder.storage).data(of: account.id)
        let descriptor = try path.map(create)
        defer { descriptor.map(Descriptor.close) }
        try write(person.json().json() + "\n", to: descriptor)
    }

    private func json(_ row: AccountExport.Row) -> JSONObject {
        guard let hash = row.passwordHash else { return row.account.json }
        return .unique(
            row.account.json.members.map { ($0.name, $0.value) } + [("password_hash", .string(hash))]
        )
    }

    private func create(_ path: String) throws -> Int32 {
        do {
            return try Descriptor.create(path)
        } catch  where error.isExisting {
            throw CommandFailure.environment("\(path) exists already. Remove it, or choose another name.")
        } catch {
            throw CommandFailure.environment(
                "cannot write \(path): \(error.reason). Choose a folder you may write to."
            )
        }
    }

    private func write(_ text: String, to descriptor: Int32?) throws {
        guard let descriptor else { return try Output.write(text) }
        do {
            try Descriptor.write(Array(text.utf8), to: descriptor)
        } catch {
            throw CommandFailure.environment("cannot write \(path ?? ""): \(error.reason).")
        }
    }
}
