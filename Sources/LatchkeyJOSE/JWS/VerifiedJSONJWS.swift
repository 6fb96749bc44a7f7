/// A JWS in one of its JSON serialisations (RFC 7515 §7.2) that a ``JWSVerifier`` has accepted under a ``SignaturePolicy``.
///
/// Nothing is known about the payload but who signed it. Under ``SignaturePolicy/any`` somebody else may have added
/// signatures that mean nothing: look at ``signers``, not at headers.
public struct VerifiedJSONJWS: Sendable {
    /// The octets that were signed.
    public let payload: [UInt8]
    /// What became of each signature, in the order of the text; a flattened JWS has one.
    public let verdicts: [JWSSignatureVerdict]

    /// The keys whose signatures are good, public wherever there is a public part; one that signed twice stands here twice.
    public var signers: [JWK] {
        verdicts.compactMap(\.key)
    }
}

/// What became of one signature among several.
public struct JWSSignatureVerdict: Sendable {
    /// Protected and unprotected parameters together.
    public let header: JWSHeader
    /// The parameters that **nobody signed**: anybody may have changed them on the way.
    public let unprotectedHeader: JSONObject
    /// The key that verified the signature; `nil` where none did.
    public let key: JWK?
    /// Why the signature is not good; `nil` where it is.
    public let error: JWTError?

    /// Whether the signature is good.
    public var isValid: Bool { error == nil }
}
