/// Signs claims and encrypts what was signed: a nested JWT (RFC 7519 §5.2, §11.2).
///
/// ```swift
/// let nested = NestedJWTSigner(
///     signer: try JWTSigner(key: ownKey),
///     encrypter: try JWEEncrypter(key: theirKey, algorithm: .ecdhESA256KW)
/// )
/// let token = try nested.sign(Claims(subject: "42", expiresAt: now + 900))
/// ```
///
/// In this order nobody can take the signature off and put another one on.
public struct NestedJWTSigner: Sendable {
    private let signer: JWTSigner
    private let encrypter: JWEEncrypter

    /// A signer whose tokens are encrypted; their outer header says `cty: JWT`.
    public init(signer: JWTSigner, encrypter: JWEEncrypter) {
        self.signer = signer
        self.encrypter = encrypter.with(contentType: "JWT")
    }

    /// Signs and encrypts claims.
    ///
    /// - Throws: as ``JWTSigner/sign(_:)`` and ``JWEEncrypter/encrypt(_:)``.
    public func sign<Custom>(_ claims: Claims<Custom>) throws(JWTError) -> String {
        try encrypter.encrypt(Array(signer.sign(claims).utf8))
    }

    /// Signs and encrypts a claims object as it stands, members in their order.
    ///
    /// - Throws: as ``JWTSigner/sign(payload:)`` and ``JWEEncrypter/encrypt(_:)``.
    public func sign(payload: JSONObject) throws(JWTError) -> String {
        try encrypter.encrypt(Array(signer.sign(payload: payload).utf8))
    }
}
