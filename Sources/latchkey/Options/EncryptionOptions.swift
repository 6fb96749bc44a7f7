import ArgumentParser

/// Whether a key file is written encrypted, and with what.
struct EncryptionOptions: ParsableArguments {
    @Flag(help: "Encrypt the new file: with a new passphrase, else with the key's own.")
    var encrypt = false

    @Option(
        help: ArgumentHelp("A file whose one line is the passphrase for the new file.", valueName: "file")
    )
    var newPassphraseFile: String?

    func validate() throws {
        guard encrypt || newPassphraseFile == nil else {
            throw ValidationError("--new-passphrase-file is for --encrypt; give both.")
        }
    }

    /// The passphrase for the new file: its own, else the one the old file was opened with, else what is typed.
    func passphrase(orElse old: KeyPassphrase) throws -> String? {
        guard encrypt else { return nil }
        if let newPassphraseFile { return try PassphraseOptions.line(ofFile: newPassphraseFile) }
        if let old = old.given { return old }
        guard Descriptor.isTerminal(Descriptor.standardInput) else {
            throw CommandFailure.usage("--encrypt needs a passphrase: give --new-passphrase-file.")
        }
        let typed = try Password.askOnce("New passphrase: ")
        guard try Password.askOnce("The same again: ").utf8.elementsEqual(typed.utf8) else {
            throw CommandFailure.refused("the two passphrases differ. Nothing was written.")
        }
        return typed
    }
}
