import Foundation
import Glibc
import Synchronization

/// The built `latchkey`, running beside the test.
///
/// Its descriptors close on `exec`, so that no child keeps the streams of another open.
final class Program: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// What it has said on standard error so far.
    private final class Complaints: Sendable {
        let lines = Mutex<[String]>([])
    }

    /// How a run ended.
    struct Outcome: Sendable {
        /// The exit code, or 128 and the signal's number.
        let status: Int32
        let output: String
        let error: String
    }

    /// Where the program was built: beside the tests.
    static let path: String = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "latchkey").path
    }()

    let identifier: pid_t
    private let lines: AsyncStream<String>
    private let complaints = Complaints()
    private let ending: Task<Outcome, Never>

    init(_ arguments: [String], environment: [String: String] = [:], path: String = Program.path) throws {
        var own = environment
        own["PATH"] = "/usr/bin:/bin"
        own["HOME"] = "/nonexistent"
        let output = try Self.stream()
        let error = try Self.stream()
        defer { for end in [output.write, error.write] { close(end) } }
        let process = try Self.spawn([path] + arguments, own, output: output.write, error: error.write)
        identifier = process
        let (lines, continuation) = AsyncStream.makeStream(of: String.self)
        self.lines = lines
        let printed = Self.readAll(output.read) { continuation.yield($0) }
        let complained = Self.readAll(error.read) { [complaints] line in
            complaints.lines.withLock { $0.append(line) }
        }
        ending = Task {
            let output = await printed.value
            continuation.finish()
            let error = await complained.value
            return Outcome(status: await Self.wait(for: process), output: output, error: error)
        }
    }

    deinit {
        // Reaped by the task that waits for it.
        kill(identifier, SIGKILL)
    }

    /// Runs the program to its end.
    static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        try await Program(arguments, environment: environment).end()
    }

    /// The next line of standard output; `nil` at its end.
    func nextLine() async -> String? {
        var iterator = lines.makeAsyncIterator()
        return await iterator.next()
    }

    /// Whether a line on standard error has contained this so far.
    func hasComplained(_ words: String) -> Bool {
        complaints.lines.withLock { $0.contains { $0.contains(words) } }
    }

    func signal(_ number: Int32) { kill(identifier, number) }

    /// Waits for the end.
    func end() async -> Outcome { await ending.value }

    private static func stream() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        // A pipe would have to be marked after it is made, and another test may start a child in between.
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
            throw Failure(description: "socketpair: \(errno)")
        }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ arguments: [String],
        _ environment: [String: String],
        output: Int32,
        error: Int32
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, error, 2)
        let variables = environment.map { "\($0.key)=\($0.value)" }
        let lists = [arguments, variables].map { list in list.map { strdup($0) } + [nil] }
        defer { for pointer in lists.joined() { free(pointer) } }
        var process = pid_t()
        let code = posix_spawn(&process, arguments[0], &actions, nil, lists[0], lists[1])
        guard code == 0 else { throw Failure(description: "\(arguments[0]): \(code)") }
        return process
    }

    /// Reads a stream to its end on a thread of its own.
    private static func readAll(
        _ descriptor: Int32,
        line: @escaping @Sendable (String) -> Void
    ) -> Task<String, Never> {
        Task {
            await onThread {
                var all: [UInt8] = []
                var begin = 0
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                while true {
                    let count = read(descriptor, &buffer, buffer.count)
                    guard count > 0 else { break }
                    all += buffer[..<count]
                    while let end = all[begin...].firstIndex(of: UInt8(ascii: "\n")) {
                        line(String(decoding: all[begin..<end], as: UTF8.self))
                        begin = end + 1
                    }
                }
                close(descriptor)
                return String(decoding: all, as: UTF8.self)
            }
        }
    }

    private static func wait(for process: pid_t) async -> Int32 {
        await onThread {
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            // WIFEXITED and its like are macros, which Swift does not see.
            let signal = status & 0x7F
            return signal == 0 ? status >> 8 & 0xFF : 128 + signal
        }
    }
}

/// Runs work that blocks on a thread of its own.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: work()) }
    }
}
