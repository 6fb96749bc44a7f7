public import Foundation
public import LatchkeyAccounts
public import LatchkeyTokens

/// Finds the master key: the environment, a file named there, a systemd credential, or `master.key` in the data folder.
///
/// A new key is made only for a data folder whose database is new; an existing database without its key refuses. While
/// the master key is exchanged there are two, and the one that the database belongs to is taken: the next one is
/// `LATCHKEY_NEXT_MASTER_KEY_FILE`, or `master.key.next` in the data folder.
public struct MasterKeyLocation: Sendable {
    static let environmentNames = [
        "LATCHKEY_MASTER_KEY", "LATCHKEY_MASTER_KEY_FILE", "LATCHKEY_NEXT_MASTER_KEY_FILE",
    ]

    private static let nextName = "LATCHKEY_NEXT_MASTER_KEY_FILE"

    /// A master key, and where it is.
    public struct Candidate: Sendable {
        /// The key.
        public let key: MasterKey
        /// The file, or the name in the environment.
        public let place: String
        /// Whether it is the one that an exchange is to bring, rather than the one in use.
        public let isNext: Bool
    }

    private let environment: [String: String]
    /// The master key of the data folder.
    public let file: String

    /// Looks in the environment and in `data`.
    public init(data: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.environment = environment
        file = (data as NSString).appendingPathComponent("master.key")
    }

    /// The file that the environment names for the master key that an exchange is to bring; `nil` where it names none.
    public var namedNextFile: String? { environment[Self.nextName] }

    /// The master key that an exchange is to bring, in the data folder.
    public var nextFile: String { "\(file).next" }

    /// Where the master key is besides in the data folder; `nil` for the data folder.
    public var namedPlace: String? {
        if environment["LATCHKEY_MASTER_KEY"] != nil { return "LATCHKEY_MASTER_KEY" }
        if let path = environment["LATCHKEY_MASTER_KEY_FILE"] { return path }
        guard let folder = environment["CREDENTIALS_DIRECTORY"] else { return nil }
        let path = (folder as NSString).appendingPathComponent("latchkey.master.key")
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    /// The files besides in the data folder that hold master keys, as far as they are named.
    package var namedFiles: [String] {
        let current = environment["LATCHKEY_MASTER_KEY"] == nil ? namedPlace : nil
        return [current, namedNextFile].compactMap(\.self)
    }

    /// One sentence for each named file that others may read.
    ///
    /// They are not refused: containers mount secrets readable by all of the container.
    package var warnings: [String] {
        namedFiles.compactMap { SecretFile.named($0).fault("\($0): the master key")?.description }
    }

    /// Reads the master key, or makes one when the database is new.
    ///
    /// - Parameter databaseIsNew: whether nothing has been stored under any key yet.
    /// - Returns: the master key.
    /// - Throws: ``ConfigurationError`` for a missing, unreadable or malformed key, and for a `master.key` that others
    ///   than its owner may read or write.
    public func load(databaseIsNew: Bool) throws -> MasterKey {
        if let current = try current() { return current.key }
        guard databaseIsNew else { throw missing }
        return try make()
    }

    /// Reads the master key that a database belongs to, the one in use or the next one.
    ///
    /// - Parameter binding: what the database says of it.
    /// - Returns: the master key with what was carried over to it.
    /// - Throws: ``ConfigurationError`` when there is none, ``MasterKeyMismatch`` when there are only others.
    public func load(for binding: MasterKeyBinding) throws -> MasterKey {
        let candidates = try candidates(where: binding.fits)
        guard !candidates.isEmpty else { throw missing }
        guard let found = candidates.first(where: { binding.fits($0.key) }) else { throw MasterKeyMismatch() }
        return try found.key.bound(by: binding)
    }

    /// Every master key that there is.
    ///
    /// - Parameter fits: whether the database belongs to a master key, which decides what is to be done about a broken one.
    /// - Returns: the one in use and the next one, as far as there are such.
    /// - Throws: ``ConfigurationError`` for one that cannot be read.
    public func candidates(where fits: (MasterKey) -> Bool) throws(ConfigurationError) -> [Candidate] {
        // In this order: one that takes the place of the other meanwhile is seen all the same.
        let next = Result { () throws(ConfigurationError) in try self.next() }
        let current = try current()
        switch next {
        case .success(let next): return [current, next].compactMap(\.self)
        case .failure(let error):
            guard error == malformed(namedNextFile ?? nextFile) else { throw error }
            guard let current, fits(current.key) else {
                throw ConfigurationError(
                    error.fault,
                    remedy: "no other opens the database, so \(Self.recovery)"
                )
            }
            throw ConfigurationError(
                error.fault,
                remedy: "the database belongs to \(current.place), so remove it"
            )
        }
    }

    /// The master key in use; `nil` when there is none.
    private func current() throws(ConfigurationError) -> Candidate? {
        if let text = environment["LATCHKEY_MASTER_KEY"] {
            let place = "LATCHKEY_MASTER_KEY"
            return Candidate(key: try key(text: text, from: place), place: place, isNext: false)
        }
        if let path = namedPlace { return Candidate(key: try key(file: path), place: path, isNext: false) }
        return try candidate(file, isNext: false)
    }

    private func next() throws(ConfigurationError) -> Candidate? {
        if let path = environment[Self.nextName] {
            // It may be named long before it is made.
            guard try Self.exists(path) else { return nil }
            return Candidate(key: try key(file: path), place: path, isNext: true)
        }
        return namedPlace == nil ? try candidate(nextFile, isNext: true) : nil
    }

    /// A key of the data folder.
    private func candidate(_ path: String, isNext: Bool) throws(ConfigurationError) -> Candidate? {
        guard try Self.exists(path) else { return nil }
        // It was made for its owner alone, and is refused as ssh does where others may read it.
        if let fault = SecretFile.own(path).fault("\(path): the master key") { throw fault }
        return Candidate(key: try key(file: path), place: path, isNext: isNext)
    }

    private var missing: ConfigurationError {
        ConfigurationError(
            "\(file): the master key of this database is missing; restore it, or name it by LATCHKEY_MASTER_KEY_FILE"
        )
    }

    /// Whether there is a file.
    ///
    /// A file that may not be looked for is not missing: taking it for missing would make another key in its place.
    private static func exists(_ path: String) throws(ConfigurationError) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 { return true }
        guard errno != ENOENT else { return false }
        throw ConfigurationError(
            "\(path): the master key cannot be looked for (\(String(cString: strerror(errno)))); check the permissions of "
                + "the data folder"
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
            throw malformed(place)
        }
        return key
    }

    private static let recovery = "bring it back from where it was kept apart"

    private func malformed(_ place: String) -> ConfigurationError {
        ConfigurationError(
            "\(place): holds no master key (32 octets, raw or in base64)",
            remedy: Self.recovery
        )
    }

    private func make() throws(ConfigurationError) -> MasterKey {
        let key = MasterKey()
        return try MasterKeyFile(path: file).add(key) ? key : self.key(file: file)
    }
}

extension MasterKeyLocation {
    /// Reads the next master key from a file, or makes one there.
    ///
    /// - Parameter path: the file; `nil` for the data folder's.
    /// - Returns: the key, which is on the disk.
    /// - Throws: ``ConfigurationError``.
    public func prepareNext(in path: String? = nil) throws(ConfigurationError) -> MasterKey {
        MasterKeyFile(path: path ?? file).removeDrafts()
        let path = path ?? nextFile
        if try !Self.exists(path) {
            let key = MasterKey()
            if try MasterKeyFile(path: path).add(key) { return key }
        }
        do {
            return try key(file: path)
        } catch {
            guard error == malformed(path) else { throw error }
            throw ConfigurationError(error.fault, remedy: "remove it, or name another file")
        }
    }

    /// Puts the data folder's next master key in the place of the one in use, which is kept under a name of its own.
    ///
    /// Only once the database belongs to it. Whoever is interrupted in it, or does it at the same time as another, loses
    /// nothing.
    ///
    /// - Parameter binding: what the database says of its master key.
    /// - Returns: where the earlier one is kept; `nil` when there was nothing to do.
    /// - Throws: ``ConfigurationError``.
    public func settle(for binding: MasterKeyBinding) throws(ConfigurationError) -> String? {
        guard namedPlace == nil, let next = try candidate(nextFile, isNext: true), binding.fits(next.key)
        else {
            return nil
        }
        var kept: String?
        if let current = try candidate(file, isNext: false), !binding.fits(current.key) {
            let name = keptFile(current.key)
            _ = try MasterKeyFile(path: name).add(current.key)
            kept = name
        }
        // Another process may have been quicker.
        guard rename(nextFile, file) == 0 || errno == ENOENT else {
            throw ConfigurationError("\(file): cannot be replaced; check the permissions of the data folder")
        }
        MasterKeyFile(path: file).removeDrafts()
        MasterKeyFile(path: file).sync()
        return kept
    }

    /// Where a master key is kept that was exchanged: copies of the database from that time need it.
    public func keptFile(_ key: MasterKey) -> String { keptFile(check: key.derive(.check)) }

    /// Where an earlier master key is kept, by what a database says of it; `nil` where it is not.
    package func keptFile(fitting check: [UInt8]) -> String? {
        let path = keptFile(check: check)
        guard let key = try? key(file: path), key.derive(.check) == check else { return nil }
        return path
    }

    private func keptFile(check: [UInt8]) -> String {
        let mark = check.prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        return "\(file).old-\(mark.joined())"
    }
}
