public import FoundationEssentials

/// A freshly signed token.
public struct IssuedToken: Sendable {
    /// The compact JWT.
    public let token: String
    /// When its time is over.
    public let expiresAt: Date
    /// Whole seconds from issuance to expiry.
    public let expiresIn: Int
}
