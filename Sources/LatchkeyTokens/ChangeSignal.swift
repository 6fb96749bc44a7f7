import Synchronization

/// Tells whoever follows a log of the storage that it has grown.
///
/// A storage fires it once a transaction that appended to the log is durable. A signal that is missed costs a follower
/// its next interval, nothing else: what counts is how far it has read.
public final class ChangeSignal: Sendable {
    private struct State {
        var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    /// Makes a signal that nobody listens to yet.
    public init() {}

    /// Wakes every listener.
    public func fire() {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.yield() }
    }

    /// Wakes `listener` from now on, until it is finished.
    package func add(_ listener: AsyncStream<Void>.Continuation) {
        let number = state.withLock { state in
            state.next += 1
            state.listeners[state.next] = listener
            return state.next
        }
        listener.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
        }
    }
}
