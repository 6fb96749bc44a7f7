import ArgumentParser
import LatchkeyOAuth
import LatchkeyTokens

/// `latchkey client add`.
struct ClientAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Register a client.",
        discussion: """
            It gets an identifier and, unless --keys or --public is given, a secret, which is printed once and kept by \
            nobody but the client. A client without a grant may still ask /oauth/introspect about tokens that are for it.

            Example:
            latchkey client add till --grant client_credentials --scope orders:read --audience https://shop.example
            """
    )

    @Argument(help: "What people call it.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "A grant that it may use; may be repeated.",
            valueName: "grant"
        )
    )
    var grant: [GrantType] = []

    @Option(help: ArgumentHelp("A scope that it can be granted; may be repeated.", valueName: "scope"))
    var scope: [String] = []

    @Option(
        help: ArgumentHelp(
            "Whom its tokens can be for; may be repeated. (default: the server's own audience)",
            valueName: "audience"
        )
    )
    var audience: [String] = []

    @Option(
        help: ArgumentHelp(
            "It signs with a key of its own (private_key_jwt); a JWK Set of its public keys, or - for standard input.",
            valueName: "file"
        )
    )
    var keys: String?

    @Flag(name: .customLong("public"), help: "It keeps no secret, as an app in everybody's hands cannot.")
    var isPublic = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard keys == nil || !isPublic else {
            throw ValidationError("A client with --keys authenticates; leave out --public.")
        }
        guard !isPublic || !grant.contains(.clientCredentials) else {
            throw ValidationError("A client that keeps no secret cannot have client_credentials.")
        }
    }

    func run() async throws {
        let settings = ClientSettings(
            name: name,
            grants: Set(grant),
            scope: Scope(scope.flatMap { $0.split(separator: " ").map(String.init) }),
            audience: audience,
            keys: try keys.map { try FileInput.readText($0) }
        )
        let configuration = try await data.configuration()
        let clients = try await Installation.make(configuration).clients
        let issued = try await clients.add(settings, authentication: authentication)
        if output.json { return try Output.print(issued.json) }
        try Output.print("Added \(issued.client.name): client_id \(issued.client.id)")
        if let secret = issued.secret { try Output.print("client_secret \(secret)") }
    }

    private var authentication: ClientAuthenticationMethod {
        if isPublic { return .none }
        return keys == nil ? .secret : .privateKey
    }
}
