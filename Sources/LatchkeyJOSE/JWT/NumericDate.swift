import FoundationEssentials

/// Dates on the wire: seconds since 1970, whole or with a fraction (RFC 7519 §2).
enum NumericDate {
    /// Beyond these doubles skip whole seconds (RFC 7493 §2.2), and no calendar follows.
    static let range: ClosedRange<Double> = -9_007_199_254_740_991...9_007_199_254_740_991

    static let expectation = "a number of seconds since 1970"

    static func seconds(_ date: Date, claim name: StaticString) throws(JWTError) -> Double {
        let seconds = date.timeIntervalSince1970
        guard range.contains(seconds) else {
            throw .claimInvalid(name: name.description, expected: expectation)
        }
        return seconds
    }
}
