import ArgumentParser
import LatchkeyJOSE
import LatchkeyOpenSSL

/// `latchkey key convert`.
struct KeyConvert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Write a key file in another format, its private part included.",
        discussion: """
            Any format is read: JWK, JWK Set, PEM and DER of PKCS#1, PKCS#8, SEC1 and SPKI, OpenSSH keys, X.509 \
            certificates, and with --algorithm a raw secret. pem is PKCS#8 for a private key and SPKI for a public \
            one, der the same in octets.

            Examples:
            latchkey key convert private.pem --to jwk --output private.jwk
            latchkey key convert id_ed25519 --to pkcs8 --encrypt --output private.pem
            """
    )

    @Argument(help: ArgumentHelp("The key, in any format; - for standard input.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The new format.", valueName: "format"))
    var to: KeyFileFormat

    @Flag(help: "Write the public part only.")
    var `public` = false

    @Flag(help: "DER instead of PEM.")
    var der = false

    @Option(help: ArgumentHelp("Which key of a JWK Set.", valueName: "text"))
    var kid: String?

    @Option(
        help: ArgumentHelp(
            "The algorithm a JWK is for; one of HMAC lets a raw secret be read.",
            valueName: "name"
        )
    )
    var algorithm: SignatureAlgorithm?

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var encryption: EncryptionOptions

    @Option(
        help: ArgumentHelp(
            "A new file for the key, readable by you alone, instead of standard output.",
            valueName: "file"
        )
    )
    var output: String?

    @OptionGroup var answer: OutputOptions

    func validate() throws {
        try passphrase.check(file: file)
        guard !der || to.isStructure else {
            throw ValidationError("--der is for PEM formats, not for \(to.rawValue).")
        }
        guard !encryption.encrypt || [.pem, .der, .pkcs8, .openssh].contains(to) else {
            throw ValidationError("\(to.rawValue) is never encrypted; use --to pkcs8 or openssh.")
        }
        guard !encryption.encrypt || !`public` else {
            throw ValidationError("A public key is not encrypted; leave out --encrypt or --public.")
        }
    }

    func run() throws {
        let passphrase = try passphrase.read()
        let keyFile = try KeyFile.read(file, algorithms: algorithm.map { [$0] } ?? [], passphrase: passphrase)
        if case .set(let set) = keyFile, to == .jwks, kid == nil { return try write(set) }
        if case .openSSLKey(let key) = keyFile { return try write(key) }
        var key = try keyFile.key(kid, path: file)
        if `public` { key = try key.publicPart(path: file) }
        if let algorithm { try key.bind(to: algorithm, path: file) }
        // PEM has no place for a name; the thumbprint is the one that everybody can recompute.
        if key.keyID == nil { key.keyID = key.thumbprint() }
        let secret = try encryption.passphrase(orElse: passphrase)
        let octets = try to.file(of: key, asJSON: answer.json, asDER: der, passphrase: secret)
        if output == nil, Descriptor.isTerminal(Descriptor.standardOutput),
            octets.contains(where: { $0 > 0x7e })
        {
            throw CommandFailure.usage("\(to.rawValue) is not text; name a file with --output.")
        }
        try FileOutput.write(octets, to: output)
    }

    private func write(_ given: OpenSSLKey) throws {
        guard !encryption.encrypt, !der else {
            throw CommandFailure.refused(
                "a key for \(given.algorithm) is written neither encrypted nor as DER; openssl pkcs8 does both."
            )
        }
        var key = `public` ? given.publicKey : given
        if let algorithm { try key.restrict(to: algorithm) }
        if key.keyID == nil { key.keyID = key.thumbprint() }
        try FileOutput.write(to.file(of: key, asJSON: answer.json), to: output)
    }

    private func write(_ set: JWKSet) throws {
        let text = (`public` ? set.publicKeys : set).json() + "\n"
        try FileOutput.write(Array(text.utf8), to: output)
    }
}

extension KeyFile {
    /// The one key of the file, or the one of that name.
    fileprivate func key(_ keyID: String?, path: String) throws -> JWK {
        let named = keyID.map { keyID in keys.filter { $0.keyID?.utf8.elementsEqual(keyID.utf8) ?? false } }
        let candidates = named ?? keys
        guard let key = candidates.first else {
            throw CommandFailure.refused(
                keyID.map { "\(path) holds no key with the kid \($0)." }
                    ?? "\(path) holds no key that can be used."
            )
        }
        guard candidates.count == 1 else {
            throw CommandFailure.refused(
                "\(path) holds \(candidates.count) keys; name one with --kid, or use --to jwks."
            )
        }
        return key
    }
}

extension JWK {
    fileprivate mutating func bind(to algorithm: SignatureAlgorithm, path: String) throws {
        guard algorithms.contains(algorithm) else {
            throw CommandFailure.refused("\(path) holds a key that is not for \(algorithm).")
        }
        self.algorithm = algorithm
    }

    fileprivate func publicPart(path: String) throws -> JWK {
        guard let publicKey else {
            throw CommandFailure.refused("\(path) is a shared secret, which has no public part.")
        }
        return publicKey
    }
}
