public import LatchkeyJOSE
public import LatchkeyTokens

/// What a token must carry for a request to pass ``RequireToken``.
///
/// Decided from the token alone, without I/O. Scopes, roles and claims are compared octet by octet.
///
/// ```swift
/// RequireToken(.scope("notes:read"), .fresh(within: .seconds(300)))
/// RequireToken(.role("admin") || .scope("notes:write") && .fresh)
/// RequireToken(.kind(.refresh))
/// RequireToken(!.claim("suspended", equals: true))
/// ```
///
/// When a requirement is not met the answer says what would help:
///
/// | missing | answer | challenge (RFC 6750 §3.1, RFC 9470 §3) |
/// |---|---|---|
/// | recent or strong sign-in | 403 `insufficient_user_authentication` | the same, with `max_age` and `acr_values` |
/// | scope | 403 `insufficient_scope` | the same, with `scope` |
/// | role | 403 `insufficient_role` | the same |
/// | claim, or anything excluded by `!` | 403 `access_denied` | `insufficient_scope`: more rights than granted |
/// | kind | 401 `token_invalid` | `invalid_token` |
///
/// Of `a && b` the first that is not met answers, and names what all of its kind ask for. When neither side of
/// `a || b` is met, the one answers that the client can mend most easily, which is the one higher up in the table.
public struct TokenRequirement: Sendable {
    indirect enum Rule: Sendable {
        case scope(Scope)
        case anyScope(Scope)
        case anyRole([String])
        case claim(String, ClaimTest)
        case fresh(Duration)
        case authenticationContext([String])
        case kind([TokenKind])
        case all([TokenRequirement])
        case any([TokenRequirement])
        case not(TokenRequirement)
    }

    /// What is asked of a claim, in words and as a test.
    struct ClaimTest: Sendable {
        let description: String
        let passes: @Sendable (JSONValue) -> Bool
    }

    let rule: Rule

    init(_ rule: Rule) { self.rule = rule }

    /// Every token of the scope must have been granted; `"notes:read notes:write"` asks for both.
    public static func scope(_ scope: Scope) -> TokenRequirement { TokenRequirement(.scope(scope)) }

    /// At least one token of the scope must have been granted; an empty scope lets nobody pass.
    public static func anyScope(_ scope: Scope) -> TokenRequirement { TokenRequirement(.anyScope(scope)) }

    /// The account must hold the role.
    public static func role(_ role: String) -> TokenRequirement { TokenRequirement(.anyRole([role])) }

    /// The account must hold at least one of the roles; without any role nobody passes.
    public static func anyRole(_ roles: String...) -> TokenRequirement { TokenRequirement(.anyRole(roles)) }

    /// The claim must be there and have exactly this value: the same kind of JSON, strings octet by octet.
    ///
    /// ```swift
    /// .claim("tenant", equals: "north")
    /// ```
    public static func claim(_ name: String, equals value: JSONValue) -> TokenRequirement {
        TokenRequirement(.claim(name, ClaimTest(description: "is \(value.json())") { $0 == value }))
    }

    /// The claim must be an array with this element.
    ///
    /// ```swift
    /// .claim("groups", contains: "editors")
    /// ```
    public static func claim(_ name: String, contains element: JSONValue) -> TokenRequirement {
        TokenRequirement(
            .claim(
                name,
                ClaimTest(description: "contains \(element.json())") { value in
                    guard case .array(let elements) = value else { return false }
                    return elements.contains(element)
                }
            )
        )
    }

    /// The claim must be there and pass a test of your own.
    ///
    /// ```swift
    /// .claim("level") { if case .integer(let level) = $0 { level >= 3 } else { false } }
    /// ```
    public static func claim(
        _ name: String,
        _ passes: @escaping @Sendable (JSONValue) -> Bool
    ) -> TokenRequirement {
        TokenRequirement(.claim(name, ClaimTest(description: "passes a test", passes: passes)))
    }

    /// The person must have proved who they are no longer than `age` ago (`auth_time`); refreshing does not count.
    ///
    /// A token without `auth_time` is never fresh.
    public static func fresh(within age: Duration) -> TokenRequirement { TokenRequirement(.fresh(age)) }

    /// The person must have proved who they are in the last five minutes.
    public static let fresh = TokenRequirement.fresh(within: .seconds(300))

    /// The person must have proved who they are in one of these ways (`acr`, RFC 9470), best liked first.
    ///
    /// ```swift
    /// .authenticationContext("urn:example:gold", "phr")
    /// ```
    public static func authenticationContext(_ contexts: String...) -> TokenRequirement {
        TokenRequirement(.authenticationContext(contexts))
    }

    /// The token must be of one of these kinds.
    ///
    /// Where nothing is said about kinds, only access tokens pass: that holds for each side of `||` by itself.
    public static func kind(_ kinds: TokenKind...) -> TokenRequirement { TokenRequirement(.kind(kinds)) }
}

// MARK: Combining

extension TokenRequirement {
    /// Both must be met.
    public static func && (one: TokenRequirement, other: TokenRequirement) -> TokenRequirement {
        TokenRequirement(.all([one, other]))
    }

    /// At least one must be met.
    public static func || (one: TokenRequirement, other: TokenRequirement) -> TokenRequirement {
        TokenRequirement(.any([one, other]))
    }

    /// It must not be met; a token that lacks the claim, scope or role in question passes.
    ///
    /// What is excluded is never a way to be accepted: `!.kind(.refresh)` still asks for an access token.
    public static prefix func ! (requirement: TokenRequirement) -> TokenRequirement {
        TokenRequirement(.not(requirement))
    }
}

extension TokenRequirement: CustomStringConvertible {
    /// The requirement in words, for logs.
    public var description: String {
        switch rule {
        case .scope(let scope): "scope \(scope)"
        case .anyScope(let scope): "any scope of \(scope)"
        case .anyRole(let roles): roles.count == 1 ? "role \(roles[0])" : "any role of \(list(roles))"
        case .claim(let name, let test): "claim \(name) that \(test.description)"
        case .fresh(let age): "fresh within \(age)"
        case .authenticationContext(let contexts): "authentication context \(list(contexts))"
        case .kind(let kinds): "kind \(list(kinds))"
        case .all(let requirements): "(\(list(requirements, " and ")))"
        case .any(let requirements): "(\(list(requirements, " or ")))"
        case .not(let requirement): "not \(requirement)"
        }
    }

    private func list(_ elements: [some CustomStringConvertible], _ separator: String = " ") -> String {
        elements.map(\.description).joined(separator: separator)
    }
}
