import ArgumentParser
import FoundationEssentials
import LatchkeyJOSE

/// `latchkey token inspect`.
struct TokenInspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a token is, what it says, and what is wrong with it.",
        discussion: """
            No key is needed: anybody can have written what is shown. With --key or --jwks the signature is \
            checked, too, and a key that does not fit is explained. Exit code 0: it can be read, whatever is wrong \
            with it; 1: it is no token.
            """
    )

    @OptionGroup var token: TokenArgument
    @OptionGroup var keys: KeyOptions

    @Option(
        help: ArgumentHelp(
            "The moment to judge its dates at, instead of now: 2026-11-21T11:46:00Z.",
            valueName: "time"
        )
    )
    var at: TimeArgument?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        let readsKeys = keys.key == "-" || keys.jwks == "-"
        guard !readsKeys || (token.token ?? "-") != "-" else {
            throw ValidationError("Only one of token and keys can come from standard input.")
        }
    }

    func run() async throws {
        let now = at?.date ?? Date()
        var inspection = TokenInspection(try token.text(), at: now)
        if keys.isGiven, let header = inspection.header, inspection.kind == .signed {
            inspection.check(with: KeyFindings(keys: try await keys.read(for: header), header: header))
        }
        try output.json ? Output.print(inspection.json) : Output.write(inspection.text(at: now))
        guard inspection.isReadable else { throw AnsweredRefusal() }
    }
}

extension KeyOptions {
    /// Reads the keys for a token that is only looked at: there its own word decides whether a file can be a raw secret.
    fileprivate func read(for header: JSONObject) async throws -> KeyFile {
        guard case .string(let name)? = header["alg"], let algorithm = SignatureAlgorithm(name: name),
            algorithm.keyType == .oct
        else { return try await read(algorithms: []) }
        return try await read(algorithms: [algorithm])
    }
}
