import ArgumentParser
import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// `latchkey key list`.
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the server's signing keys, youngest first.",
        discussion: "With --json there is one object a line."
    )

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let ring = try await data.open().keyRing()
        let now = Date()
        let reports = ring.keys.map { RingKeyReport(key: $0, state: ring.state(of: $0, at: now)) }
        if output.json { return try Output.print(lines: reports.map(\.json)) }
        try Output.write(reports.map(\.text).joined(separator: "\n"))
    }
}
