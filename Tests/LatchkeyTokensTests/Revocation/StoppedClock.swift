import Synchronization

/// A clock that stands still until it is told otherwise, and on which nobody sleeps.
final class StoppedClock: Clock {
    private let base = ContinuousClock.now
    private let offset = Mutex(Duration.zero)

    var now: ContinuousClock.Instant { base + offset.withLock { $0 } }
    var minimumResolution: Duration { .zero }

    func advance(by duration: Duration) { offset.withLock { $0 += duration } }
    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {}
}
