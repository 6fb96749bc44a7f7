public import LatchkeyJOSE

/// Why the revocations of an issuer elsewhere could not be read.
@nonexhaustive
public enum RemoteRevocationsError: Error, Sendable, Equatable {
    /// The address is neither https nor http on a loopback host, or carries a user name.
    case insecureURL(String)
    /// The issuer sent the client elsewhere; redirects are never followed.
    case redirected(status: Int)
    /// The issuer answered with a status other than 200, or with a 304 that nothing was asked for.
    case unexpectedStatus(Int)
    /// The answer is longer than the limit.
    case tooLarge(limit: Int)
    /// The answer was not complete in time.
    case timedOut
    /// No answer came; the text is the client's own and for the log only.
    case unreachable(String)
    /// The answer is not what the issuer signs.
    case documentInvalid(JWTError)
    /// The answer was signed longer ago than the list may be old: a copy that somebody kept.
    case outdated
}

extension RemoteRevocationsError {
    init(_ failure: IssuerRequest.Failure) {
        self =
            switch failure {
            case .redirected(let status): .redirected(status: status)
            case .unexpectedStatus(let status): .unexpectedStatus(status)
            case .tooLarge(let limit): .tooLarge(limit: limit)
            case .timedOut: .timedOut
            case .unreachable(let reason): .unreachable(reason)
            }
    }
}

extension RemoteRevocationsError: CustomStringConvertible {
    /// One sentence that says what went wrong.
    public var description: String {
        switch self {
        case .insecureURL(let url): "\(url) is not an https address (http is for loopback hosts only)."
        case .redirected(let status): "The issuer redirects (\(status)); redirects are not followed."
        case .unexpectedStatus(let status): "The issuer answered with status \(status)."
        case .tooLarge(let limit): "The answer is longer than \(limit) octets."
        case .timedOut: "The issuer did not answer in time."
        case .unreachable(let reason): "The issuer cannot be reached: \(reason)."
        case .documentInvalid(let error): "The answer cannot be used: \(error)"
        case .outdated: "The answer was signed too long ago."
        }
    }
}
