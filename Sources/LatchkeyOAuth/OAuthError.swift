/// Why a request to an OAuth endpoint was refused (RFC 6749 §5.2).
public struct OAuthError: Error, Sendable, Equatable {
    /// The closed list of codes (`error`).
    public enum Code: String, Sendable, CaseIterable {
        /// The request lacks a parameter, repeats one, or cannot be read.
        case invalidRequest = "invalid_request"
        /// The client did not show that it is itself; unknown clients and wrong secrets are not told apart.
        case invalidClient = "invalid_client"
        /// What was presented for a token is wrong, spent, expired or somebody else's.
        case invalidGrant = "invalid_grant"
        /// The client may not do this.
        case unauthorizedClient = "unauthorized_client"
        /// The grant does not exist here, or is not enabled.
        case unsupportedGrantType = "unsupported_grant_type"
        /// The scope is malformed, or more than can be granted.
        case invalidScope = "invalid_scope"
        /// The audience is none that can be granted (RFC 8707 §2).
        case invalidTarget = "invalid_target"
        /// Too many attempts, or something that is needed does not answer; try again later.
        case temporarilyUnavailable = "temporarily_unavailable"
        /// The server is not set up rightly; the log says how.
        case serverError = "server_error"
    }

    /// What went wrong.
    public let code: Code
    /// One sentence for the person who writes the client (`error_description`).
    public let description: String
    /// Seconds after which to try again, where that may help.
    public let retryAfter: Int?
    /// Whether it was the caller's own pace that is the trouble.
    public let isThrottled: Bool
    /// The exact cause, for the log only; without any secret.
    public let cause: String?

    /// States a refusal.
    public init(_ code: Code, _ description: String, retryAfter: Int? = nil, cause: String? = nil) {
        self.code = code
        self.description = description
        self.retryAfter = retryAfter
        self.cause = cause
        isThrottled = false
    }

    private init(throttledFor seconds: Int) {
        code = .temporarilyUnavailable
        description = "Too many attempts."
        retryAfter = seconds
        cause = nil
        isThrottled = true
    }

    /// Too many attempts.
    static func throttled(for seconds: Int) -> OAuthError { OAuthError(throttledFor: seconds) }

    /// A parameter that is needed is not there.
    static func missing(_ name: String) -> OAuthError {
        OAuthError(.invalidRequest, "The parameter \(name) is missing.")
    }

    /// The one answer to every client that does not authenticate.
    static func invalidClient(cause: String) -> OAuthError {
        OAuthError(.invalidClient, "The client did not authenticate.", cause: cause)
    }
}
