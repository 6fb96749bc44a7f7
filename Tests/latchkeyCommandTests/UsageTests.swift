import LatchkeyJOSE
import Testing

@Suite struct UsageTests {
    @Test(
        "wrong usage exits with 2 and one line that names the help",
        arguments: [
            (["fly"], "Unexpected argument 'fly'. See 'latchkey --help' for more information."),
            (
                ["token", "verify", "x"],
                "Name the keys: --key with a file, or --jwks with a file or an address. "
                    + "See 'latchkey token verify --help' for more information."
            ),
            (
                ["token", "verify", "x", "--key", "k", "--isuer", "i"],
                "Unknown option '--isuer'. Did you mean '--issuer'? See 'latchkey token verify --help' for more information."
            ),
            (
                ["token", "verify", "x", "--key", "k", "--jwks", "j"],
                "Give either --key or --jwks, not both. See 'latchkey token verify --help' for more information."
            ),
            (
                ["token", "verify", "x", "--key", "k", "--algorithm", "none"],
                "The value 'none' is invalid for '--algorithm <name>'. Please provide one of the following: "
                    + "\(SignatureAlgorithm.allCases.map(\.name).joined(separator: ", ")). "
                    + "See 'latchkey token verify --help' for more information."
            ),
            (
                ["token", "verify", "x", "--key", "k", "--leeway", "soon"],
                "The value 'soon' is invalid for '--leeway <duration>'. "
                    + "See 'latchkey token verify --help' for more information."
            ),
            (
                ["token", "verify", "x", "--key", "k", "--at", "2026-02-30T00:00:00Z"],
                "The value '2026-02-30T00:00:00Z' is invalid for '--at <time>'. "
                    + "See 'latchkey token verify --help' for more information."
            ),
            (
                ["token", "verify", "x", "--key", "k", "--layer", "jws", "--issuer", "i"],
                "--layer jws checks the signature alone; leave out what is expected of the claims. "
                    + "See 'latchkey token verify --help' for more information."
            ),
            (
                ["token", "verify", "-", "--key", "-"],
                "Only one of token and keys can come from standard input. "
                    + "See 'latchkey token verify --help' for more information."
            ),
            (
                ["token", "sign", "--claims", "@-", "--key", "-"],
                "Only one of key, passphrase, claims and header can come from standard input. "
                    + "See 'latchkey token sign --help' for more information."
            ),
            (
                ["token", "verify", "--batch", "--key", "k"],
                "--batch takes everything from the lines it reads; leave out the other options. "
                    + "See 'latchkey token verify --help' for more information."
            ),
            (
                ["key", "generate", "--algorithm", "HS256", "--format", "pem"],
                "A shared secret has no PEM form; use --format jwk. "
                    + "See 'latchkey key generate --help' for more information."
            ),
            (
                ["session", "revoke"],
                "Name either a session or --account and a login name. "
                    + "See 'latchkey session revoke --help' for more information."
            ),
            (
                ["token", "sign", "--key", "k", "--expires-in", "-5m"],
                "The value '-5m' is invalid for '--expires-in <duration>'. "
                    + "See 'latchkey token sign --help' for more information."
            ),
            (
                ["token", "verify", "x", "--key", "k", "--leeway", "-5s"],
                "The value '-5s' is invalid for '--leeway <duration>'. "
                    + "See 'latchkey token verify --help' for more information."
            ),
            (
                ["serve", "--database", "sqlite::memory:"],
                "--database takes the path of a file; a database in memory would forget every account. "
                    + "See 'latchkey serve --help' for more information."
            ),
            (
                ["account", "list", "--database", "mysql://x"],
                "--database takes sqlite: and a path, for example sqlite:./data/latchkey.db, or a postgres:// URL. "
                    + "See 'latchkey account list --help' for more information."
            ),
        ] as [([String], String)]
    )
    func usage(arguments: [String], message: String) throws {
        expectFailure(try Latchkey.run(arguments), 2, message)
    }

    @Test(
        "a noun without a verb prints its help on standard error and exits with 2",
        arguments: [[], ["token"], ["key"]]
    )
    func missingVerb(command: [String]) throws {
        let run = try Latchkey.run(command)
        #expect(run.status == 2)
        #expect(run.output == "")
        #expect(run.error == (try Latchkey.run(command + ["--help"]).output))
    }
}
