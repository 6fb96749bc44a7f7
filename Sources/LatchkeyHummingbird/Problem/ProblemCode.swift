/// The closed list of what an answer can say went wrong.
///
/// The raw value is the `code` member of a ``Problem`` and never changes its meaning.
@nonexhaustive
public enum ProblemCode: String, Sendable, CaseIterable {
    // MARK: Tokens

    /// 401: the route needs a token and none came.
    case tokenMissing = "token_missing"
    /// 401: the token's time is over.
    case tokenExpired = "token_expired"
    /// 401: what came is not a token at all.
    case tokenMalformed = "token_malformed"
    /// 401: the token was taken back.
    case tokenRevoked = "token_revoked"
    /// 401: the token is not good, for any other reason.
    case tokenInvalid = "token_invalid"
    /// 403: the token lacks a scope.
    case insufficientScope = "insufficient_scope"
    /// 403: the account lacks a role.
    case insufficientRole = "insufficient_role"
    /// 403: the person proved who they are too long ago, or not strongly enough (RFC 9470).
    case insufficientUserAuthentication = "insufficient_user_authentication"
    /// 403: the token is good, and does not let its holder do this.
    case accessDenied = "access_denied"
    /// 403: administrators do not do this to their own account.
    case ownAccount = "own_account"
    /// 403: nobody would be left who may administer.
    case lastAdministrator = "last_administrator"

    // MARK: Signing up and in

    /// 401: the name or the password is wrong, or the account cannot sign in.
    case invalidCredentials = "invalid_credentials"
    /// 401: the password was right, a second factor is needed.
    case secondFactorRequired = "second_factor_required"
    /// 409: the e-mail address belongs to an account already.
    case emailTaken = "email_taken"
    /// 409: the user name belongs to an account already.
    case usernameTaken = "username_taken"
    /// 429: too many attempts; `Retry-After` says when to try again.
    case tooManyAttempts = "too_many_attempts"

    /// 400: the link or code is not good: never issued, used already, made void, or asked for elsewhere.
    case oneTimeTokenInvalid = "one_time_token_invalid"
    /// 400: the time of the link or code is over.
    case oneTimeTokenExpired = "one_time_token_expired"

    // MARK: Refreshing

    /// 401: the refresh token is junk, forged or unknown.
    case refreshInvalid = "refresh_invalid"
    /// 401: the refresh token's time is over.
    case refreshExpired = "refresh_expired"
    /// 401: an old refresh token was used again; the session has been ended.
    case refreshReused = "refresh_reused"
    /// 401: the refresh token is used from two places; the session has been ended.
    case refreshShared = "refresh_shared"
    /// 401: the session has been ended.
    case sessionRevoked = "session_revoked"

    // MARK: Requests

    /// 400: the request cannot be read.
    case invalidRequest = "invalid_request"
    /// 400: fields are missing or wrong; `errors` names them.
    case invalidFields = "invalid_fields"
    /// 403: the request comes from a page of another site, or without the form's anti-forgery token.
    case crossSiteRequest = "cross_site_request"
    /// 404: there is nothing here.
    case notFound = "not_found"
    /// 405: the method does not exist here; `Allow` names those that do.
    case methodNotAllowed = "method_not_allowed"
    /// 413: the body is too large.
    case contentTooLarge = "content_too_large"
    /// 415: the body is of a type that is not read here.
    case unsupportedMediaType = "unsupported_media_type"

    // MARK: The server

    /// 500: the server failed; the log says why.
    case internalError = "internal_error"
    /// 503: too much to do; `Retry-After` says when to try again.
    case busy
    /// 503: something the server needs is not there; `Retry-After` says when to try again.
    case unavailable
}
