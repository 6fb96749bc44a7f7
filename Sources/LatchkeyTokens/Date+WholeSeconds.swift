import FoundationEssentials

extension Date {
    /// Whole seconds since 1970, as near as 64 bits come: a claim that was signed elsewhere may name any moment.
    var wholeSeconds: Int64 {
        let seconds = timeIntervalSince1970.rounded(.down)
        return Int64(exactly: seconds) ?? (seconds > 0 ? .max : .min)
    }
}
