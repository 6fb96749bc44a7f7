import ArgumentParser

/// `latchkey audit …`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Read the audit log, and verify that nobody has changed it.",
        subcommands: [AuditList.self, AuditVerify.self]
    )
}
