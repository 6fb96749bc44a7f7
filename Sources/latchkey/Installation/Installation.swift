import Foundation
import LatchkeyAccounts
import LatchkeyServer
import LatchkeySQLite
import LatchkeyTokens

/// A data folder with its database and master key, opened together.
///
/// ```swift
/// let installation = try await Installation.open(configuration, creating: true)
/// let services = try await installation.services()
/// ```
struct Installation {
    let configuration: ServerConfiguration
    let storage: SQLiteStorage
    let masterKey: MasterKey

    /// Opens the database and its master key.
    ///
    /// - Parameters:
    ///   - configuration: names the data folder and the database.
    ///   - creating: makes the folder, the database and the master key where they are missing.
    /// - Returns: the opened installation.
    /// - Throws: ``ConfigurationError``, `SQLiteStorageError`, `MasterKeyMismatch`, each one line that names the fix.
    static func open(_ configuration: ServerConfiguration, creating: Bool) async throws -> Installation {
        try prepareFolder(configuration, creating: creating)
        let storage = try SQLiteStorage(path: configuration.databasePath)
        let masterKey = try MasterKeyLocation(data: configuration.data)
            .load(databaseIsNew: try await !storage.isBoundToMasterKey())
        try await storage.bind(masterKeyCheck: masterKey.derive(.check))
        return Installation(configuration: configuration, storage: storage, masterKey: masterKey)
    }

    /// Puts together every part that works on it.
    func services() async throws -> AuthServices {
        try await AuthServices.open(configuration: configuration, storage: storage, masterKey: masterKey)
    }

    private static func prepareFolder(_ configuration: ServerConfiguration, creating: Bool) throws {
        let files = FileManager.default
        if !creating, !files.fileExists(atPath: configuration.databasePath) {
            throw CommandFailure.environment(
                "there is no database \(configuration.databasePath); "
                    + "start latchkey serve once, or name its folder by --data"
            )
        }
        guard creating else { return }
        do {
            // The master key lies in it: nobody else may look.
            try files.createDirectory(
                atPath: configuration.data,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw CommandFailure.environment(
                "cannot make the data folder \(configuration.data); choose another by --data, or check its permissions"
            )
        }
    }
}
