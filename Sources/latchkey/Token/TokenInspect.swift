import ArgumentParser
import FoundationEssentials

/// `latchkey token inspect`.
struct TokenInspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a token is, what it says, and what is wrong with it.",
        discussion: """
            No key is needed and no signature is checked: anybody can have written what is shown. \
            Exit code 0: it can be read; 1: it is no token.
            """
    )

    @OptionGroup var token: TokenArgument

    @Option(
        help: ArgumentHelp(
            "The moment to judge its dates at, instead of now: 2026-11-21T11:46:00Z.",
            valueName: "time"
        )
    )
    var at: TimeArgument?

    @OptionGroup var output: OutputOptions

    func run() throws {
        let now = at?.date ?? Date()
        let inspection = TokenInspection(try token.text(), at: now)
        try output.json ? Output.print(inspection.json) : Output.write(inspection.text(at: now))
        guard inspection.isReadable else { throw AnsweredRefusal() }
    }
}
