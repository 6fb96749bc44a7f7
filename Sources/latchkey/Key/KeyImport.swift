import ArgumentParser
import LatchkeyJOSE
import LatchkeyTokens

/// `latchkey key import`.
struct KeyImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Give the server a private key made elsewhere to sign with.",
        discussion: """
            As with a rotation it signs after five minutes, and the old key verifies until its last token has expired. \
            A shared secret is never published: whoever verifies by the server's key set refuses its tokens. The server \
            itself accepts ES256, EdDSA, RS256 and what tokens.algorithm names.

            Example:
            ssh-keygen -t rsa -b 4096 -m PEM -f id && latchkey key import id
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The private key in any format; - for standard input.",
            valueName: "file"
        )
    )
    var file: String

    @Option(
        help: ArgumentHelp("The algorithm to use it with; by default the key's first.", valueName: "name")
    )
    var algorithm: SignatureAlgorithm?

    @Flag(
        help: "Sign with it at once; services that have not fetched it yet refuse its tokens until they do."
    )
    var now = false

    @OptionGroup var unpublished: UnpublishedKeyOptions
    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try passphrase.check(file: file)
    }

    func run() async throws {
        let algorithms = algorithm.map { [$0] } ?? []
        guard
            case .key(let key) = try KeyFile.read(file, algorithms: algorithms, passphrase: passphrase.read())
        else {
            throw CommandFailure.refused("\(file) is a JWK Set; take the one key out of it first.")
        }
        let folder = try await data.open()
        let ring = try await folder.keyRing()
        try folder.configuration.check(signingWith: algorithm ?? KeyRing.algorithm(importing: key))
        try unpublished.check(key.keyType == .oct, in: ring)
        let added = try await ring.add(importing: key, algorithm: algorithm, immediately: now)
        try await folder.record(added)
        try NewRingKey(key: added, ring: ring).print(asJSON: output.json)
    }
}
