import ArgumentParser
internal import CMemory

/// The command line: a noun, then a verb.
@main
struct LatchkeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latchkey",
        abstract: "JWT user authentication: a server, and tools for its keys, tokens and accounts.",
        discussion: """
            Exit codes: 0 done; 1 refused or invalid; 2 wrong usage; 3 the environment is in the way \
            (a folder that cannot be written, a port in use, a missing master key).
            """,
        version: LatchkeyVersion.text,
        subcommands: [
            ServeCommand.self,
            AccountCommand.self,
            InvitationCommand.self,
            SessionCommand.self,
            ClientCommand.self,
            AuditCommand.self,
            KeyCommand.self,
            TokenCommand.self,
            DoctorCommand.self,
            BackupCommand.self,
            RestoreCommand.self,
            MigrateCommand.self,
            BenchCommand.self,
        ]
    )

    static func main() async {
        latchkey_prepare_malloc()
        Descriptor.exit(await CommandRun.run(ArgumentText.read))
    }
}
