import Glibc
import Synchronization

/// The reading end of a pipe, at which nothing is waited for longer than a minute.
final class PipeReader: Sendable {
    private struct State {
        var descriptor: Int32?
        var rest: [UInt8] = []
    }

    private static let patience: Int32 = 60_000

    private let state: Mutex<State>

    init(_ descriptor: Int32) {
        state = Mutex(State(descriptor: descriptor))
    }

    deinit {
        close()
    }

    func close() {
        state.withLock { state in
            if let open = state.descriptor { Glibc.close(open) }
            state.descriptor = nil
        }
    }

    /// The next line without its line feed; `nil` at the end.
    func readLine() throws -> String? {
        try state.withLock { state in
            while true {
                if let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
                    defer { state.rest.removeFirst(end + 1) }
                    return String(decoding: state.rest[..<end], as: UTF8.self)
                }
                guard let descriptor = state.descriptor else { return nil }
                try Self.wait(for: [descriptor])
                let more = Self.read(descriptor)
                guard !more.isEmpty else { return nil }
                state.rest += more
            }
        }
    }

    /// Empties two pipes side by side until both have come to their end.
    static func readToEnd(_ one: PipeReader, _ other: PipeReader) throws -> ([UInt8], [UInt8]) {
        let readers = [one, other]
        while true {
            let open = readers.compactMap { $0.state.withLock(\.descriptor) }
            guard !open.isEmpty else { break }
            let ready = try wait(for: open)
            for reader in readers { reader.readWhatIsThere(among: ready) }
        }
        return (one.state.withLock(\.rest), other.state.withLock(\.rest))
    }

    private func readWhatIsThere(among ready: Set<Int32>) {
        let isAtEnd = state.withLock { state in
            guard let descriptor = state.descriptor, ready.contains(descriptor) else { return false }
            let more = Self.read(descriptor)
            state.rest += more
            return more.isEmpty
        }
        if isAtEnd { close() }
    }

    /// Waits until something can be read.
    @discardableResult
    private static func wait(for descriptors: [Int32]) throws -> Set<Int32> {
        var requests = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let count = poll(&requests, nfds_t(requests.count), patience)
        guard count > 0 || errno == EINTR else {
            throw ChildProcess.Failure(reason: "nothing came within a minute")
        }
        return Set(requests.filter { $0.revents != 0 }.map(\.fd))
    }

    private static func read(_ descriptor: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
            count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
        }
    }
}
