import ArgumentParser
import FoundationEssentials
import LatchkeyJOSE
import LatchkeyOpenSSL

/// `latchkey token sign`.
struct TokenSign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Sign claims and print the token.",
        discussion: """
            The claims are signed as given. --expires-in adds exp, and iat where the claims have none.

            Example:
            latchkey token sign --key private.pem --claims '{"sub":"42"}' --expires-in 15m
            """
    )

    @Option(
        help: ArgumentHelp(
            "The private key in any format, or - for standard input.",
            valueName: "file"
        )
    )
    var key: String

    @Option(help: ArgumentHelp("The algorithm; by default the key's first.", valueName: "name"))
    var algorithm: SignatureAlgorithm?

    @Option(
        help: ArgumentHelp(
            "The claims: a JSON object, or @ and the name of a file that holds one.",
            valueName: "json"
        )
    )
    var claims: String = "{}"

    @Option(
        // Else "-5m" would be taken for an option, and the value said to be missing.
        parsing: .unconditional,
        help: ArgumentHelp("How long the token is valid, for example 15m.", valueName: "duration")
    )
    var expiresIn: DurationArgument?

    @Option(
        help: ArgumentHelp(
            "Further header parameters: a JSON object, or @ and a file's name.",
            valueName: "json"
        )
    )
    var header: String = "{}"

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try passphrase.check(file: key)
        guard
            [key == "-" || passphrase.passphraseStdin, claims == "@-", header == "@-"].count(where: \.self)
                < 2
        else {
            throw ValidationError(
                "Only one of key, passphrase, claims and header can come from standard input."
            )
        }
    }

    func run() throws {
        let algorithms = algorithm.map { [$0] } ?? []
        let file = try KeyFile.read(key, algorithms: algorithms, passphrase: passphrase.read())
        let signer = try signer(file)
        let payload = try payload(at: Date())
        let token = try signer.sign(payload: payload)
        if !payload.contains("exp") {
            Output.complain("note: the token has no exp and never expires; --expires-in 15m would end it.")
        }
        try output.json ? Output.print(["token": .string(token)]) : Output.print(token)
    }

    private func signer(_ file: KeyFile) throws -> JWTSigner {
        guard case .openSSLKey(var other) = file else {
            return try JWTSigner(key: file.signingKey(path: key), algorithm: algorithm, header: parameters())
        }
        guard other.isPrivate else { throw CommandFailure.publicKeysOnly(key) }
        if let algorithm { try other.restrict(to: algorithm) }
        return try JWTSigner(signer: other, header: parameters())
    }

    private func parameters() throws -> [String: JSONValue] {
        try JSONArgument.parameters(header, option: "--header")
    }

    private func payload(at now: Date) throws -> JSONObject {
        let claims = try JSONArgument.object(claims, option: "--claims")
        guard let expiresIn else { return claims }
        guard !claims.contains("exp") else {
            throw CommandFailure.usage(
                "the claims have an exp already; leave it out, or leave out --expires-in."
            )
        }
        let issuedAt = Int64(now.timeIntervalSince1970)
        var members = claims.members
        if !claims.contains("iat") { members.append(("iat", .integer(issuedAt))) }
        // An iat of one's own is where the time begins to run; signing refuses one that is no number.
        let start = (try? claims.number("iat")) ?? Double(issuedAt)
        let expiry = start + expiresIn.seconds
        members.append(("exp", Int64(exactly: expiry).map(JSONValue.integer) ?? .double(expiry)))
        return try JSONObject(members: members)
    }
}

extension KeyFile {
    /// The one key of the file that can sign.
    fileprivate func signingKey(path: String) throws -> JWK {
        let candidates = keys.filter(\.isPrivate)
        guard let key = candidates.first else {
            throw CommandFailure.publicKeysOnly(path)
        }
        guard candidates.count == 1 else {
            throw CommandFailure.refused(
                "\(path) holds \(candidates.count) private keys; give a file with one."
            )
        }
        return key
    }
}

extension CommandFailure {
    fileprivate static func publicKeysOnly(_ path: String) -> CommandFailure {
        refused("\(path) holds public keys only; signing takes the private one.")
    }
}
