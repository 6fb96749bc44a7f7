#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// File descriptors of the operating system: the few calls that the commands need, each finished and checked.
enum Descriptor {
    static let standardInput: Int32 = 0
    static let standardOutput: Int32 = 1
    static let standardError: Int32 = 2

    /// A call that failed, with the system's reason.
    struct Failure: Error {
        let code: Int32

        static func last() -> Failure { Failure(code: errno) }

        var isBrokenPipe: Bool { code == EPIPE }
        var isExisting: Bool { code == EEXIST }
        var isMissing: Bool { code == ENOENT || code == ENOTDIR }

        /// The system's words, for example "Permission denied".
        var reason: String { String(cString: strerror(code)) }
    }

    /// Writes all octets, however many calls that takes.
    static func write(_ octets: [UInt8], to descriptor: Int32) throws(Failure) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                wait(for: Int16(POLLOUT), on: descriptor)
            } else if errno != EINTR {
                throw .last()
            }
        }
    }

    /// Reads what is there, at most `limit` octets; empty at the end of the input.
    static func read(_ descriptor: Int32, limit: Int) throws(Failure) -> [UInt8] {
        while true {
            var count = 0
            let octets = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
                count = systemRead(descriptor, buffer.baseAddress, buffer.count)
                initialized = max(0, count)
            }
            if count >= 0 { return octets }
            if errno == EAGAIN {
                wait(for: Int16(POLLIN), on: descriptor)
            } else if errno != EINTR {
                throw .last()
            }
        }
    }

    /// Opens a file for reading.
    static func open(_ path: String) throws(Failure) -> Int32 {
        let descriptor = systemOpen(path, O_RDONLY | O_CLOEXEC, 0)
        guard descriptor >= 0 else { throw .last() }
        return descriptor
    }

    /// The size of an ordinary file; `nil` for anything else, which could not be read twice.
    static func size(ofFile descriptor: Int32) throws(Failure) -> Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .last() }
        return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    }

    /// Goes back to the beginning of a file.
    static func rewind(_ descriptor: Int32) throws(Failure) {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw .last() }
    }

    /// Makes a file that only its owner may read, and refuses to touch one that exists.
    static func create(_ path: String) throws(Failure) -> Int32 {
        let descriptor = systemOpen(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last() }
        return descriptor
    }

    /// Looks for a file; one that may not be looked for is no less an error than one that is missing.
    static func find(_ path: String) throws(Failure) {
        guard access(path, F_OK) == 0 else { throw .last() }
    }

    /// Makes a folder and those above it, for their owner only; one that exists stays as it is.
    static func makeFolder(_ path: String) throws(Failure) {
        guard mkdir(path, 0o700) != 0 else { return }
        switch errno {
        case EEXIST where isFolder(path): return
        case EEXIST: throw Failure(code: ENOTDIR)
        case ENOENT:
            let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(
                separator: "/"
            )
            guard !parent.isEmpty, parent != path else { throw Failure(code: ENOENT) }
            try makeFolder(parent)
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last() }
        default: throw .last()
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    static func close(_ descriptor: Int32) {
        _ = systemClose(descriptor)
    }

    static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    /// Lets a write beyond a limit on the size of files fail, as one on a full disk does, instead of ending the process.
    static func ignoreSizeLimits() {
        signal(SIGXFSZ, SIG_IGN)
    }

    static func exit(_ status: Int32) -> Never {
        systemExit(status)
    }

    /// A descriptor may be set not to block by whoever shares it.
    private static func wait(for event: Int16, on descriptor: Int32) {
        var request = pollfd(fd: descriptor, events: event, revents: 0)
        poll(&request, 1, -1)
    }
}

// The names inside the type would hide the system's.
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, start, count)
}

private func systemRead(_ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, start, count)
}

private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    open(path, flags, mode)
}

private func systemClose(_ descriptor: Int32) -> Int32 {
    close(descriptor)
}

private func systemExit(_ status: Int32) -> Never {
    exit(status)
}
