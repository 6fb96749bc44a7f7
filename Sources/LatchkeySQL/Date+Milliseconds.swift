package import FoundationEssentials

extension Date {
    /// The largest number of milliseconds that a `Double` still counts one by one.
    private static let exactLimit = 9_007_199_254_740_992.0

    /// Milliseconds since 1970, as every time is stored; what lies beyond counting is clamped.
    ///
    /// Rounded to the nearest, because the seconds of a `Date` are a binary fraction: cutting off would lose a
    /// millisecond on some round trips.
    package var milliseconds: Int64 {
        let value = (timeIntervalSince1970 * 1000).rounded()
        guard !value.isNaN else { return 0 }
        return Int64(min(max(value, -Self.exactLimit), Self.exactLimit))
    }

    /// Reads a stored time.
    package init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
