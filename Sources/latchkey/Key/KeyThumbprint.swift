import ArgumentParser
import LatchkeyJOSE
import LatchkeyOpenSSL

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
        let file = try KeyFile.read(
            file,
            algorithms: [],
            passphrase: passphrase.read(),
            namesAlgorithm: false
        )
        let prints = file.keys.map(thumbprint) + (try file.openSSLKeys.map(thumbprint))
        guard output.json else {
            for print in prints { try Output.print(print.text) }
            return
        }
        let list = prints.map { print in
            JSONValue.object(
                .unique([
                    ("thumbprint", .string(print.text)),
                    ("kid", print.keyID.map(JSONValue.string) ?? .null),
                    ("kty", .string(print.type.rawValue)),
                ])
            )
        }
        try Output.print(JSONValue.array(list).json())
    }

    private struct Thumbprint {
        let text: String
        let keyID: String?
        let type: KeyType
    }

    private func thumbprint(_ key: JWK) -> Thumbprint {
        let text = uri ? key.thumbprintURI(hash) : key.thumbprint(hash)
        return Thumbprint(text: text, keyID: key.keyID, type: key.keyType)
    }

    private func thumbprint(_ key: OpenSSLKey) throws -> Thumbprint {
        guard hash == .sha256 else {
            throw CommandFailure.usage(
                "the thumbprint of a key for \(key.algorithm) is made with sha256 only."
            )
        }
        let prefix = uri ? "urn:ietf:params:oauth:jwk-thumbprint:sha-256:" : ""
        return Thumbprint(
            text: prefix + key.thumbprint(),
            keyID: key.keyID,
            type: key.algorithm.keyType
        )
    }
}
