/// What is wrong with one field of a request.
public struct FieldError: Sendable, Equatable {
    /// The closed list of faults.
    public enum Code: String, Sendable, CaseIterable {
        /// The field is needed and absent.
        case missing
        /// The value is not of the shape that the field asks for.
        case invalidFormat = "invalid_format"
        /// The value has another JSON type than the field asks for.
        case wrongType = "wrong_type"
        /// The value is longer than allowed.
        case tooLong = "too_long"
        /// The password has too few characters.
        case tooShort = "too_short"
        /// The value holds characters outside ASCII.
        case notASCII = "not_ascii"
        /// The password is one that attackers try first, or made from the account's own names.
        case tooCommon = "too_common"
        /// The field is shown, and cannot be set here.
        case readOnly = "read_only"
        /// The value is not the one that was expected, for example a wrong code.
        case incorrect
        /// There are as many of these as there may be.
        case tooMany = "too_many"
    }

    /// The name of the field in the request.
    public let field: String
    /// What is wrong with it.
    public let code: Code

    /// Names a field and its fault.
    public init(_ field: String, _ code: Code) {
        self.field = field
        self.code = code
    }
}

/// Why an operation on accounts and sessions was refused.
public enum AccountError: Error, Sendable, Equatable {
    /// The input has faults; every one that was found.
    case invalidFields([FieldError])
    /// The e-mail address belongs to an account already.
    case emailTaken
    /// The user name belongs to an account already.
    case usernameTaken
    /// The name or the password is wrong, or the account cannot sign in; deliberately not told apart.
    case invalidCredentials
    /// The proof was right, and the account asks for a second factor; the token leads on to it.
    case secondFactorRequired(loginToken: String)
    /// Too many attempts; seconds to wait before the next.
    case tooManyAttempts(retryAfter: Int)
    /// Every hashing thread is taken and the queue is full; seconds to wait.
    case busy(retryAfter: Int)
    /// An administrator may not do this to their own account.
    case ownAccount
    /// Nobody would be left who may administer.
    case lastAdministrator
    /// There is no such account.
    case accountNotFound
    /// There is no such live session.
    case sessionNotFound
    /// There is no such invitation, or it is over.
    case invitationNotFound
    /// There is no such second factor, or none that may still be confirmed from here.
    case factorNotFound

    /// One fault in one field.
    public static func invalid(_ error: FieldError) -> AccountError { .invalidFields([error]) }
}
