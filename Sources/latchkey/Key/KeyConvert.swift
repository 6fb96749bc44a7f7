import ArgumentParser
import LatchkeyJOSE

/// `latchkey key convert`.
struct KeyConvert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write a key file in another format, its private part included.",
        discussion: """
            Example:
            latchkey key convert private.pem --format jwk --output private.jwk
            """
    )

    @Argument(help: ArgumentHelp("The key: PEM or JWK; - for standard input.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("jwk or pem.", valueName: "format"))
    var format: KeyFormat

    @Option(
        help: ArgumentHelp(
            "A new file for the key, readable by you alone, instead of standard output.",
            valueName: "file"
        )
    )
    var output: String?

    @OptionGroup var answer: OutputOptions

    func run() throws {
        guard case .key(var key) = try KeyFile.read(file, algorithms: []) else {
            throw CommandFailure.refused("\(file) is a JWK Set; take the key out of it first.")
        }
        // PEM has no place for a name; the thumbprint is the one that everybody can recompute.
        if key.keyID == nil { key.keyID = key.thumbprint() }
        try FileOutput.write(format.text(of: key, asJSON: answer.json), to: output)
    }
}
