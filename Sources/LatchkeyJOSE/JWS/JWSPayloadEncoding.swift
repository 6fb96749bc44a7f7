/// How a signer turns the payload into what it signs.
@nonexhaustive
public enum JWSPayloadEncoding: Sendable, Hashable {
    /// As base64url, as RFC 7515 says.
    case base64url
    /// As it is (RFC 7797): `b64` becomes `false` and critical, so that whoever does not know it refuses the token.
    ///
    /// A compact token can then hold printable ASCII without dots only, one in JSON any UTF-8 text, and a detached
    /// payload may be anything.
    case unencoded
}
