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
        help: ArgumentHelp("A private key: PEM, JWK or JWK Set; - for standard input.", valueName: "file")
    )
    var file: String?

    @Option(help: ArgumentHelp("jwk or pem, for a file with one key.", valueName: "format"))
    var format: KeyFormat = .jwk

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard file != nil || format == .jwk else {
            throw ValidationError("The server's key set has no PEM form; use --format jwk.")
        }
    }

    func run() async throws {
        guard let file else { return try await Output.print(data.open().keyRing().published.json()) }
        switch try KeyFile.read(file, algorithms: []) {
        case .set(let set) where format == .jwk:
            try Output.print(set.publicKeys.json())
        case .openSSLKey(let key):
            try Output.print(format == .jwk ? key.publicKey.json() : key.publicKey.pem())
        case .set, .mixedSet:
            throw CommandFailure.usage("a JWK Set has no PEM form; use --format jwk.")
        case .key(let key):
            guard let key = key.publicKey else {
                throw CommandFailure.refused("\(file) is a shared secret, which has no public part.")
            }
            try Output.write(format.text(of: key, asJSON: output.json))
        }
    }
}
