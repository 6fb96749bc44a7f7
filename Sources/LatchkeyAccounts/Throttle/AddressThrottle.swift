public import FoundationEssentials
import Synchronization

/// Counts events of one kind for each network address in a moving window, in bounded memory.
///
/// IPv4 addresses count alone; IPv6 addresses count by their /64, since a household owns a whole one.
public final class AddressThrottle: Sendable {
    private struct Window {
        var start: Date
        var count: Int
    }

    /// Most addresses remembered at once.
    private static let capacity = 65_536

    private let limit: Int
    private let period: TimeInterval
    private let windows = Mutex<[String: Window]>([:])

    /// Allows `limit` events in `period` seconds for each address.
    public init(limit: Int, period: TimeInterval) {
        self.limit = limit
        self.period = period
    }

    /// How many addresses are remembered.
    var count: Int { windows.withLock { $0.count } }

    /// Counts an event, or refuses it.
    ///
    /// - Returns: `nil` when the event may go on, else the seconds to wait.
    public func reserve(_ address: String, at now: Date) -> Int? {
        windows.withLock { windows in
            if windows.count >= Self.capacity { windows = windows.filter { $0.value.start + period > now } }
            // A full table of live windows means a flood from many addresses: forget it rather than grow.
            if windows.count >= Self.capacity { windows.removeAll(keepingCapacity: true) }
            var window = windows[Self.network(of: address)] ?? Window(start: now, count: 0)
            if window.start + period <= now { window = Window(start: now, count: 0) }
            guard window.count < limit else {
                return max(1, Int((window.start + period).timeIntervalSince(now).rounded(.up)))
            }
            window.count += 1
            windows[Self.network(of: address)] = window
            return nil
        }
    }

    /// Takes back an event that turned out not to count.
    public func release(_ address: String) {
        windows.withLock { windows in
            guard let window = windows[Self.network(of: address)], window.count > 0 else { return }
            windows[Self.network(of: address)]?.count = window.count - 1
        }
    }

    /// The IPv4 address itself, or the /64 of an IPv6 address.
    static func network(of address: String) -> String {
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
