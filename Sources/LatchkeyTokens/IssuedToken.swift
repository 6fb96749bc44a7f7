public import FoundationEssentials

/// A freshly made token, with what its holder has to know beside its text.
public struct IssuedToken: Sendable {
    /// The compact JWT, or the text of an opaque token.
    public let token: String
    /// What it is for.
    public let kind: TokenKind
    /// When its time is over.
    public let expiresAt: Date
    /// Whole seconds from issuance to expiry.
    public let expiresIn: Int
    /// The CSRF token it is bound to, when the grant had one; the page's script sends it back.
    ///
    /// `nil`, too, for a renewed token: it is bound to the CSRF token of the old one, which only the page knows.
    public let csrfToken: String?
    /// When the sign-in session is over at the latest, if that is known.
    public let sessionExpiresAt: Date?

    /// Describes a token that was made elsewhere, such as an opaque one.
    public init(
        token: String,
        kind: TokenKind = .access,
        expiresAt: Date,
        expiresIn: Int,
        csrfToken: String? = nil,
        sessionExpiresAt: Date? = nil
    ) {
        self.token = token
        self.kind = kind
        self.expiresAt = expiresAt
        self.expiresIn = expiresIn
        self.csrfToken = csrfToken
        self.sessionExpiresAt = sessionExpiresAt
    }
}

extension IssuedToken: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Kind and life, never the text: a token that slips into a log opens nothing.
    public var description: String { "IssuedToken(\(kind), for \(expiresIn) seconds)" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Nothing to look into: `dump` shows no token either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
