import FoundationEssentials
public import LatchkeyTokens

/// What a token must carry for a request to pass ``RequireToken``.
///
/// Decided from the token alone, without I/O. Scopes and roles are compared octet by octet.
///
/// ```swift
/// RequireToken(.scope("notes:read"), .fresh(within: .seconds(300)))
/// ```
public struct TokenRequirement: Sendable {
    private enum Rule {
        case scope(Scope)
        case anyScope(Scope)
        case role(String)
        case fresh(Duration)
    }

    private let rule: Rule

    /// Every token of the scope must have been granted; `"notes:read notes:write"` asks for both.
    public static func scope(_ scope: Scope) -> TokenRequirement { TokenRequirement(rule: .scope(scope)) }

    /// At least one token of the scope must have been granted; an empty scope lets nobody pass.
    public static func anyScope(_ scope: Scope) -> TokenRequirement {
        TokenRequirement(rule: .anyScope(scope))
    }

    /// The account must hold the role.
    public static func role(_ role: String) -> TokenRequirement { TokenRequirement(rule: .role(role)) }

    /// The person must have proved who they are no longer than `age` ago (`auth_time`); refreshing does not count.
    ///
    /// A token without `auth_time` is never fresh.
    public static func fresh(within age: Duration) -> TokenRequirement { TokenRequirement(rule: .fresh(age)) }

    /// The person must have proved who they are in the last five minutes.
    public static let fresh = TokenRequirement.fresh(within: .seconds(300))

    /// The 403 for a token that falls short; `nil` when it does not.
    func refusal(of token: AccessToken, at now: Date) -> Problem? {
        switch rule {
        case .scope(let scope):
            token.scope.isSuperset(of: scope) ? nil : .insufficientScope(scope)
        case .anyScope(let scope):
            scope.tokens.contains(where: token.scope.contains) ? nil : .insufficientScope(scope)
        case .role(let role):
            token.hasRole(role) ? nil : Problem(.insufficientRole)
        case .fresh(let age):
            token.isFresh(within: age / .seconds(1), at: now) ? nil : .insufficientUserAuthentication(age)
        }
    }
}

extension TokenRequirement: CustomStringConvertible {
    /// The requirement in words, for logs.
    public var description: String {
        switch rule {
        case .scope(let scope): "scope \(scope)"
        case .anyScope(let scope): "any scope of \(scope)"
        case .role(let role): "role \(role)"
        case .fresh(let age): "fresh within \(age)"
        }
    }
}
