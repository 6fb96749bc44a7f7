import Glibc
import Synchronization

/// A program that runs beside the test, with pipes to its standard streams.
///
/// Foundation's `Process` lets children inherit each other's pipes when several start at once, so that the end of an
/// input is never seen; here every descriptor of the test closes on `exec`.
final class ChildProcess: Sendable {
    /// What went wrong with starting or following a child.
    struct Failure: Error {
        let reason: String
    }

    /// How a child ended, and what it printed.
    struct Outcome: Sendable {
        /// The exit code; 128 and the signal's number for one that a signal has killed.
        let status: Int32
        let output: [UInt8]
        let error: [UInt8]
    }

    private static let starting = Mutex(())

    let identifier: pid_t
    private let input: Mutex<Int32?>
    private let output: PipeReader
    private let error: PipeReader

    /// Starts a program.
    ///
    /// `terminal` is a descriptor to use as its standard input instead of a pipe, `errorTerminal` as its standard error.
    init(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String],
        directory: String,
        terminal: Int32? = nil,
        errorTerminal: Int32? = nil
    ) throws {
        // A child started between making a pipe and marking it would inherit it.
        let (process, ends) = try Self.starting.withLock { _ in
            let (inputRead, inputWrite) = try Self.pipe()
            let (outputRead, outputWrite) = try Self.pipe()
            let (errorRead, errorWrite) = try Self.pipe()
            defer { for descriptor in [inputRead, outputWrite, errorWrite] { close(descriptor) } }
            let process = try Self.spawn(
                // The shell changes the folder and gives way to the program.
                ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory, executable] + arguments,
                environment: environment.map { "\($0.key)=\($0.value)" },
                streams: [terminal ?? inputRead, outputWrite, errorTerminal ?? errorWrite]
            )
            return (process, [inputWrite, outputRead, errorRead])
        }
        identifier = process
        input = Mutex(ends[0])
        output = PipeReader(ends[1])
        error = PipeReader(ends[2])
    }

    deinit {
        closeInput()
    }

    /// Writes to the child's standard input; a child that no longer reads is left alone.
    func send(_ octets: [UInt8]) {
        guard let descriptor = input.withLock(\.self) else { return }
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(0, count))
        }
    }

    /// Writes a line to the child's standard input.
    func send(line: String) {
        send(Array("\(line)\n".utf8))
    }

    func closeInput() {
        input.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    /// Stops reading what the child prints, as `head` does when it has seen enough.
    func closeOutput() {
        output.close()
    }

    /// The next line of standard output without its line feed; `nil` at the end.
    func readLine() throws -> String? {
        try output.readLine()
    }

    func signal(_ number: Int32) {
        kill(identifier, number)
    }

    /// Waits for the end, reading everything that the child prints.
    func wait() throws -> Outcome {
        // Both pipes are emptied side by side: a full one would stop the child.
        let (printed, complained) = try PipeReader.readToEnd(output, error)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(reason: "waitpid: \(errno)") }
        }
        // WIFEXITED, WEXITSTATUS and WTERMSIG are macros, which Swift does not see.
        let signal = status & 0x7f
        return Outcome(
            status: signal == 0 ? status >> 8 & 0xff : 128 + signal,
            output: printed,
            error: complained
        )
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw Failure(reason: "pipe: \(errno)") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ arguments: [String],
        environment: [String],
        streams: [Int32]
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        restoreBrokenPipeSignal(&attributes)
        let lists = [arguments, environment].map { list in list.map { strdup($0) } + [nil] }
        defer { for pointer in lists.joined() { free(pointer) } }
        var process = pid_t()
        let code = posix_spawn(&process, arguments[0], &actions, &attributes, lists[0], lists[1])
        guard code == 0 else { throw Failure(reason: "\(arguments[0]): \(String(cString: strerror(code)))") }
        return process
    }

    /// The test ignores broken pipes, and a child would inherit that; a shell's child does not.
    private static func restoreBrokenPipeSignal(_ attributes: inout posix_spawnattr_t) {
        Glibc.signal(SIGPIPE, SIG_IGN)
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    }
}
