/// What a one-time token is for; a token is good for its own purpose only.
///
/// Compared octet by octet. An application adds purposes of its own:
///
/// ```swift
/// extension OneTimePurpose {
///     static let download: OneTimePurpose = "download"
/// }
/// ```
public struct OneTimePurpose: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The name, as the store and the `flag` claim hold it; at most 512 octets.
    public var name: String { exact.text }

    private let exact: ExactText

    /// Names a purpose.
    public init(_ name: String) {
        exact = ExactText(name)
    }

    /// Names a purpose.
    public init(stringLiteral name: String) { self.init(name) }

    /// Sets a new password.
    public static let passwordReset: OneTimePurpose = "password_reset"
    /// Shows that an e-mail address is one's own.
    public static let emailVerification: OneTimePurpose = "email_verification"
    /// Signs in by a link.
    public static let magicLink: OneTimePurpose = "magic_link"
    /// Signs in by a short code.
    public static let signInCode: OneTimePurpose = "sign_in_code"
    /// Accepts an invitation.
    public static let invitation: OneTimePurpose = "invitation"
}

extension OneTimePurpose: CustomStringConvertible {
    /// The name.
    public var description: String { name }
}
