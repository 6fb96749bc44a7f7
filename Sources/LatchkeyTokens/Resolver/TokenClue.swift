/// A place in an unverified token that says whose keys to verify it with.
public struct TokenClue: Hashable, Sendable {
    enum Place: Hashable {
        case keyID
        case claim(ExactText)
    }

    let place: Place

    /// The `kid` of the header.
    public static let keyID = TokenClue(place: .keyID)
    /// The `iss` claim.
    public static let issuer = TokenClue.claim("iss")
    /// The `sub` claim.
    public static let subject = TokenClue.claim("sub")

    /// A claim of this name, which must be a string where it stands, for example a tenant.
    public static func claim(_ name: String) -> TokenClue { TokenClue(place: .claim(ExactText(name))) }
}

/// What an unverified token says about whose it is: exactly the clues that were asked for.
///
/// Anybody may have written it. It is good for choosing a verifier, which then proves it or not, and for nothing else.
public struct TokenClues: Sendable {
    /// The longest clue in octets; a token with a longer one is refused.
    public static let sizeLimit = 512

    let values: [TokenClue: ExactText]

    /// What stands in a place; `nil` when nothing does, or when it was not asked for.
    public subscript(clue: TokenClue) -> String? { values[clue]?.text }
    /// The unverified `iss`.
    public var issuer: String? { self[.issuer] }
    /// The unverified `sub`.
    public var subject: String? { self[.subject] }
    /// The unverified `kid`.
    public var keyID: String? { self[.keyID] }
}
