import LatchkeyAccounts
import LatchkeyOAuth
import LatchkeySQLite
import LatchkeyServer
import LatchkeyTokens

/// A data folder with its database, opened for one command, beside a running server or without one.
struct Installation {
    let configuration: ServerConfiguration
    let storage: SQLiteStorage

    /// Opens what is there.
    static func open(_ configuration: ServerConfiguration) throws -> Installation {
        do {
            try Descriptor.find(configuration.databasePath)
        } catch  where error.isMissing {
            throw CommandFailure.environment(
                "there is no database \(configuration.databasePath). Name the folder with --data, or make one with "
                    + "latchkey serve or latchkey account add."
            )
        } catch {
            throw CommandFailure.environment(
                "cannot look for the database \(configuration.databasePath): \(error.reason). Run this as the user that "
                    + "the server runs as, or name another folder with --data."
            )
        }
        return try Installation(configuration)
    }

    /// Opens the folder, and makes it with everything in it where it does not exist.
    static func make(_ configuration: ServerConfiguration) async throws -> Installation {
        try makeFolder(configuration)
        let installation = try Installation(configuration)
        // A database without a master key could never be served.
        if try await !installation.storage.isBoundToMasterKey() { _ = try await installation.masterKey() }
        return installation
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

    private init(_ configuration: ServerConfiguration) throws(SQLiteStorageError) {
        self.configuration = configuration
        storage = try SQLiteStorage(path: configuration.databasePath)
    }

    /// The master key that the database belongs to; a new database gets one.
    func masterKey() async throws -> MasterKey {
        let isNew = try await !storage.isBoundToMasterKey()
        let key: MasterKey
        do {
            key = try MasterKeyLocation(data: configuration.data).load(databaseIsNew: isNew)
        } catch let error as ConfigurationError {
            throw CommandFailure.environment(error.description.sentence)
        }
        try await storage.bind(masterKeyCheck: key.derive(.check))
        return key
    }

    /// Every part of a server that works on it.
    func services() async throws -> AuthServices {
        try await AuthServices.open(configuration: configuration, storage: storage, masterKey: masterKey())
    }

    /// The server's signing keys.
    func keyRing() async throws -> KeyRing {
        try await KeyRing.open(
            storage: storage,
            masterKey: masterKey(),
            algorithm: configuration.algorithm,
            tokenLifetime: configuration.accessLifetime + configuration.leeway
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
