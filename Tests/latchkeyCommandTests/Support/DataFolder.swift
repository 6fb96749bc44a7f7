import Testing

/// A data folder made as a person makes one.
enum DataFolder {
    static let password = "zebra umbrella 44 quartz"

    /// Makes `./data` with one account.
    static func make(
        in folder: TemporaryFolder,
        login: String = "ada@example.org",
        role: String? = nil
    ) throws {
        let role = role.map { ["--role", $0] } ?? []
        let run = try Latchkey.run(
            ["account", "add", login, "--password-stdin"] + role,
            input: Array("\(password)\n".utf8),
            in: folder
        )
        try #require(run.status == 0, "\(run.error)")
    }
}
