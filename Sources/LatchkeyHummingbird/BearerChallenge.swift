public import LatchkeyTokens

/// The `WWW-Authenticate` challenge of a refused request (RFC 6750 §3, RFC 9470 §3).
///
/// Never Basic, so that no browser opens its password window.
public enum BearerChallenge: Sendable, Hashable {
    /// No token came: the scheme alone, without an error code (RFC 6750 §3.1).
    case tokenMissing
    /// The token is malformed, expired, revoked or invalid in another way.
    case invalidToken
    /// The request carries its token twice, or in a way that cannot be read.
    case invalidRequest
    /// The token lacks some of these scope tokens; they are not named when there are none.
    case insufficientScope(Scope)
    /// The account lacks a role; RFC 6750 has no error code for it.
    case insufficientRole
    /// The person proved who they are longer ago than this, or in none of these ways, as far as known (RFC 9470).
    case insufficientUserAuthentication(maximumAge: Duration?, authenticationContexts: [String] = [])
}

extension BearerChallenge: CustomStringConvertible {
    /// The field value.
    public var description: String {
        switch self {
        case .tokenMissing: "Bearer"
        case .invalidToken: Self.bearer("invalid_token")
        case .invalidRequest: Self.bearer("invalid_request")
        case .insufficientScope(let scope):
            Self.bearer("insufficient_scope", ("scope", Self.quotable(scope.tokens)))
        case .insufficientRole: Self.bearer("insufficient_role")
        case .insufficientUserAuthentication(let age, let contexts):
            Self.bearer(
                "insufficient_user_authentication",
                ("max_age", age.map { "\(max(0, $0.components.seconds))" }),
                ("acr_values", Self.quotable(contexts))
            )
        }
    }

    private static func bearer(_ error: String, _ parameters: (name: String, value: String?)...) -> String {
        parameters.reduce("Bearer error=\"\(error)\"") { challenge, parameter in
            guard let value = parameter.value else { return challenge }
            return "\(challenge), \(parameter.name)=\"\(value)\""
        }
    }

    /// Leaves out what holds characters that RFC 6749 §3.3 forbids, among them the quotation mark.
    private static func quotable(_ tokens: [String]) -> String? {
        let tokens = tokens.filter { !$0.isEmpty && $0.utf8.allSatisfy(isScopeCharacter) }
        return tokens.isEmpty ? nil : tokens.joined(separator: " ")
    }

    private static func isScopeCharacter(_ octet: UInt8) -> Bool {
        (0x21...0x7e).contains(octet) && octet != UInt8(ascii: "\"") && octet != UInt8(ascii: "\\")
    }
}
