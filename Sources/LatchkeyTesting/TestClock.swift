public import FoundationEssentials
import Synchronization

/// A clock that stands still until a test moves it.
///
/// ```swift
/// let clock = TestClock()
/// router.add(middleware: TokenAuthenticator(verifier, now: clock.now))
/// clock.advance(by: 901)
/// ```
public final class TestClock: Sendable {
    private let time: Mutex<Date>

    /// Makes a clock that shows `start`: the first of January 2030 unless told otherwise.
    public init(_ start: Date = Date(timeIntervalSince1970: 1_893_456_000)) {
        time = Mutex(start)
    }

    /// What the clock shows, in the shape in which middleware takes a clock.
    public var now: @Sendable () -> Date {
        { self.date }
    }

    /// What the clock shows.
    public var date: Date { time.withLock { $0 } }

    /// Moves the clock by seconds; back when they are negative.
    public func advance(by seconds: TimeInterval) {
        time.withLock { $0 += seconds }
    }
}
