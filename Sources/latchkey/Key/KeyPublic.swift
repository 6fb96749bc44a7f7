import ArgumentParser
import LatchkeyJOSE
import LatchkeyOpenSSL
import LatchkeyTokens

/// `latchkey key public`.
struct KeyPublic: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "public",
        abstract: "Print the public part of a key file, or the key set that the server publishes.",
        discussion: "Without a file it is the server's key set, a JWK Set as /.well-known/jwks.json has it."
    )

    @Argument(
        help: ArgumentHelp("A private key in any format; - for standard input.", valueName: "file")
    )
    var file: String?

    @Option(help: ArgumentHelp("The format, for a file with one key.", valueName: "format"))
    var format: KeyFileFormat = .jwk

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try passphrase.check(file: file)
        guard file != nil || format == .jwk else {
            throw ValidationError("The server's key set has no PEM form; use --format jwk.")
        }
    }

    func run() async throws {
        guard let file else { return try await Output.print(data.open().keyRing().published.json()) }
        switch try KeyFile.read(file, algorithms: [], passphrase: passphrase.read(), namesAlgorithm: false) {
        case .set(let set) where format == .jwk || format == .jwks:
            try Output.print(set.publicKeys.json())
        case .openSSLKey(let key):
            try Output.print(format == .jwk ? key.publicKey.json() : key.publicKey.pem())
        case .set, .mixedSet:
            throw CommandFailure.usage("a JWK Set has no PEM form; use --format jwk.")
        case .key(let key):
            guard let key = key.publicKey else {
                throw CommandFailure.refused("\(file) is a shared secret, which has no public part.")
            }
            try Output.write(format.file(of: key, asJSON: output.json))
        }
    }
}
