#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif
import Synchronization

/// A program that runs beside the test, with pipes to its standard streams.
///
/// Foundation's `Process` lets children inherit each other's pipes when several start at once, so that the end of an
/// input is never seen; here every descriptor closes on `exec`.
final class ChildProcess: Sendable {
    struct Failure: Error {
        let reason: String
    }

    /// What a child has as its standard input.
    enum StandardInput {
        case pipe
        /// A descriptor of the test's own, for example a terminal.
        case descriptor(Int32)
    }

    let identifier: pid_t
    private let input: Mutex<Int32?>
    private let output: Int32
    private let error: Int32
    private let outputRest = Mutex<[UInt8]>([])

    init(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String],
        directory: String,
        standardInput: StandardInput = .pipe
    ) throws {
        let (inputRead, inputWrite) = try Self.pipe()
        let (outputRead, outputWrite) = try Self.pipe()
        let (errorRead, errorWrite) = try Self.pipe()
        var standardInputDescriptor = inputRead
        if case .descriptor(let descriptor) = standardInput { standardInputDescriptor = descriptor }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, standardInputDescriptor, 0)
        posix_spawn_file_actions_adddup2(&actions, outputWrite, 1)
        posix_spawn_file_actions_adddup2(&actions, errorWrite, 2)
        posix_spawn_file_actions_addchdir_np(&actions, directory)
        var process = pid_t()
        let argumentList = ([executable] + arguments).map { strdup($0) } + [nil]
        let environmentList = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argumentList + environmentList).forEach { free($0) } }
        let code = posix_spawn(&process, executable, &actions, nil, argumentList, environmentList)
        for descriptor in [inputRead, outputWrite, errorWrite] { close(descriptor) }
        guard code == 0 else { throw Failure(reason: "\(executable): \(String(cString: strerror(code)))") }
        identifier = process
        input = Mutex(inputWrite)
        output = outputRead
        error = errorRead
    }

    deinit {
        closeInput()
        close(output)
        close(error)
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

    func closeInput() {
        input.withLock { descriptor in
            if let open = descriptor { close(open) }
            descriptor = nil
        }
    }

    /// Closes the read end of the child's standard output, as `head` does.
    func stopReading() {
        var nowhere = [Int32](repeating: 0, count: 2)
        guard Glibc.pipe(&nowhere) == 0 else { return }
        dup2(nowhere[0], output)
        close(nowhere[0])
        close(nowhere[1])
    }

    /// The next line of standard output without its line feed; `nil` at its end or after `seconds`.
    func readLine(within seconds: Int = 60) -> String? {
        let deadline = ContinuousClock.now + .seconds(seconds)
        return outputRest.withLock { rest in
            while true {
                if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = String(decoding: rest[..<end], as: UTF8.self)
                    rest.removeFirst(end + 1)
                    return line
                }
                guard ContinuousClock.now < deadline, let more = Self.read(output, waiting: 100) else { continue_or_nil() }
                if more.isEmpty { return nil }
                rest += more
            }
        }
    }
}
