public import HTTPTypes
import LatchkeyTokens

extension ProblemCode {
    /// The status of an answer with this code.
    public var status: HTTPResponse.Status {
        switch self {
        case .invalidRequest, .invalidFields, .oneTimeTokenInvalid, .oneTimeTokenExpired: .badRequest
        case .tokenMissing, .tokenExpired, .tokenMalformed, .tokenRevoked, .tokenInvalid,
            .invalidCredentials, .secondFactorRequired,
            .refreshInvalid, .refreshExpired, .refreshReused, .refreshShared, .sessionRevoked:
            .unauthorized
        case .insufficientScope, .insufficientRole, .insufficientUserAuthentication, .accessDenied,
            .ownAccount, .lastAdministrator, .crossSiteRequest:
            .forbidden
        case .notFound: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .emailTaken, .usernameTaken: .conflict
        case .contentTooLarge: .contentTooLarge
        case .unsupportedMediaType: .unsupportedMediaType
        case .tooManyAttempts: .tooManyRequests
        case .internalError: .internalServerError
        case .busy, .unavailable: .serviceUnavailable
        }
    }

    /// The code in words; the same for every occurrence (RFC 9457 §3.1.3).
    public var title: String {
        let words = rawValue.replacing("one_time", with: "one-time").split(separator: "_").joined(
            separator: " "
        )
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// The challenge that an answer with this code carries unless a closer one is given.
    ///
    /// Every 401 has one: without an error code when no token came, `invalid_token` otherwise.
    public var challenge: BearerChallenge? {
        switch self {
        case .tokenMissing, .invalidCredentials, .secondFactorRequired: .tokenMissing
        // RFC 6750 §3.1 has one code for a token that is good and grants too little, whatever it lacks.
        case .insufficientScope, .accessDenied: .insufficientScope("")
        case .insufficientRole: .insufficientRole
        case .insufficientUserAuthentication: .insufficientUserAuthentication(maximumAge: nil)
        default: status == .unauthorized ? .invalidToken : nil
        }
    }

    /// One sentence for a person.
    public var detail: String {
        switch self {
        case .tokenMissing: "This needs an access token."
        case .tokenExpired: "The access token has expired."
        case .tokenMalformed: "The access token cannot be read."
        case .tokenRevoked: "The access token has been revoked."
        case .tokenInvalid: "The access token is not valid here."
        case .insufficientScope: "The access token lacks a scope that this needs."
        case .insufficientRole: "The account lacks a role that this needs."
        case .insufficientUserAuthentication: "This needs a more recent or a stronger sign-in."
        case .accessDenied: "The access token does not allow this."
        case .ownAccount: "Administrators cannot do this to their own account."
        case .lastAdministrator: "This is the last administrator; make another one first."
        case .invalidCredentials: "The name or the password is wrong."
        case .secondFactorRequired: "A second factor is needed to sign in."
        case .emailTaken: "This e-mail address belongs to an account already."
        case .usernameTaken: "This user name belongs to an account already."
        case .tooManyAttempts: "There were too many attempts; try again later."
        case .oneTimeTokenInvalid: "The link or code is not valid, or was used already; ask for a new one."
        case .oneTimeTokenExpired: "The link or code has expired; ask for a new one."
        case .refreshInvalid: "The refresh token is not valid."
        case .refreshExpired: "The refresh token has expired."
        case .refreshReused: "The refresh token was used before; the session has been ended."
        case .refreshShared: "The refresh token is used from two places; the session has been ended."
        case .sessionRevoked: "The session has been ended."
        case .invalidRequest: "The request cannot be read."
        case .invalidFields: "Some fields are missing or wrong."
        case .crossSiteRequest: "The request was not made by a page of this site."
        case .notFound: "There is nothing here."
        case .methodNotAllowed: "This method does not exist here."
        case .contentTooLarge: "The body is too large."
        case .unsupportedMediaType: "The body is of a type that is not read here."
        case .internalError: "The server failed to answer."
        case .busy: "The server is busy; try again in a moment."
        case .unavailable: "The server cannot do this at the moment; try again later."
        }
    }
}
