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
    /// - Throws: ``ConfigurationError`` for a missing, unreadable or malformed key, and for a `master.key` that others
    ///   than its owner may read or write.
    public func load(databaseIsNew: Bool) throws -> MasterKey {
        if let text = environment["LATCHKEY_MASTER_KEY"] {
            return try key(text: text, from: "LATCHKEY_MASTER_KEY")
        }
        if let path = environment["LATCHKEY_MASTER_KEY_FILE"] { return try key(file: path) }
        if let folder = environment["CREDENTIALS_DIRECTORY"] {
            let path = (folder as NSString).appendingPathComponent("latchkey.master.key")
            if FileManager.default.fileExists(atPath: path) { return try key(file: path) }
        }
        if let mode = try Self.mode(of: file) {
            try checkPrivacy(mode)
            return try key(file: file)
        }
        guard databaseIsNew else {
            throw ConfigurationError(
                "\(file): the master key of this database is missing; restore it, or name it by LATCHKEY_MASTER_KEY_FILE"
            )
        }
        return try make()
    }

    /// The mode of a file; `nil` where there is none.
    ///
    /// A file that may not be looked for is not missing: taking it for missing would make another key in its place.
    private static func mode(of path: String) throws(ConfigurationError) -> mode_t? {
        var status = stat()
        if stat(path, &status) == 0 { return status.st_mode }
        guard errno != ENOENT else { return nil }
        throw ConfigurationError(
            "\(path): the master key cannot be looked for (\(String(cString: strerror(errno)))); check the permissions of "
                + "the data folder"
        )
    }

    /// Refuses the data folder's key where others may read it, as ssh does; it was made for its owner alone.
    ///
    /// Files that the operator names are not looked at: containers mount secrets readable by all of the container.
    private func checkPrivacy(_ mode: mode_t) throws(ConfigurationError) {
        guard mode & 0o077 != 0 else { return }
        throw ConfigurationError(
            "\(file): the master key is open to other users (mode \(String(mode & 0o777, radix: 8))); run chmod 600 \(file)"
        )
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
