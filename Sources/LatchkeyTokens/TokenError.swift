public import LatchkeyJOSE

/// Why an access token was refused: what the client may know, and the exact cause for the log.
public struct TokenError: Error, Sendable, Equatable {
    /// The closed list of causes that a client may know; those of a stateless token are the first five.
    public enum Code: String, Sendable, CaseIterable {
        /// No token came with the request.
        case missing = "token_missing"
        /// The token was good and its time is over.
        case expired = "token_expired"
        /// The text is not a JWT at all.
        case malformed = "token_malformed"
        /// The token was good and was taken back.
        case revoked = "token_revoked"
        /// Any other reason.
        case invalid = "token_invalid"
        /// Nothing is wrong with the token as far as anybody can tell: what is needed to judge it cannot be had.
        case unavailable
    }

    /// What the client may know.
    public let code: Code
    /// The exact cause, for the log only; `nil` for a missing or a revoked token.
    public let cause: JWTError?

    /// A refusal without a deeper cause.
    public init(_ code: Code) {
        self.code = code
        cause = nil
    }

    /// The refusal that `cause` leads to.
    public init(_ cause: JWTError) {
        code =
            switch cause.code {
            case "token_expired": .expired
            case "malformed", "token_too_large": .malformed
            default: .invalid
            }
        self.cause = cause
    }
}
