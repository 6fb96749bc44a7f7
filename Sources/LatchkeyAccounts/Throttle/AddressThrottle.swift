public import FoundationEssentials
import Synchronization

/// Counts events of one kind for each network address in a moving window, in bounded memory.
///
/// IPv4 addresses count alone; IPv6 addresses count by their /64, since a household owns a whole one. An event is
/// reserved before it is known whether it counts, so that parallel ones cannot slip through together, and is then
/// either counted or given back.
///
/// ```swift
/// if let wait = throttle.reserve(address, at: now) { throw AccountError.tooManyAttempts(retryAfter: wait) }
/// if wasWrong { throttle.count(address, at: now) } else { throttle.release(address) }
/// ```
public final class AddressThrottle: Sendable {
    private struct Window {
        var start: Date
        var count = 0
        /// Reservations that are neither counted nor given back yet; they outlast the window they began in.
        var pending = 0

        /// Begins anew when the window is over.
        mutating func advance(to now: Date, period: TimeInterval) {
            guard start + period <= now else { return }
            start = now
            count = 0
        }
    }

    /// Most addresses remembered at once.
    private static let capacity = 65_536
    /// Seconds after which to try again while only undecided events are in the way.
    private static let waitForPending = 1

    private let limit: Int
    private let period: TimeInterval
    private let windows = Mutex<[String: Window]>([:])

    /// Allows `limit` events in `period` seconds for each address.
    public init(limit: Int, period: TimeInterval) {
        self.limit = limit
        self.period = period
    }

    /// How many addresses are remembered.
    var size: Int { windows.withLock { $0.count } }

    /// Reserves an event, or refuses it.
    ///
    /// - Returns: `nil` when the event may go on, else the seconds to wait: the rest of the window when counted events
    ///   are in the way, one second when it is only events that are still undecided.
    public func reserve(_ address: String, at now: Date) -> Int? {
        let network = Self.network(of: address)
        return windows.withLock { windows in
            makeRoom(in: &windows, at: now)
            var window = windows[network] ?? Window(start: now)
            window.advance(to: now, period: period)
            guard window.count < limit else {
                return max(1, Int((window.start + period).timeIntervalSince(now).rounded(.up)))
            }
            guard window.count + window.pending < limit else { return Self.waitForPending }
            window.pending += 1
            windows[network] = window
            return nil
        }
    }

    /// Counts a reserved event.
    public func count(_ address: String, at now: Date) {
        update(address) { window in
            window.advance(to: now, period: period)
            window.pending -= 1
            window.count += 1
        }
    }

    /// Takes back a reserved event that turned out not to count.
    public func release(_ address: String) {
        update(address) { $0.pending -= 1 }
    }

    private func update(_ address: String, _ change: (inout Window) -> Void) {
        let network = Self.network(of: address)
        windows.withLock { windows in
            guard var window = windows[network], window.pending > 0 else { return }
            change(&window)
            windows[network] = window.count + window.pending > 0 ? window : nil
        }
    }

    private func makeRoom(in windows: inout [String: Window], at now: Date) {
        guard windows.count >= Self.capacity else { return }
        windows = windows.filter { $0.value.pending > 0 || $0.value.start + period > now }
        // A full table of live windows means a flood from many addresses: forget it rather than grow.
        if windows.count >= Self.capacity { windows.removeAll(keepingCapacity: true) }
    }

    /// The IPv4 address itself, or the /64 of an IPv6 address.
    package static func network(of address: String) -> String {
        guard address.utf8.contains(UInt8(ascii: ":")) else { return address }
        let bare = address.prefix { $0 != "%" }
        if let dot = bare.lastIndex(of: ":"), bare[dot...].utf8.contains(UInt8(ascii: ".")) {
            return String(bare[bare.index(after: dot)...])
        }
        let halves = bare.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        let head = halves[0].split(separator: ":").map(String.init)
        guard halves.count == 2 else { return head.prefix(4).joined(separator: ":") + "::/64" }
        let tail = halves[1].split(separator: ":").map(String.init)
        let zeros = [String](repeating: "0", count: max(0, 8 - head.count - tail.count))
        return (head + zeros + tail).prefix(4).joined(separator: ":") + "::/64"
    }
}
