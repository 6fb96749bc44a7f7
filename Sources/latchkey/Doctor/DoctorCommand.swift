import ArgumentParser
import FoundationEssentials
import LatchkeyAccounts
import LatchkeyJOSE

/// `latchkey doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Look for what is wrong with this installation, and say what to change.",
        discussion: """
            Looks at the database, the master key, the signing keys, permissions, the disk, the clock, cookies, TLS, \
            proxies, mail and Redis, beside a running server or without one, and changes nothing. Give it the configuration \
            that the server gets. Exits 1 when something does not work or is not safe; warnings alone exit 0.

            --calibrate-passwords does something else: it hashes a password at one cost after the other, about ten \
            seconds, and recommends the highest cost that takes no longer than the target. It never goes below the \
            minimum of OWASP's Password Storage Cheat Sheet. Run it on the machine that will serve, while that has \
            nothing else to do. Hashes of another cost stay good: each is made anew at the next login of its owner.
            """
    )

    @Flag(help: "Find the cost of password hashes for this machine.")
    var calibratePasswords = false

    @Option(
        help: ArgumentHelp(
            "How long one hash may take, in milliseconds. (default: 150)",
            valueName: "milliseconds"
        )
    )
    var target: Int?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard let target else { return }
        guard calibratePasswords else { throw ValidationError("--target needs --calibrate-passwords.") }
        guard (1...10_000).contains(target) else {
            throw ValidationError("--target takes milliseconds from 1 to 10000.")
        }
    }

    func run() async throws {
        guard calibratePasswords else { return try await examine() }
        let calibration = try await PasswordCalibration.measure(target: .milliseconds(target ?? 150))
        if output.json { try Output.print(calibration.json) } else { try Output.write(calibration.text) }
    }

    private func examine() async throws {
        let configuration = try await data.configuration()
        let findings = await Checkup(configuration: configuration, now: Date()).findings()
        if output.json {
            try Output.print(Checkup.json(findings))
        } else {
            try Output.write(Checkup.text(findings))
        }
        if findings.contains(where: { $0.severity == .problem }) { throw AnsweredRefusal() }
    }
}
