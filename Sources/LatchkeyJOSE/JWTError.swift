public import FoundationEssentials

/// Why a token, a key or a set of claims was refused: one case per cause, each with a stable ``code``.
///
/// A case holds what was expected where that helps to mend the cause. Hand only the ``code`` to clients, at most;
/// the sentence in ``description`` is for logs and for whoever debugs.
///
/// ```swift
/// do {
///     let jwt = try verifier.verify(token, at: .now)
/// } catch .tokenExpired(let date) {
///     …
/// }
/// ```
@nonexhaustive
public enum JWTError: Error, Sendable, Equatable {
    /// The text is not a token: not three segments of canonical base64url, or a segment is not the JSON it must be.
    case malformed(reason: String)
    /// The token is longer than the verifier allows.
    case tokenTooLarge(limit: Int)
    /// A header parameter is missing or has the wrong type (RFC 7515 §4.1).
    case headerInvalid(name: String, expected: String)
    /// The token demands an extension that is not understood (RFC 7515 §4.1.11, RFC 7797 §7).
    case criticalHeaderUnsupported(name: String)
    /// The token's algorithm is not among those the verifier allows, or not one the key may be used with.
    case algorithmNotAllowed(name: String)
    /// The `typ` of the token is not the expected one (RFC 8725 §3.11).
    case typeMismatch(expected: String, found: String?)
    /// No key fits: the set holds none with that `kid`, or none for that algorithm.
    case keyUnknown(keyID: String?)
    /// A key cannot be read, or breaks a rule such as a minimum size.
    case keyInvalid(reason: String)
    /// A key must not be used for this: its `use` or `key_ops` forbid it, or it lacks its private part.
    case keyUnsuitable(reason: String)
    /// The certificate chain of a token is not trusted (RFC 7515 §4.1.6).
    case certificateInvalid(reason: String)
    /// A key file is encrypted, and no passphrase was given.
    case passphraseRequired
    /// The passphrase does not open the key file, or the file is damaged.
    case passphraseWrong
    /// The signature does not belong to this text and key.
    case signatureInvalid
    /// The token has expired (RFC 7519 §4.1.4).
    case tokenExpired(at: Date)
    /// The token is not valid yet (RFC 7519 §4.1.5).
    case tokenNotYetValid(until: Date)
    /// The token claims to have been issued in the future.
    case issuedInFuture(at: Date)
    /// The token is older than the verifier's maximum age.
    case tokenTooOld(issuedAt: Date)
    /// `iss` is not an expected issuer (RFC 7519 §4.1.1).
    case issuerMismatch(expected: [String], found: String)
    /// `aud` does not name an expected audience (RFC 7519 §4.1.3); `expected` is empty where none was expected at all.
    case audienceMismatch(expected: [String], found: [String])
    /// `sub` is not an expected subject (RFC 7519 §4.1.2).
    case subjectMismatch(expected: [String], found: String)
    /// `jti` is not an expected one (RFC 7519 §4.1.7).
    case tokenIDMismatch(expected: [String], found: String)
    /// A rule of the caller's own, a ``ClaimCheck``, refuses the token; `code` becomes the ``code`` of this error.
    case claimRefused(code: String, reason: String)
    /// A required claim is missing.
    case claimMissing(name: String)
    /// A claim has the wrong type or is out of range.
    case claimInvalid(name: String, expected: String)
    /// The cryptographic library could not sign.
    case signingFailed
    /// The token could not be decrypted, for a reason that is never told: whoever could tell a wrong key from a wrong text
    /// could learn the key (RFC 7516 §11.5).
    case decryptionFailed
    /// The cryptographic library could not encrypt.
    case encryptionFailed

    /// A short name for this cause that stays the same over releases.
    public var code: String {
        switch self {
        case .malformed: "malformed"
        case .tokenTooLarge: "token_too_large"
        case .headerInvalid: "header_invalid"
        case .criticalHeaderUnsupported: "critical_header_unsupported"
        case .algorithmNotAllowed: "algorithm_not_allowed"
        case .typeMismatch: "type_mismatch"
        case .keyUnknown: "key_unknown"
        case .keyInvalid: "key_invalid"
        case .keyUnsuitable: "key_unsuitable"
        case .certificateInvalid: "certificate_invalid"
        case .passphraseRequired: "passphrase_required"
        case .passphraseWrong: "passphrase_wrong"
        case .signatureInvalid: "signature_invalid"
        case .tokenExpired: "token_expired"
        case .tokenNotYetValid: "token_not_yet_valid"
        case .issuedInFuture: "issued_in_future"
        case .tokenTooOld: "token_too_old"
        case .issuerMismatch: "issuer_mismatch"
        case .audienceMismatch: "audience_mismatch"
        case .subjectMismatch: "subject_mismatch"
        case .tokenIDMismatch: "token_id_mismatch"
        case .claimRefused(let code, _): code
        case .claimMissing: "claim_missing"
        case .claimInvalid: "claim_invalid"
        case .signingFailed: "signing_failed"
        case .decryptionFailed: "decryption_failed"
        case .encryptionFailed: "encryption_failed"
        }
    }
}
