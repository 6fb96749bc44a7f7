import LatchkeyAccounts
import LatchkeyOAuth
import LatchkeyServer
import LatchkeyTokens

/// A data folder with its database, opened for one command, beside a running server or without one.
struct Installation {
    let configuration: ServerConfiguration
    let database: Database

    var storage: any OAuthStorage { database.storage }

    /// Opens what is there.
    static func open(_ configuration: ServerConfiguration) async throws -> Installation {
        try Database.find(configuration)
        let installation = Installation(configuration, try await Database.open(configuration))
        try await installation.announceChanges()
        return installation
    }

    /// Opens the folder, and makes it with everything in it where it does not exist.
    static func make(_ configuration: ServerConfiguration) async throws -> Installation {
        let installation = try await prepare(configuration)
        try await installation.announceChanges()
        // A database without a master key could never be served.
        if try await !installation.storage.isBoundToMasterKey() { _ = try await installation.masterKey() }
        return installation
    }

    /// Opens the folder for a server, and makes it with its database where it does not exist; what the server asks for next,
    /// `services`, gives a new database its master key.
    static func prepare(_ configuration: ServerConfiguration) async throws -> Installation {
        try makeFolder(configuration)
        return Installation(configuration, try await Database.open(configuration))
    }

    /// Makes the folder alone, for its owner only.
    static func makeFolder(_ configuration: ServerConfiguration) throws {
        do {
            try Descriptor.makeFolder(configuration.data)
        } catch {
            throw CommandFailure.environment(
                "cannot make the folder \(configuration.data): \(error.reason). Choose another with --data."
            )
        }
    }

    private init(_ configuration: ServerConfiguration, _ database: Database) {
        self.configuration = configuration
        self.database = database
    }

    /// The master key that the database belongs to; a new database gets one.
    func masterKey() async throws -> MasterKey {
        guard let binding = try await storage.masterKeyBinding() else {
            let key = try masterKeyLocation.load(databaseIsNew: true)
            try await storage.bind(masterKeyCheck: key.derive(.check))
            return key
        }
        let key = try masterKeyLocation.load(for: binding)
        // What an exchange left to be done when it was interrupted.
        _ = try masterKeyLocation.settle(for: binding)
        return key
    }

    /// Where the master key is.
    var masterKeyLocation: MasterKeyLocation { MasterKeyLocation(data: configuration.data) }

    /// Every part of a server that works on it.
    func services() async throws -> AuthServices { try await services { $0 } }

    /// Makes something of the parts of a server while the last of what they need is still being read.
    ///
    /// - Parameters:
    ///   - isTraced: whether the transactions are spans.
    ///   - counters: what nodes count together.
    ///   - prepare: makes it; it must not judge a token yet.
    /// - Returns: what it made.
    /// - Throws: what keeps the parts from working, and what `prepare` throws.
    func services<Prepared: Sendable>(
        isTraced: Bool = false,
        counters: (any AttemptCounters)? = nil,
        preparing prepare: (AuthServices) async throws -> Prepared
    ) async throws -> Prepared {
        try await AuthServices.open(
            configuration: configuration,
            storage: isTraced ? TracedStorage(storage) : storage,
            masterKey: masterKey(),
            counters: counters,
            nextMasterKey: { [masterKeyLocation] in try masterKeyLocation.load(for: $0) },
            preparing: prepare
        )
    }

    /// The server's signing keys.
    func keyRing() async throws -> KeyRing {
        try await KeyRing.open(
            storage: storage,
            masterKey: masterKey(),
            algorithm: configuration.algorithm,
            tokenLifetime: configuration.accessLifetime + configuration.leeway,
            publicationLead: configuration.keyPublicationLead
        )
    }

    /// Records in the audit log that the ring has a new key.
    func record(_ key: RingKey) async throws {
        try await storage.transaction { try $0.audit.append(AuditEvent(.keyRotated, reason: key.keyID)) }
    }

    /// Ends sessions; a running server follows on its own.
    var ending: SessionEnding { SessionEnding(storage: storage, revocations: nil) }

    /// Registers, changes and deletes OAuth clients.
    var clients: Clients {
        Clients(
            storage: storage,
            ending: ending,
            tokenLife: configuration.accessLifetime + configuration.leeway
        )
    }

    /// Makes, finds, locks and opens accounts.
    func accounts() throws -> Accounts {
        Accounts(
            storage: storage,
            hasher: PasswordHasher(parameters: configuration.argon2),
            policy: try configuration.passwordPolicy(),
            ending: ending
        )
    }

    /// Makes, changes and deletes accounts, as an administrator does.
    func administration() throws -> AccountAdministration {
        AccountAdministration(
            storage: storage,
            hasher: PasswordHasher(parameters: configuration.argon2),
            policy: try configuration.passwordPolicy(),
            ending: ending
        )
    }

    /// The account with this identifier.
    func account(_ id: UUIDv7) async throws -> Account {
        try await account(id.description)
    }

    /// The account with this e-mail address, user name or identifier.
    func account(_ login: String) async throws -> Account {
        do {
            return try await accounts().account(named: login)
        } catch AccountError.accountNotFound {
            throw CommandFailure.refused("there is no account \(login). See latchkey account list.")
        }
    }
}
