import ArgumentParser
import LatchkeyJOSE

/// `latchkey token decrypt`.
struct TokenDecrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt",
        abstract: "Decrypt a token and print its content.",
        discussion: """
            Whoever has the public key can make a token that decrypts: verify a signed token inside with latchkey token \
            verify. Exit code 0: decrypted; 1: refused.

            Example:
            latchkey token decrypt - --key private.pem < token.txt > letter.txt
            """
    )

    @OptionGroup var token: TokenArgument

    @Option(
        help: ArgumentHelp(
            "The key, or - for standard input: PEM, JWK, JWK Set, a raw secret or a password.",
            valueName: "file"
        )
    )
    var key: String

    @Option(
        help: ArgumentHelp(
            "An accepted alg; may be repeated. By default those the keys are for.",
            valueName: "name"
        )
    )
    var algorithm: [KeyManagementAlgorithm] = []

    @Option(
        help: ArgumentHelp("An accepted enc; may be repeated. By default all.", valueName: "name")
    )
    var encryption: [ContentEncryption] = []

    @Flag(help: "Inflate compressed content (zip), up to 250 KiB.")
    var inflate = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard key != "-" || (token.token ?? "-") != "-" else {
            throw ValidationError("Only one of token and key can come from standard input.")
        }
    }

    func run() throws {
        let file = try KeyFile.readForEncryption(key, algorithms: algorithm)
        let algorithms = algorithm.isEmpty ? file.keyManagementAlgorithms : Set(algorithm)
        let text = try token.text()
        let decrypted: DecryptedJWE
        do throws(JWTError) {
            let decrypter = decrypter(file, algorithms)
            decrypted =
                text.utf8.first == UInt8(ascii: "{")
                ? try decrypter.decryptJSON(text) : try decrypter.decrypt(text)
        } catch {
            try refuse(error, sentence(error, text, algorithms))
        }
        try accept(decrypted)
    }

    private func decrypter(_ file: KeyFile, _ algorithms: Set<KeyManagementAlgorithm>) -> JWEDecrypter {
        let encryptions = encryption.isEmpty ? Set(ContentEncryption.allCases) : Set(encryption)
        let compression: JWECompression = inflate ? .deflate() : .refused
        return switch file {
        case .key(let key):
            JWEDecrypter(
                key: key,
                algorithms: algorithms,
                encryptions: encryptions,
                compression: compression
            )
        // A key of secp256k1 or Ed448 decrypts nothing: there the set is empty.
        case .set, .mixedSet, .openSSLKey:
            JWEDecrypter(
                keys: JWKSet(file.keys),
                algorithms: algorithms,
                encryptions: encryptions,
                compression: compression
            )
        }
    }

    private func accept(_ decrypted: DecryptedJWE) throws {
        guard !output.json else { return try Output.print(decrypted.json) }
        try Output.write(content: decrypted.plaintext)
        if decrypted.header.contentType?.utf8.elementsEqual("JWT".utf8) == true {
            Output.complain("note: nobody has verified the token inside; latchkey token verify does.")
        }
    }

    private func refuse(_ error: JWTError, _ sentence: String) throws -> Never {
        guard output.json else { throw CommandFailure.refused("\(error.code): \(sentence)") }
        try Output.print(["ok": false, "error": .string(error.code), "message": .string(sentence)])
        throw AnsweredRefusal()
    }

    private func sentence(
        _ error: JWTError,
        _ text: String,
        _ algorithms: Set<KeyManagementAlgorithm>
    ) -> String {
        switch error {
        case .malformed where text.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2:
            return "The token is signed and not encrypted; latchkey token verify reads it."
        case .algorithmNotAllowed(let name) where KeyManagementAlgorithm(name: name) != nil:
            let names = algorithms.map(\.name).sorted()
            return "The token's algorithm is \(name); accepted here: "
                + (names.isEmpty ? "none, since no key can be used." : names.joined(separator: ", ") + ".")
        case .headerInvalid(let name, _) where name == "zip" && !inflate:
            return "The content is compressed; --inflate accepts that, up to 250 KiB."
        default: return error.description
        }
    }
}

extension DecryptedJWE {
    fileprivate var json: JSONObject {
        let content: (String, JSONValue) =
            String(validating: plaintext, as: UTF8.self).map { ("payload", .string($0)) }
            ?? ("payload_base64url", .string(Base64URL.encode(plaintext)))
        return .unique([
            ("ok", true), ("header", .object(header.parameters)),
            ("kid", keyID.map(JSONValue.string) ?? .null), content,
        ])
    }
}

extension JWEHeader {
    /// The three headers as one, which they are for their reader.
    fileprivate var parameters: JSONObject {
        .unique(protected.members + unprotected.members + recipient.members)
    }
}
