/// Why cookies cannot be as they were asked for.
@nonexhaustive
public enum TokenCookieError: Error, Sendable, Equatable {
    /// The name is no token (RFC 6265 §4.1.1), or starts with two underscores: the prefix is chosen by the attributes.
    case invalidName(String)
    /// Two cookies have the same name.
    case repeatedName(String)
    /// The domain is no host name with a dot inside: an address, a leading dot, a character that no name has.
    case invalidDomain(String)
    /// The path does not start with a slash, or has a space, a semicolon or a control character.
    case invalidPath(String)
    /// The attributes contradict each other, for example `SameSite=None` without `Secure`.
    case contradiction(String)
    /// Name and value have more octets than the 4096 that a browser keeps.
    case tooLarge(name: String, octets: Int)
    /// The value has a character that no cookie has.
    case invalidValue(name: String)
    /// No cookie is meant for this kind of token.
    case kindWithoutCookie(String)
    /// The tokens are bound to different CSRF tokens; a page can send one back only.
    case csrfTokensDiffer
    /// The origin is not written as browsers write it: `https://host` or `https://host:port`, in lower case.
    case invalidOrigin(String)
}

extension TokenCookieError: CustomStringConvertible {
    /// What is wrong, in one line without control characters.
    public var description: String {
        switch self {
        case .invalidName(let name): "\(name.debugDescription) cannot be the name of a cookie"
        case .repeatedName(let name): "two cookies are called \(name.debugDescription)"
        case .invalidDomain(let domain): "\(domain.debugDescription) cannot be the domain of a cookie"
        case .invalidPath(let path): "\(path.debugDescription) cannot be the path of a cookie"
        case .contradiction(let text): text
        case .tooLarge(let name, let octets):
            "the cookie \(name) has \(octets) octets, more than the \(TokenCookies.sizeLimit) that browsers keep"
        case .invalidValue(let name): "the value of the cookie \(name) has a character that no cookie has"
        case .kindWithoutCookie(let kind): "no cookie is meant for tokens of the kind \(kind)"
        case .csrfTokensDiffer: "the tokens are bound to different CSRF tokens"
        case .invalidOrigin(let origin): "\(origin.debugDescription) is no origin as browsers write it"
        }
    }
}
