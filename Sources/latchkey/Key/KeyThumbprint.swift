import ArgumentParser
import LatchkeyJOSE

/// `latchkey key thumbprint`.
struct KeyThumbprint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thumbprint",
        abstract: "Print the SHA-256 thumbprint of a key (RFC 7638), its kid by custom.",
        discussion:
            "For a JWK Set there is one line a key, in order. A private key and its public part have one thumbprint."
    )

    @Argument(help: ArgumentHelp("The key: PEM, JWK or JWK Set; - for standard input.", valueName: "file"))
    var file: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let keys = try KeyFile.read(file, algorithms: []).keys
        guard !output.json else {
            let prints = keys.map { key in
                JSONValue.object(
                    .unique([
                        ("thumbprint", .string(key.thumbprint())),
                        ("kid", key.keyID.map(JSONValue.string) ?? .null),
                        ("kty", .string(key.keyType.rawValue)),
                    ])
                )
            }
            return try Output.print(JSONValue.array(prints).json())
        }
        for key in keys { try Output.print(key.thumbprint()) }
    }
}
