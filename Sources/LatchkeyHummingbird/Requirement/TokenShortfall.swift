import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// What a token falls short of, from what a client can mend most easily to what it cannot mend.
enum TokenShortfall: Equatable {
    /// Sign in again, more recently than this or in one of these ways.
    case userAuthentication(maximumAge: Duration?, contexts: [String])
    /// Ask for these scope tokens.
    case scope(Scope)
    /// Be given a role.
    case role
    /// Nothing that a client can do.
    case denied
    /// Another token altogether.
    case kind

    private var effort: Int {
        switch self {
        case .userAuthentication: 0
        case .scope: 1
        case .role: 2
        case .denied: 3
        case .kind: 4
        }
    }

    /// The one that is mended more easily; the first of two alike.
    func orEasier(_ other: TokenShortfall) -> TokenShortfall { other.effort < effort ? other : self }

    /// Adds what another shortfall of the same kind asks for, so that one more round is enough.
    func and(_ other: TokenShortfall) -> TokenShortfall {
        switch (self, other) {
        case (.scope(let scope), .scope(let more)): .scope(Scope(scope.tokens + more.tokens))
        case (.userAuthentication(let age, let contexts), .userAuthentication(let other, let more)):
            .userAuthentication(
                maximumAge: [age, other].compactMap { $0 }.min(),
                contexts: contexts.isEmpty ? more : contexts
            )
        default: self
        }
    }

    /// The answer.
    var problem: Problem {
        switch self {
        case .userAuthentication(let age, let contexts): .insufficientUserAuthentication(age, contexts)
        case .scope(let scope): .insufficientScope(scope)
        case .role: Problem(.insufficientRole)
        case .denied: Problem(.accessDenied)
        case .kind: Problem(.tokenInvalid)
        }
    }
}

extension TokenRequirement {
    /// What the token falls short of; `nil` when it meets the requirement.
    func shortfall(of token: AccessToken, at now: Date) -> TokenShortfall? {
        switch rule {
        case .scope(let scope): token.scope.isSuperset(of: scope) ? nil : .scope(scope)
        case .anyScope(let scope):
            scope.tokens.contains(where: token.scope.contains) ? nil : .scope(scope)
        case .anyRole(let roles): roles.contains(where: token.hasRole) ? nil : .role
        case .claim(let name, let test):
            token.payload[name].map(test.passes) == true ? nil : .denied
        case .fresh(let age):
            token.isFresh(within: age / .seconds(1), at: now)
                ? nil : .userAuthentication(maximumAge: age, contexts: [])
        case .authenticationContext(let contexts):
            token.isAuthenticated(in: contexts)
                ? nil : .userAuthentication(maximumAge: nil, contexts: contexts)
        case .kind(let kinds): kinds.contains(token.kind) ? nil : .kind
        case .all(let parts): Self.first(of: parts.lazy.compactMap { $0.shortfall(of: token, at: now) })
        case .any(let sides): Self.easiest(of: sides.map { $0.shortfall(of: token, at: now) })
        case .not(let requirement): requirement.shortfall(of: token, at: now) == nil ? .denied : nil
        }
    }

    private static func first(of shortfalls: some Sequence<TokenShortfall>) -> TokenShortfall? {
        var answer: TokenShortfall?
        for shortfall in shortfalls { answer = answer?.and(shortfall) ?? shortfall }
        return answer
    }

    /// `nil` when one side was met; without sides nobody passes.
    private static func easiest(of sides: [TokenShortfall?]) -> TokenShortfall? {
        var answer = TokenShortfall.kind
        for side in sides {
            guard let side else { return nil }
            answer = answer.orEasier(side)
        }
        return answer
    }
}

extension AccessToken {
    fileprivate func isAuthenticated(in contexts: [String]) -> Bool {
        guard let own = authenticationContext else { return false }
        return contexts.contains { $0.utf8.elementsEqual(own.utf8) }
    }
}
