public import FoundationEssentials

/// What a verifier has accepted, before anybody's own claims are read.
///
/// Without the type of those claims, so that it is moved about without asking what that is.
package struct AcceptedJWT: Sendable {
    package let header: JWSHeader
    package let payload: JSONObject
    let keyID: String?
    let registered: RegisteredClaims

    /// Whether there is a `sub`, without making a string of it.
    package var hasSubject: Bool { registered.subject != nil }
    /// `exp`.
    package var expiresAt: Date? { registered.expiresAt.map(Date.init(timeIntervalSince1970:)) }
}

/// A token whose signature, header and claims a ``JWTVerifier`` has accepted; nothing else can make one.
///
/// The claims stay octets until they are read: looking at the subject costs one string.
public struct VerifiedJWT<Custom: Codable & Sendable>: Sendable {
    private let accepted: AcceptedJWT
    /// The caller's own claims.
    public let custom: Custom

    init(_ accepted: AcceptedJWT, custom: Custom) {
        self.accepted = accepted
        self.custom = custom
    }

    private var registered: RegisteredClaims { accepted.registered }

    /// The header.
    public var header: JWSHeader { accepted.header }
    /// The claims object as signed.
    public var payload: JSONObject { accepted.payload }
    /// `kid` of the key that verified the signature; it may differ from what the header says where one key was given.
    public var keyID: String? { accepted.keyID }
    /// `iss`.
    public var issuer: String? { registered.issuer.map(payload.string(at:)) }
    /// `sub`.
    public var subject: String? { registered.subject.map(payload.string(at:)) }
    /// `aud`; empty where the token has none.
    public var audience: [String] { registered.audience.map(payload.audience(at:)) ?? [] }
    /// `exp`.
    public var expiresAt: Date? { accepted.expiresAt }
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
