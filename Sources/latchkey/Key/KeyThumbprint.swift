import ArgumentParser
import LatchkeyJOSE

/// `latchkey key thumbprint`.
struct KeyThumbprint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thumbprint",
        abstract: "Print the thumbprint of a key (RFC 7638), its kid by custom.",
        discussion:
            "For a JWK Set there is one line a key, in order. A private key and its public part have one thumbprint."
    )

    @Argument(help: ArgumentHelp("The key, in any format; - for standard input.", valueName: "file"))
    var file: String

    @Flag(help: "Print the thumbprint as a URI (RFC 9278).")
    var uri = false

    @Option(help: ArgumentHelp("The hash function.", valueName: "name"))
    var hash: JWK.ThumbprintHash = .sha256

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try passphrase.check(file: file)
    }

    func run() throws {
        let keys = try KeyFile.read(file, algorithms: [], passphrase: passphrase.read()).keys
        guard output.json else {
            for key in keys { try Output.print(uri ? key.thumbprintURI(hash) : key.thumbprint(hash)) }
            return
        }
        let prints = keys.map { key in
            JSONValue.object(
                .unique([
                    ("thumbprint", .string(uri ? key.thumbprintURI(hash) : key.thumbprint(hash))),
                    ("kid", key.keyID.map(JSONValue.string) ?? .null),
                    ("kty", .string(key.keyType.rawValue)),
                ])
            )
        }
        try Output.print(JSONValue.array(prints).json())
    }
}
