import FoundationEssentials

/// One figure, minute by minute, over the last hour.
struct MinuteSeries: Sendable, Equatable {
    /// How many minutes are kept.
    static let length = 60

    private var counts: [Int: Int] = [:]
    private var youngest = Int.min

    /// Adds to what happened in a minute.
    mutating func add(_ count: Int, at time: Date) {
        change(at: time) { $0 += count }
    }

    /// Notes the greatest value of a minute.
    mutating func raise(to value: Int, at time: Date) {
        change(at: time) { $0 = max($0, value) }
    }

    /// The values of the hour that ends with the minute of `now`, oldest first.
    func values(until now: Date) -> [Int] {
        let end = Self.minute(of: now)
        return (end - Self.length + 1...end).map { counts[$0] ?? 0 }
    }

    private mutating func change(at time: Date, _ change: (inout Int) -> Void) {
        let minute = Self.minute(of: time)
        if minute > youngest {
            youngest = minute
            counts = counts.filter { $0.key > minute - Self.length }
        }
        guard minute > youngest - Self.length else { return }
        change(&counts[minute, default: 0])
    }

    /// Minutes since 1970.
    private static func minute(of time: Date) -> Int {
        Int(exactly: (time.timeIntervalSince1970 / 60).rounded(.down)) ?? 0
    }
}
