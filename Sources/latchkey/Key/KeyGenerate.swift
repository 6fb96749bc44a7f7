import ArgumentParser
import LatchkeyJOSE
import LatchkeyOpenSSL

/// `latchkey key generate`.
struct KeyGenerate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make a new private key, or a shared secret, to sign or to encrypt with.",
        discussion: """
            Example:
            latchkey key generate --algorithm RS256 --format pem --output private.pem
            """
    )

    @Option(help: ArgumentHelp("The algorithm the key is for.", valueName: "name"))
    var algorithm: NewKeyAlgorithm = .signature(.es256)

    @Option(
        help: ArgumentHelp("The size of an RSA key (3072 by default) or of a secret.", valueName: "number")
    )
    var bits: Int?

    @Option(help: ArgumentHelp("The format.", valueName: "format"))
    var format: KeyFileFormat = .jwk

    @Option(
        help: ArgumentHelp(
            "A new file for the key, readable by you alone, instead of standard output.",
            valueName: "file"
        )
    )
    var output: String?

    @OptionGroup var answer: OutputOptions

    func validate() throws {
        guard [.jwk, .jwks, .raw].contains(format) || !algorithm.isShared else {
            throw ValidationError("A shared secret has no PEM form; use --format jwk.")
        }
    }

    func run() throws {
        try FileOutput.write(file(), to: output)
    }

    private func file() throws -> [UInt8] {
        switch algorithm {
        case .keyManagement(let algorithm):
            return try format.file(of: JWK.generate(algorithm, bits: bits), asJSON: answer.json)
        case .signature(let algorithm) where algorithm.takesJWK:
            return try format.file(of: JWK.generate(algorithm, bits: bits), asJSON: answer.json)
        case .signature(let algorithm):
            guard bits == nil else {
                throw CommandFailure.usage("keys for \(algorithm) have one size; leave out --bits.")
            }
            return try format.file(of: OpenSSLKey.generate(algorithm), asJSON: answer.json)
        }
    }
}
