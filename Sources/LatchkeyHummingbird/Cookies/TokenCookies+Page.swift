public import Hummingbird
public import LatchkeyTokens

extension TokenCookies {
    /// The CSRF token to write into a form of the page that is being made: that of the request's cookie, when it is bound
    /// to the caller's token.
    ///
    /// ```swift
    /// let field = cookies.csrfToken(of: request, for: try context.requireToken()) ?? ""
    /// ```
    ///
    /// - Returns: visible ASCII without characters that HTML quotes; `nil` when no cookie came, several, or one that the
    ///   token is not bound to, as after somebody else has signed in.
    public func csrfToken(of request: Request, for token: AccessToken) -> String? {
        guard let secret = csrf.value(in: request.headers), token.isBound(toCSRFToken: secret),
            secret.utf8.allSatisfy(Self.isBase64URL)
        else { return nil }
        return secret
    }

    private static func isBase64URL(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
