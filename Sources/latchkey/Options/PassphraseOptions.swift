import ArgumentParser

/// Where the passphrase of an encrypted key file comes from; never from the command line.
struct PassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A file whose one line is the passphrase of the key.", valueName: "file")
    )
    var passphraseFile: String?

    @Flag(help: "Read the passphrase of the key from standard input.")
    var passphraseStdin = false

    func validate() throws {
        guard passphraseFile == nil || !passphraseStdin else {
            throw ValidationError("Give either --passphrase-file or --passphrase-stdin, not both.")
        }
        guard passphraseFile != "-" else {
            throw ValidationError("For standard input there is --passphrase-stdin.")
        }
    }

    /// Refuses to read two things from standard input.
    func check(file: String?) throws {
        guard file != "-" || !passphraseStdin else {
            throw ValidationError("Only one of key and passphrase can come from standard input.")
        }
    }

    /// Reads the passphrase, where one was given; once, since standard input says it once.
    func read() throws -> KeyPassphrase {
        if let passphraseFile { return KeyPassphrase(given: try Self.line(ofFile: passphraseFile)) }
        guard passphraseStdin else { return KeyPassphrase(given: nil) }
        let octets = try Input.readAll()
        return KeyPassphrase(
            given: try Password.line(octets, of: "standard input", name: "the passphrase")
        )
    }

    static func line(ofFile path: String) throws -> String {
        try Password.line(FileInput.read(path), of: path, name: "the passphrase")
    }
}

/// The passphrase of a key file that may turn out to need one.
struct KeyPassphrase {
    /// What the options say.
    let given: String?

    /// Asks for it at the terminal.
    func asked(for path: String) throws -> String {
        guard path != "-", Descriptor.isTerminal(Descriptor.standardInput) else {
            throw CommandFailure.refused(
                "\(path) is encrypted. Give its passphrase with --passphrase-file or --passphrase-stdin."
            )
        }
        return try Password.askOnce("Passphrase of \(path.visible): ")
    }
}
