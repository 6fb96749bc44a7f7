import LatchkeyTokens

extension TokenRequirement {
    /// The requirements as a whole, with every way to meet them that names no kind asking for an access token.
    ///
    /// So no other kind passes by accident: in `.scope("a") || .kind(.refresh)` a refresh token with the scope passes
    /// for its kind alone, and a one-time token with the scope not at all.
    static func guarding(_ requirements: [TokenRequirement]) -> TokenRequirement {
        (requirements.count == 1 ? requirements[0] : TokenRequirement(.all(requirements))).withKind
    }

    private var withKind: TokenRequirement {
        if bindsKind { return self }
        switch rule {
        case .any(let sides) where !sides.isEmpty:
            return TokenRequirement(.any(sides.map(\.withKind)))
        case .all(let parts):
            // A part that names a kind in one of its ways binds the whole once each of its ways has one.
            guard let index = parts.firstIndex(where: \.mentionsKind) else { break }
            var parts = parts
            parts[index] = parts[index].withKind
            return TokenRequirement(.all(parts))
        default: break
        }
        return TokenRequirement(.all([.kind(.access), self]))
    }

    /// Whether whoever meets it is of a kind that was named.
    private var bindsKind: Bool {
        switch rule {
        case .kind: true
        case .all(let parts): parts.contains(where: \.bindsKind)
        case .any(let sides): !sides.isEmpty && sides.allSatisfy(\.bindsKind)
        case .not, .scope, .anyScope, .anyRole, .claim, .fresh, .authenticationContext: false
        }
    }

    private var mentionsKind: Bool {
        switch rule {
        case .kind: true
        case .all(let parts), .any(let parts): parts.contains(where: \.mentionsKind)
        case .not, .scope, .anyScope, .anyRole, .claim, .fresh, .authenticationContext: false
        }
    }
}
