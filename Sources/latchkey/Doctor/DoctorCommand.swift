import ArgumentParser
import LatchkeyAccounts
import LatchkeyJOSE

/// `latchkey doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Measure this machine, and say how to set the server up on it.",
        discussion: """
            --calibrate-passwords hashes a password at one cost after the other, about ten seconds, and recommends the \
            highest cost that takes no longer than the target. It never goes below the minimum of OWASP's Password \
            Storage Cheat Sheet. Run it on the machine that will serve, while that has nothing else to do.

            Hashes of another cost stay good: each is made anew at the next login of its owner.
            """
    )

    @Flag(help: "Find the cost of password hashes for this machine.")
    var calibratePasswords = false

    @Option(help: ArgumentHelp("How long one hash may take, in milliseconds.", valueName: "milliseconds"))
    var target = 150

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard calibratePasswords else { throw ValidationError("add --calibrate-passwords.") }
        guard (1...10_000).contains(target) else {
            throw ValidationError("--target takes milliseconds from 1 to 10000.")
        }
    }

    func run() async throws {
        let calibration = try await PasswordCalibration.measure(target: .milliseconds(target))
        if output.json { try Output.print(calibration.json) } else { try Output.write(calibration.text) }
    }
}
