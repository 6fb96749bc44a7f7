import ArgumentParser
import LatchkeyJOSE

/// `latchkey token encrypt`.
struct TokenEncrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt",
        abstract: "Encrypt a text, or a signed token, and print the token.",
        discussion: """
            Encryption hides and does not sign: to say who wrote, encrypt a token that latchkey token sign has made and \
            tell the reader so with --header '{"cty":"JWT"}'.

            Example:
            latchkey token encrypt --key public.pem --payload @letter.txt
            """
    )

    @Option(
        help: ArgumentHelp(
            "The recipient's key, or - for standard input: PEM, JWK, a raw secret or a password.",
            valueName: "file"
        )
    )
    var key: String

    @Option(
        help: ArgumentHelp(
            "How the content key is managed (alg), for example RSA-OAEP-256; by default what the key is best for.",
            valueName: "name"
        )
    )
    var algorithm: KeyManagementAlgorithm?

    @Option(
        help: ArgumentHelp(
            "How the content is encrypted (enc); by default A256GCM, or what the key says.",
            valueName: "name"
        )
    )
    var encryption: ContentEncryption?

    @Option(
        help: ArgumentHelp(
            "The rounds of PBKDF2 for a password, from 1,000 to 1,200,000; by default what OWASP recommends.",
            valueName: "number"
        )
    )
    var iterations: Int?

    @Option(
        help: ArgumentHelp(
            "The content: @ and the name of a file, or - for standard input.",
            valueName: "@file|-"
        )
    )
    var payload: String = "-"

    @Option(
        help: ArgumentHelp(
            "Further header parameters: a JSON object, or @ and a file's name.",
            valueName: "json"
        )
    )
    var header: String = "{}"

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard payload == "-" || payload.utf8.first == UInt8(ascii: "@") else {
            throw ValidationError(
                "Other users see a command's arguments; give the payload as @FILE, or as - on standard input."
            )
        }
        guard [key == "-", payload == "-" || payload == "@-", header == "@-"].count(where: \.self) < 2 else {
            throw ValidationError("Only one of key, payload and header can come from standard input.")
        }
    }

    func run() throws {
        let file = try KeyFile.readForEncryption(key, algorithms: algorithm.map { [$0] } ?? [])
        let encrypter = try JWEEncrypter(
            key: file.onlyKey(path: key),
            algorithm: algorithm,
            encryption: encryption,
            header: try JSONArgument.parameters(header, option: "--header"),
            passwordIterations: iterations
        )
        let token = try encrypter.encrypt(content())
        try output.json ? Output.print(["token": .string(token)]) : Output.print(token)
    }

    private func content() throws -> [UInt8] {
        guard payload == "-" else { return try FileInput.read(String(payload.dropFirst())) }
        if Descriptor.isTerminal(Descriptor.standardInput) {
            throw CommandFailure.usage("give the payload on standard input, or with --payload @FILE.")
        }
        return try Input.readAll()
    }
}

extension KeyFile {
    /// The one key of the file that can encrypt.
    fileprivate func onlyKey(path: String) throws -> JWK {
        let candidates = keys.filter { !$0.keyManagementAlgorithms.isEmpty }
        guard let key = candidates.first else {
            throw CommandFailure.refused(
                "\(path) holds no key to encrypt with; RSA, P-256, P-384, P-521, X25519 and shared keys can."
            )
        }
        guard candidates.count == 1 else {
            throw CommandFailure.refused(
                "\(path) holds \(candidates.count) keys to encrypt with; give a file with one."
            )
        }
        return key
    }
}
