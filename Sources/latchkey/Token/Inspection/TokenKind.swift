/// What a text turns out to be.
enum TokenKind: String {
    /// Three segments with a signature.
    case signed
    /// Three segments whose header says that there is no signature.
    case unsecured
    /// Five segments.
    case encrypted
    /// A refresh token of Latchkey.
    case refreshToken = "refresh_token"
    /// No token.
    case unknown

    /// The first sentence of a report.
    func sentence(_ signature: TokenInspection.SignatureState) -> String {
        switch self {
        case .signed: "A signed token (JWS). \(signature.sentence)"
        case .unsecured: "An unsecured token (alg none): nothing protects what it says."
        case .encrypted: "An encrypted token (JWE). What it says can be read with its key only."
        case .refreshToken: "A refresh token of Latchkey: opaque, and good at its own server only."
        case .unknown: "Not a token."
        }
    }
}

extension TokenInspection.SignatureState {
    fileprivate var sentence: String {
        switch self {
        case .unchecked: "The signature has not been checked."
        case .valid: "The signature is good."
        case .invalid: "The signature is not good for this key."
        }
    }
}
