/// The most that our time may be of the bare primitive's, for the token of 349 octets.
enum Budget {
    /// `nil` for a family that no bound was set for.
    static func verify(_ name: String) -> Double? {
        switch name.prefix(2) {
        case "HS": 1.9
        case "RS", "PS": 1.10
        case "ES", "Ed": 1.05
        default: nil
        }
    }

    static func sign(_ name: String) -> Double? {
        switch name.prefix(2) {
        case "HS": 1.9
        case "RS", "PS": 1.02
        case "ES": 1.10
        case "Ed": 1.15
        default: nil
        }
    }

    /// Two typed custom claims, in nanoseconds.
    static let customClaims = 1000.0
    /// Time per octet of a token of 16 KiB against one of 1 KiB.
    static let growth = 1.25
    static let allocations = 9.0
}
