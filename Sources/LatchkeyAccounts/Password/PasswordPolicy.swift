import Foundation

/// Which passwords are accepted for new credentials (NIST SP 800-63B-4 §3.1.1.2).
///
/// A length in code points, an upper limit in octets, and a blocklist of what attackers try first. No composition
/// rules, no expiry, nothing truncated.
///
/// ```swift
/// let faults = PasswordPolicy().faults(of: "aaaaaaaaaaaaaaaaaaaa", names: ["ada@example.org"])   // [.tooCommon]
/// ```
public struct PasswordPolicy: Sendable {
    /// The fewest code points; 15 unless told otherwise, never under 8.
    public let minimumLength: Int
    /// The most octets of the NFC form in UTF-8; anything longer is refused before it is hashed.
    public static let maximumOctets = 1024
    private let breached: BreachedPasswords?

    /// Sets the minimum length; values under 8 become 8.
    ///
    /// `breached` are passwords that are refused beside the common ones.
    public init(minimumLength: Int = 15, breached: BreachedPasswords? = nil) {
        self.minimumLength = max(8, minimumLength)
        self.breached = breached
    }

    /// The form in which a password is measured, compared and hashed: Unicode NFC.
    public static func normalized(_ password: String) -> String {
        password.precomposedStringWithCanonicalMapping
    }

    /// What no password has, be it a new one or one that is tried; `nil` for nothing.
    ///
    /// Forms have no way to send NUL, and bcrypt stops at it.
    static func formFault(of password: String) -> FieldError.Code? {
        // NFC takes a third of the octets at the least: what is longer is not worth normalising.
        guard password.utf8.count <= 3 * maximumOctets, normalized(password).utf8.count <= maximumOctets
        else {
            return .tooLong
        }
        return password.utf8.contains(0) ? .invalidFormat : nil
    }

    /// Why a password is refused; empty when it is accepted.
    ///
    /// - Parameters:
    ///   - password: as typed.
    ///   - names: the account's own names, which nobody may use as a password.
    /// - Returns: the faults; empty when there are none.
    public func faults(of password: String, names: [String]) -> [FieldError.Code] {
        if let fault = Self.formFault(of: password) { return [fault] }
        let normalized = Self.normalized(password)
        guard normalized.unicodeScalars.count >= minimumLength else { return [.tooShort] }
        let isCommon = PasswordBlocklist.contains(normalized, names: names)
        return isCommon || breached?.contains(Array(normalized.utf8)) == true ? [.tooCommon] : []
    }
}
