/// The right to serve one database file; one process at a time has it.
///
/// An advisory lock on `<database>.lock`, released when the value goes or the process dies, however it dies. The
/// command line works beside a server without it.
///
/// ```swift
/// let lock = try ServeLock(database: "data/latchkey.db")    // keep it as long as the server runs
/// ```
public final class ServeLock: Sendable {
    private let file: PosixFile

    /// Takes the lock.
    ///
    /// - Throws: ``SQLiteStorageError/served(file:process:)`` when another process, or this one, has it, and
    ///   ``SQLiteStorageError/cannotOpen(file:reason:)`` when the lock file cannot be written.
    public init(database path: String) throws(SQLiteStorageError) {
        let isFree: Bool
        do {
            file = try PosixFile(making: PosixFile.resolve(path) + ".lock")
            isFree = try file.lock()
            if isFree { try file.replaceContents(with: Array("\(PosixFile.processIdentifier)\n".utf8)) }
        } catch {
            throw .cannotOpen(file: path, reason: error.reason)
        }
        guard isFree else { throw .served(file: path, process: Self.holder(file)) }
    }

    /// Who says to hold the lock.
    private static func holder(_ file: PosixFile) -> Int32? {
        guard let octets = try? file.read(at: 0, count: 16), octets.last == UInt8(ascii: "\n") else {
            return nil
        }
        return Int32(String(decoding: octets.dropLast(), as: UTF8.self))
    }
}
