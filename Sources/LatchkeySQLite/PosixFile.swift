#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A system call that failed.
struct PosixError: Error {
    let code: Int32

    /// The system's own words.
    var reason: String { String(cString: strerror(code)) }

    var isMissing: Bool { code == ENOENT }
    var isExisting: Bool { code == EEXIST }

    static var last: PosixError { PosixError(code: errno) }
}

/// An open file, closed with its last reference.
final class PosixFile: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Opens a file for reading and writing, making it with mode 0600 when it is absent.
    convenience init(making path: String) throws(PosixError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last }
        self.init(descriptor: descriptor)
    }

    /// Opens a directory, to lock it.
    convenience init(directory path: String) throws(PosixError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        self.init(descriptor: descriptor)
    }

    /// At most `count` octets from a position on.
    func read(at position: Int, count: Int) throws(PosixError) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: count)
        let length = octets.withUnsafeMutableBytes {
            pread(descriptor, $0.baseAddress, count, off_t(position))
        }
        guard length >= 0 else { throw .last }
        return Array(octets.prefix(length))
    }

    /// Replaces everything in the file.
    func replaceContents(with octets: [UInt8]) throws(PosixError) {
        guard ftruncate(descriptor, 0) == 0 else { throw .last }
        let length = octets.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard length == octets.count else { throw .last }
    }

    /// Takes the advisory lock of this open file; `false` when another one holds it.
    func lock() throws(PosixError) -> Bool {
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return true }
        guard errno == EWOULDBLOCK else { throw .last }
        return false
    }

    /// Whether there is something of that name, symbolic links followed.
    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// Whether two names lead to one file, whatever links are on the way.
    static func isSame(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Makes a new empty file with mode 0600; one that is there already is an error.
    static func makeEmpty(_ path: String) throws(PosixError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last }
        close(descriptor)
    }

    /// Makes a new directory for its owner only; one that is there already is an error.
    static func makeDirectory(_ path: String) throws(PosixError) {
        guard mkdir(path, 0o700) == 0 else { throw .last }
    }

    /// Removes an empty directory; one that is not stays.
    static func removeDirectory(_ path: String) {
        rmdir(path)
    }

    /// Gives a file a second name, durably, unless something of that name is there already.
    static func publish(_ path: String, as name: String) throws(PosixError) {
        guard link(path, name) == 0 || errno == EEXIST else { throw .last }
        try synchronizeDirectory(of: name)
    }

    /// Gives a file a second name, durably; something of that name that is there already is an error.
    static func publishNew(_ path: String, as name: String) throws(PosixError) {
        guard link(path, name) == 0 else { throw .last }
        try synchronizeDirectory(of: name)
    }

    /// Gives a file another name in one durable step, in place of what had that name.
    static func replace(_ name: String, by path: String) throws(PosixError) {
        guard rename(path, name) == 0 else { throw .last }
        try synchronizeDirectory(of: name)
    }

    private static func synchronizeDirectory(of name: String) throws(PosixError) {
        let descriptor = open(directory(of: name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        defer { close(descriptor) }
        // Some file systems cannot synchronise a directory; their metadata is as safe as they make it.
        fsync(descriptor)
    }

    /// Removes a file; one that is absent is as good as removed.
    static func remove(_ path: String) {
        unlink(path)
    }

    /// The path without symbolic links, so that every name of a file leads to the same lock.
    static func resolve(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// This process.
    static var processIdentifier: Int32 { getpid() }

    /// The directory that a path leads into.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
