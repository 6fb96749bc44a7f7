import ArgumentParser
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyServer

/// `latchkey account import`.
struct AccountImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Import accounts from a file, with the password hashes of another system.",
        discussion: """
            The file holds one JSON object a line (.jsonl), or comma-separated values with a header (.csv). \
            Columns: id (a UUID), email, username, name, password_hash or password, email_verified, \
            roles, created_at, locked_at; email or username is needed.

            Hashes of Werkzeug, Django, passlib, bcrypt, argon2, scrypt and Firebase are taken over as they \
            are, and replaced by argon2id when their owners log in for the first time. Nobody logs in with an \
            empty password, also where a hash is of one.

            A thousand rows are one transaction. A run that was killed goes on where it stopped when it is \
            started again; a finished one changes nothing. Rows that are refused are told by line and \
            reason, and make the exit code 1.

            Example:
            latchkey account import users.csv --report refused.csv
            """
    )

    private static let shownRefusals = 10
    private static let page = 500

    @Argument(help: "The file.")
    var file: String

    @Option(
        help: ArgumentHelp("How it is written, where its ending does not tell.", valueName: "format")
    )
    var format: ImportFormat?

    @Flag(help: "Check every row and change nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Write the refused rows to this new file.", valueName: "file"))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "Firebase's password hash parameters, as its console shows them; hashes have their salt in the column "
                + "password_salt.",
            valueName: "file"
        )
    )
    var firebaseParameters: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard let format = format ?? ImportFormat(path: file) else {
            throw CommandFailure.usage(
                "the name \(file) does not tell the format; add --format jsonl or --format csv."
            )
        }
        let run = try ImportRun(file, format: format, firebase: firebase())
        defer { Descriptor.close(run.descriptor) }
        let configuration = try await data.configuration()
        let folder = try await dryRun ? Installation.open(configuration) : Installation.make(configuration)
        let accountImport = AccountImport(
            storage: folder.storage,
            hasher: PasswordHasher(parameters: configuration.argon2),
            policy: try configuration.passwordPolicy()
        )
        let report = try report.map { try RefusalReport($0) }
        defer { report?.close() }
        let progress = try await dryRun ? check(run, accountImport, report) : take(run, accountImport, report)
        try answer(progress)
        if progress.refused > 0 { throw AnsweredRefusal() }
    }

    private func firebase() throws -> FirebaseHashParameters? {
        guard let firebaseParameters else { return nil }
        guard let parameters = FirebaseHashParameters(try FileInput.readText(firebaseParameters)) else {
            throw CommandFailure.refused(
                "\(firebaseParameters) does not hold Firebase's hash_config with algorithm SCRYPT, base64_signer_key, "
                    + "base64_salt_separator, rounds and mem_cost."
            )
        }
        return parameters
    }

    private func check(
        _ run: ImportRun,
        _ accountImport: AccountImport,
        _ report: RefusalReport?
    ) async throws -> ImportProgress {
        var count = 0
        return try await run.check(with: accountImport) { refusal in
            try tell(refusal, &count, report)
        }
    }

    private func take(
        _ run: ImportRun,
        _ accountImport: AccountImport,
        _ report: RefusalReport?
    ) async throws -> ImportProgress {
        let progress = try await run.take(with: accountImport)
        var count = 0
        var line: Int? = 0
        while let last = line {
            let page = try await accountImport.refusals(of: progress.key, after: last, limit: Self.page)
            for refusal in page { try tell(refusal, &count, report) }
            line = page.count < Self.page ? nil : page.last?.line
        }
        return progress
    }

    /// Writes a refusal down, and the first few on standard error where there is no report.
    private func tell(_ refusal: ImportRefusal, _ count: inout Int, _ report: RefusalReport?) throws {
        count += 1
        if let report { return try report.append(refusal) }
        if count <= Self.shownRefusals {
            Output.complain(
                "line \(refusal.line): \(refusal.fault.column ?? "the row") \(refusal.fault.reason)."
            )
        } else if count == Self.shownRefusals + 1 {
            Output.complain("more rows are refused; --report writes all of them to a file.")
        }
    }

    private func answer(_ progress: ImportProgress) throws {
        guard !output.json else {
            return try Output.print(
                .unique([
                    ("rows", .integer(Int64(progress.rows))),
                    ("imported", .integer(Int64(progress.imported))),
                    ("refused", .integer(Int64(progress.refused))),
                    ("dry_run", .bool(dryRun)),
                ])
            )
        }
        let verb = dryRun && !progress.isFinished ? "Would import" : "Imported"
        let accounts = "\(progress.imported) account\(progress.imported == 1 ? "" : "s")"
        try Output.print("\(verb) \(accounts) of \(progress.rows) rows; \(progress.refused) refused.")
    }
}
