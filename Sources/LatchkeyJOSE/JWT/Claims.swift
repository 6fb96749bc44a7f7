public import FoundationEssentials

/// The registered claims of RFC 7519 §4.1 and the caller's own, in one JSON object.
///
/// ```swift
/// struct Cart: Codable, Sendable { var tier: String }
///
/// let claims = Claims(issuer: "https://id.example", subject: "42", expiresAt: now + 900, custom: Cart(tier: "gold"))
/// // {"iss":"https://id.example","sub":"42","exp":1700000900,"tier":"gold"}
/// ```
///
/// `Custom` must encode as an object, and must not use the name of a registered claim: both signing and verifying refuse
/// that, because one of the two values would be lost. Its dates are written as NumericDates, its `Data` as base64url.
public struct Claims<Custom: Codable & Sendable>: Sendable {
    /// `iss`: who issued the token.
    public var issuer: String?
    /// `sub`: whom the token is about.
    public var subject: String?
    /// `aud`: whom the token is meant for; written as a string for one, as an array for several, not at all for none.
    public var audience: [String]
    /// `exp`: from when on the token is no longer valid.
    public var expiresAt: Date?
    /// `nbf`: from when on the token is valid.
    public var notBefore: Date?
    /// `iat`: when the token was issued.
    public var issuedAt: Date?
    /// `jti`: the name of this one token.
    public var tokenID: String?
    /// The caller's own claims.
    public var custom: Custom

    /// Claims with those of the caller.
    public init(
        issuer: String? = nil,
        subject: String? = nil,
        audience: [String] = [],
        expiresAt: Date? = nil,
        notBefore: Date? = nil,
        issuedAt: Date? = nil,
        tokenID: String? = nil,
        custom: Custom
    ) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.expiresAt = expiresAt
        self.notBefore = notBefore
        self.issuedAt = issuedAt
        self.tokenID = tokenID
        self.custom = custom
    }
}

extension Claims where Custom == NoCustomClaims {
    /// Registered claims only.
    public init(
        issuer: String? = nil,
        subject: String? = nil,
        audience: [String] = [],
        expiresAt: Date? = nil,
        notBefore: Date? = nil,
        issuedAt: Date? = nil,
        tokenID: String? = nil
    ) {
        self.init(
            issuer: issuer,
            subject: subject,
            audience: audience,
            expiresAt: expiresAt,
            notBefore: notBefore,
            issuedAt: issuedAt,
            tokenID: tokenID,
            custom: NoCustomClaims()
        )
    }
}

extension Claims: Equatable where Custom: Equatable {}
extension Claims: Hashable where Custom: Hashable {}
