import FoundationEssentials

/// Dates on the wire: seconds since 1970, whole or with a fraction (RFC 7519 §2).
enum NumericDate {
    /// Beyond 2⁵³ seconds doubles skip whole seconds, and no calendar follows.
    static let range: ClosedRange<Double> = -9_007_199_254_740_992...9_007_199_254_740_992

    static let expectation = "a number of seconds since 1970"

    static func seconds(_ date: Date, claim name: StaticString) throws(JWTError) -> Double {
        let seconds = date.timeIntervalSince1970
        guard range.contains(seconds) else {
            throw .claimInvalid(name: name.description, expected: expectation)
        }
        return seconds
    }
}
