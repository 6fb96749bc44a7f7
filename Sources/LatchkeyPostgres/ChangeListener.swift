import Foundation
import LatchkeySQL
import LatchkeyTokens
import Synchronization

/// Listens on a connection of its own, and wakes those who follow the logs.
///
/// It only makes things sooner: whoever follows looks at every interval all the same, so a notification that is missed
/// costs half a second.
final class ChangeListener: Sendable {
    static let listen = "LISTEN \(ChangeTopic.channel)"

    private let target: ConnectionTarget
    private let changes: ChangeSignal?
    private let audit: ChangeSignal?
    private let failed: @Sendable (any Error) -> Void
    private let isStopped = Atomic(false)
    private let end = Mutex(End.pending)

    private enum End {
        case pending
        case awaited(CheckedContinuation<Void, Never>)
        case reached
    }

    /// Listens from now on, until it is told to stop.
    static func start(
        url: String,
        storage: PostgresStorage,
        failed: @escaping @Sendable (any Error) -> Void
    ) throws(PostgresStorageError) -> ChangeListener {
        let listener = try ChangeListener(url: url, storage: storage, failed: failed)
        let thread = Thread { listener.run() }
        thread.name = "postgres listener"
        thread.start()
        return listener
    }

    private init(
        url: String,
        storage: PostgresStorage,
        failed: @escaping @Sendable (any Error) -> Void
    ) throws(PostgresStorageError) {
        target = try ConnectionTarget(url)
        (changes, audit) = (storage.changeSignal, storage.auditSignal)
        self.failed = failed
    }

    /// Closes the connection, and returns once that is done; called once.
    func stop() async {
        isStopped.store(true, ordering: .releasing)
        await withCheckedContinuation { continuation in
            let isReached = end.withLock { end in
                if case .reached = end { return true }
                end = .awaited(continuation)
                return false
            }
            if isReached { continuation.resume() }
        }
    }

    private func run() {
        repeatUntilStopped()
        let waiting = end.withLock { end in
            defer { end = .reached }
            if case .awaited(let continuation) = end { return continuation as CheckedContinuation? }
            return nil
        }
        waiting?.resume()
    }

    private func repeatUntilStopped() {
        var last: String?
        while !isStopped.load(ordering: .acquiring) {
            do {
                try listen { last = nil }
            } catch {
                // A connection that breaks while it is given up is nobody's trouble.
                guard !isStopped.load(ordering: .acquiring) else { return }
                let error = PostgresStorageError.translating(error, server: target.name)
                if "\(error)" != last { failed(error) }
                last = "\(error)"
                Thread.sleep(forTimeInterval: 1)
            }
        }
    }

    /// Listens until told to stop.
    private func listen(begun: () -> Void) throws {
        let connection = try PostgresConnection(target, namesStatements: false, patience: .seconds(15))
        _ = try connection.execute(Statement(Self.listen))
        begun()
        // Whatever was told while nobody listened.
        for topic in ChangeTopic.allCases { wake(topic) }
        var quietSince = ContinuousClock.now
        while !isStopped.load(ordering: .acquiring) {
            let payloads = try connection.notifications(within: .milliseconds(250))
            for payload in Set(payloads) { ChangeTopic(rawValue: payload).map(wake) }
            guard payloads.isEmpty, ContinuousClock.now - quietSince > .seconds(20) else { continue }
            // A connection that was cut without a word looks just like one on which nothing happens.
            _ = try connection.execute(Statement("SELECT 1"))
            quietSince = .now
        }
    }

    private func wake(_ topic: ChangeTopic) {
        switch topic {
        case .revocation, .key: changes?.fire()
        case .audit: audit?.fire()
        }
    }
}
