public import FoundationEssentials

/// A token whose signature, header and claims a ``JWTVerifier`` has accepted; nothing else can make one.
///
/// The claims stay octets until they are read: looking at the subject costs one string.
public struct VerifiedJWT<Custom: Codable & Sendable>: Sendable {
    /// The header.
    public let header: JWSHeader
    /// The claims object as signed.
    public let payload: JSONObject
    /// `kid` of the key that verified the signature; it may differ from what the header says where one key was given.
    public let keyID: String?
    /// The caller's own claims.
    public let custom: Custom

    private let registered: RegisteredClaims

    init(header: JWSHeader, payload: JSONObject, keyID: String?, registered: RegisteredClaims, custom: Custom)
    {
        self.header = header
        self.payload = payload
        self.keyID = keyID
        self.registered = registered
        self.custom = custom
    }

    /// `iss`.
    public var issuer: String? { registered.issuer.map(payload.string(at:)) }
    /// `sub`.
    public var subject: String? { registered.subject.map(payload.string(at:)) }
    /// Whether there is a `sub`, without making a string of it.
    package var hasSubject: Bool { registered.subject != nil }
    /// `aud`; empty where the token has none.
    public var audience: [String] { registered.audience.map(payload.audience(at:)) ?? [] }
    /// `exp`.
    public var expiresAt: Date? { registered.expiresAt.map(Date.init(timeIntervalSince1970:)) }
    /// `nbf`.
    public var notBefore: Date? { registered.notBefore.map(Date.init(timeIntervalSince1970:)) }
    /// `iat`.
    public var issuedAt: Date? { registered.issuedAt.map(Date.init(timeIntervalSince1970:)) }
    /// `jti`.
    public var tokenID: String? { registered.tokenID.map(payload.string(at:)) }

    /// All claims as one value, made anew at each call.
    public var claims: Claims<Custom> {
        Claims(
            issuer: issuer,
            subject: subject,
            audience: audience,
            expiresAt: expiresAt,
            notBefore: notBefore,
            issuedAt: issuedAt,
            tokenID: tokenID,
            custom: custom
        )
    }
}

/// Header and payload of a token whose signature alone was checked: the layer below JWT (RFC 7515).
///
/// Nothing is known about the payload but who signed it. It need not even be JSON.
public struct VerifiedJWS: Sendable {
    /// The header.
    public let header: JWSHeader
    /// The octets that were signed.
    public let payload: [UInt8]
    /// `kid` of the key that verified the signature.
    public let keyID: String?
}
