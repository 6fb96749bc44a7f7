import CoreMetrics
import FoundationEssentials
import LatchkeyAccounts
import Synchronization

/// What happened in the last hour, minute by minute, for the page of figures; kept in memory.
///
/// Sign-ins and failures are read from the audit log, so those of other processes and of the time before a restart are
/// among them. Refreshes, token checks and the hashing queue are of this process, since it started.
final class LiveFigures: Sendable {
    private struct State {
        var series: [Figure: MinuteSeries] = [:]
        /// The youngest event that was read.
        var cursor: Int64?
    }

    private static let hour: TimeInterval = 3600
    private static let portion = 1000
    /// The most events that one look at the log reads.
    private static let longestLook = 100_000
    /// How many seconds pass between two looks at the log; the queue is looked at each second.
    private static let pause = 10

    /// What is counted for `/metrics`.
    let registry = MetricRegistry()
    private let counters = FigureMetrics()
    private let state = Mutex(State())

    /// Where the parts of this process count: here, and wherever the process counts otherwise.
    var metrics: any MetricsFactory {
        MultiplexMetricsHandler(factories: [counters, registry, MetricsSystem.factory])
    }

    /// The values of the last hour, oldest first.
    func values(of figure: Figure, until now: Date) -> [Int] {
        state.withLock { ($0.series[figure] ?? MinuteSeries()).values(until: now) }
    }

    /// Notes what was counted since the last time, and how many passwords wait.
    func sample(queued: Int, at now: Date) {
        let (checks, refreshes) = (counters.tokenChecks.take(), counters.refreshes.take())
        state.withLock { state in
            state.series[.tokenChecks, default: MinuteSeries()].add(checks, at: now)
            state.series[.refreshes, default: MinuteSeries()].add(refreshes, at: now)
            state.series[.hashQueue, default: MinuteSeries()].raise(to: queued, at: now)
        }
    }

    /// Reads what the audit log has recorded since the last time, of the last hour at most.
    func catchUp(_ storage: any AccountStorage, at now: Date) async throws {
        let start = state.withLock { $0.cursor }
        let events = try await events(in: storage, after: start ?? 0, since: now - Self.hour)
        state.withLock { state in
            // Somebody else may have read the same meanwhile.
            guard state.cursor == start, let youngest = events.first else { return }
            state.cursor = youngest.sequence
            for event in events {
                guard let figure = Self.figure(of: event.event.kind) else { continue }
                state.series[figure, default: MinuteSeries()].add(1, at: event.recordedAt)
            }
        }
    }

    /// Keeps the figures up to date until the task is cancelled.
    ///
    /// - Parameters:
    ///   - storage: what holds the log.
    ///   - hasher: whose queue is looked at.
    ///   - failed: told why the log could not be read; it is tried again.
    func follow(
        _ storage: any AccountStorage,
        _ hasher: PasswordHasher,
        failed: (any Error) -> Void
    ) async {
        var second = 0
        while !Task.isCancelled {
            sample(queued: hasher.load.queued, at: Date())
            if second.isMultiple(of: Self.pause) {
                do {
                    try await catchUp(storage, at: storage.read { $0.now })
                } catch is CancellationError {
                    return
                } catch {
                    failed(error)
                }
            }
            second += 1
            try? await Task.sleep(for: .seconds(1))
        }
    }

    /// Youngest first, and none older than `earliest`.
    private func events(
        in storage: any AccountStorage,
        after cursor: Int64,
        since earliest: Date
    ) async throws -> [RecordedAuditEvent] {
        var events: [RecordedAuditEvent] = []
        while events.count < Self.longestLook {
            let last = events.last?.sequence
            let page = try await storage.read { tx in
                try tx.audit.events(matching: AuditFilter(), before: last, limit: Self.portion)
            }
            let new = page.prefix { $0.sequence > cursor && $0.recordedAt > earliest }
            events += new
            if new.count < Self.portion { break }
        }
        return events
    }

    private static func figure(of kind: AuditEvent.Kind) -> Figure? {
        switch kind {
        case .loginSucceeded: .logins
        case .loginFailed, .loginThrottled: .failures
        default: nil
        }
    }
}
