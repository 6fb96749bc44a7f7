public import FoundationEssentials
import LatchkeyJOSE

extension AccessToken {
    /// When the sign-in session is over at the latest (`session_expires`): no renewal leads past it.
    ///
    /// `nil` when the token does not say. What stands there and is no whole number of seconds counts as over.
    public var sessionExpiresAt: Date? {
        guard payload.contains("session_expires") else { return nil }
        guard let seconds = try? payload.integer("session_expires") else { return .distantPast }
        return Date(timeIntervalSince1970: Double(seconds))
    }
}
