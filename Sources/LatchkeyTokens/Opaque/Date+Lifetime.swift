import FoundationEssentials

extension Date {
    /// The end of a lifetime in seconds; a negative one and one that is no number count as none.
    func advanced(byLifetime lifetime: TimeInterval) -> Date {
        lifetime > 0 ? self + lifetime : self
    }
}
