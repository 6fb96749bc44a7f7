import GRDB
public import LatchkeyAccounts

/// Why the database file cannot be used, or why a transaction failed for the file's own reasons.
///
/// Its description is one line that names the file and what to do.
public enum SQLiteStorageError: Error, Sendable, Equatable {
    /// The file or its directory cannot be opened for reading and writing.
    case cannotOpen(file: String, reason: String)
    /// The file is something else than a Latchkey database; it was not touched.
    case foreign(file: String)
    /// The file is a Latchkey database whose contents are broken.
    case damaged(file: String, reason: String)
    /// A newer version of Latchkey has changed the schema; it was not touched.
    case newerVersion(file: String)
    /// It is the target of a copy that has not been finished; it was not touched.
    case unfinishedCopy(file: String)
    /// Another process serves this database; its process identifier where it is known.
    case served(file: String, process: Int32?)
    /// Another process kept the database locked for too long.
    case busy(file: String)
    /// There is a file already where one was to be made; it was left alone.
    case exists(file: String)
    /// The copy would take the place of what it is a copy of; nothing was done.
    case isDatabaseItself(file: String)
    /// The disk is full; nothing of the transaction was kept.
    case diskFull(file: String)
    /// The disk, or a limit on the process, refused to write or read; nothing of the transaction was kept.
    case diskFailing(file: String, reason: String)
    /// The file can be read, and not be written; nothing of the transaction was kept.
    case readOnly(file: String)
    /// Any other failure of the database; nothing of the transaction was kept.
    case failed(file: String, reason: String)
}

extension SQLiteStorageError: CustomStringConvertible {
    /// One line that names the file, what is wrong, and the remedy.
    public var description: String {
        switch self {
        case .cannotOpen(let file, let reason):
            "cannot open the database \(file): \(reason); make its directory exist and be writable for this user"
        case .foreign(let file):
            "\(file) is not a Latchkey database and was left alone; choose another path or move the file away"
        case .damaged(let file, let reason):
            "the database \(file) is damaged (\(reason)) and was left alone; restore it from a backup"
        case .newerVersion(let file):
            "the database \(file) was made by a newer version of Latchkey; upgrade this program"
        case .unfinishedCopy(let file):
            "the database \(file) holds a part of a copy; run the same latchkey migrate again, which finishes it"
        case .served(let file, let process):
            "the database \(file) is being served by \(process.map { "process \($0)" } ?? "another process"); "
                + "stop that one first or use another data directory"
        case .busy(let file):
            "the database \(file) stayed locked by another process; try again, or stop the process that holds it"
        case .exists(let file):
            "\(file) exists already and was left alone; choose another name, or --force to replace it"
        case .isDatabaseItself(let file):
            "\(file) is the database itself; choose another name for the copy"
        case .diskFull(let file):
            "the disk is full and the database \(file) could not be written; free some space"
        case .diskFailing(let file, let reason):
            "the disk under the database \(file) failed (\(reason)); look at the disk, and at the limits of this process"
        case .readOnly(let file):
            "the database \(file) cannot be written; check its permissions and whether its file system is read-only"
        case .failed(let file, let reason):
            "the database \(file) failed: \(reason)"
        }
    }
}

extension SQLiteStorageError: StorageFaultError {
    /// What is wrong with the database, where that may pass.
    public var storageFault: StorageFault? {
        switch self {
        case .diskFull: .full
        case .readOnly: .notWritable
        case .busy: .locked
        case .diskFailing, .cannotOpen: .failing
        case .foreign, .damaged, .newerVersion, .unfinishedCopy, .served, .exists, .isDatabaseItself, .failed:
            nil
        }
    }
}

extension SQLiteStorageError {
    /// The storage error for one of SQLite's.
    init(_ error: DatabaseError, file: String) {
        let reason = error.message ?? error.resultCode.description
        self =
            switch error.resultCode {
            case .SQLITE_CANTOPEN, .SQLITE_PERM: .cannotOpen(file: file, reason: reason)
            case .SQLITE_READONLY: .readOnly(file: file)
            case .SQLITE_IOERR:
                .diskFailing(file: file, reason: "\(reason), \(error.extendedResultCode.rawValue)")
            case .SQLITE_NOTADB: .foreign(file: file)
            case .SQLITE_CORRUPT: .damaged(file: file, reason: reason)
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(file: file)
            case .SQLITE_FULL: .diskFull(file: file)
            default: .failed(file: file, reason: "\(reason) (\(error.extendedResultCode.rawValue))")
            }
    }

    /// Turns what the database layer throws into a storage error; every other error stays what it is.
    static func translating(_ error: any Error, file: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        if error.resultCode == .SQLITE_INTERRUPT { return CancellationError() }
        return SQLiteStorageError(error, file: file)
    }
}
