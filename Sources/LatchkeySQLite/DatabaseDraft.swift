import FoundationEssentials
import LatchkeyTokens

/// A database in the making: a file in a folder of its own, beside the place where it will stand.
///
/// Whoever fills it holds the folder's lock. A process that is killed leaves the folder behind without the lock, and
/// the next opening removes it. The lock is not the file's: closing a descriptor of that one would release the locks
/// that other connections of this process have on the database by then (POSIX locks belong to the process).
final class DatabaseDraft {
    private static let mark = ".new-"
    /// What SQLite puts beside a file while it works on it.
    private static let companions = ["", "-journal", "-wal", "-shm"]

    /// The path to fill.
    let file: String

    private let folder: String
    private let lock: PosixFile

    /// Takes a folder that nobody else has.
    init(of path: String, at now: Date) throws(PosixError) {
        while true {
            let folder = "\(path)\(Self.mark)\(UUIDv7(at: now))"
            try PosixFile.makeDirectory(folder)
            guard let lock = try Self.lock(folder) else { continue }
            (self.folder, self.lock, file) = (folder, lock, "\(folder)/draft.db")
            return
        }
    }

    /// Removes the folder; a database that has been published stays.
    deinit {
        withExtendedLifetime(lock) { Self.remove(folder) }
    }

    /// Removes what processes have left behind that were killed while they made a database at `path`.
    static func removeStale(of path: String) {
        let parent = PosixFile.directory(of: path)
        let start = (path.split(separator: "/").last.map(String.init) ?? path) + mark
        // Litter is no reason not to open the database.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] {
            guard name.hasPrefix(start), UUIDv7(String(name.dropFirst(start.count))) != nil,
                let lock = try? PosixFile(directory: "\(parent)/\(name)"), (try? lock.lock()) == true
            else { continue }
            withExtendedLifetime(lock) { remove("\(parent)/\(name)") }
        }
    }

    /// Locks a folder that was just made; `nil` when somebody who cleans up has found it first.
    private static func lock(_ folder: String) throws(PosixError) -> PosixFile? {
        let lock: PosixFile
        do {
            lock = try PosixFile(directory: folder)
        } catch {
            PosixFile.removeDirectory(folder)
            guard error.isMissing else { throw error }
            return nil
        }
        // Where a file system knows no locks, nobody can take one to clean up either.
        let isTaken = (try? lock.lock()) ?? true
        return isTaken && PosixFile.exists(folder) ? lock : nil
    }

    /// Removes what a draft may hold and its folder; one that holds anything else stays.
    private static func remove(_ folder: String) {
        for companion in companions { PosixFile.remove("\(folder)/draft.db\(companion)") }
        PosixFile.removeDirectory(folder)
    }
}
