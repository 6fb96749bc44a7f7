public import Foundation
public import LatchkeyTokens

/// Finds the master key: the environment, a file named there, a systemd credential, or `master.key` in the data folder.
///
/// A new key is made only for a data folder whose database is new; an existing database without its key refuses.
public struct MasterKeyLocation: Sendable {
    static let environmentNames = ["LATCHKEY_MASTER_KEY", "LATCHKEY_MASTER_KEY_FILE"]

    private let environment: [String: String]
    private let file: String

    /// Looks in the environment and in `data`.
    public init(data: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
        file = (data as NSString).appendingPathComponent("master.key")
    }

    /// Reads the master key, or makes one when the database is new.
    ///
    /// - Parameter databaseIsNew: whether nothing has been stored under any key yet.
    /// - Returns: the master key.
    /// - Throws: ``ConfigurationError`` for a missing, unreadable or malformed key.
    public func load(databaseIsNew: Bool) throws -> MasterKey {
        if let text = environment["LATCHKEY_MASTER_KEY"] {
            return try key(text: text, from: "LATCHKEY_MASTER_KEY")
        }
        if let path = environment["LATCHKEY_MASTER_KEY_FILE"] { return try key(file: path) }
        if let folder = environment["CREDENTIALS_DIRECTORY"] {
            let path = (folder as NSString).appendingPathComponent("latchkey.master.key")
            if FileManager.default.fileExists(atPath: path) { return try key(file: path) }
        }
        if FileManager.default.fileExists(atPath: file) { return try key(file: file) }
        guard databaseIsNew else {
            throw ConfigurationError(
                "\(file): the master key of this database is missing; restore it, or name it by LATCHKEY_MASTER_KEY_FILE"
            )
        }
        return try make()
    }

    private func key(file path: String) throws(ConfigurationError) -> MasterKey {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(
                "\(path): the master key cannot be read; check the path and its permissions"
            )
        }
        if let key = MasterKey(bytes: data) { return key }
        return try key(text: String(decoding: data, as: UTF8.self), from: path)
    }

    private func key(text: String, from place: String) throws(ConfigurationError) -> MasterKey {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let data = Data(base64Encoded: trimmed), let key = MasterKey(bytes: data) else {
            throw ConfigurationError("\(place): a master key is 32 octets, raw or in base64")
        }
        return key
    }

    private func make() throws(ConfigurationError) -> MasterKey {
        let key = MasterKey()
        // Written aside and linked into place: of two first starts one wins, and both use its key.
        let draft = "\(file).\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        guard
            FileManager.default.createFile(
                atPath: draft,
                contents: Data(key.bytes),
                attributes: [.posixPermissions: 0o600]
            )
        else {
            throw ConfigurationError("\(file): cannot be written; check the permissions of the data folder")
        }
        if link(draft, file) == 0 { return key }
        guard errno == EEXIST else {
            throw ConfigurationError("\(file): cannot be written; check the data folder")
        }
        return try self.key(file: file)
    }
}
