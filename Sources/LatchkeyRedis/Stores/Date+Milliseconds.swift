import FoundationEssentials

extension Date {
    /// The largest number that Lua, which counts in `Double`, still counts one by one.
    private static let exactLimit = 9_007_199_254_740_992.0
    /// Redis refuses ends that it cannot add to its clock; a century is as good as for ever.
    private static let longest: Int64 = 100 * 365 * 86_400_000

    /// Milliseconds since 1970, to the nearest; what lies beyond counting is clamped.
    var milliseconds: Int64 {
        let value = (timeIntervalSince1970 * 1000).rounded()
        guard !value.isNaN else { return 0 }
        return Int64(min(max(value, -Self.exactLimit), Self.exactLimit))
    }

    /// Reads what was kept.
    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    /// Milliseconds from a moment to this one, as an expiry of Redis: one at least.
    func milliseconds(after moment: Date) -> Int64 {
        min(max(milliseconds - moment.milliseconds, 1), Self.longest)
    }
}
