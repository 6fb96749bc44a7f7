import LatchkeyAccounts
import LatchkeyTokens

/// One way to a token: what has to be presented for it, and how it is checked.
///
/// A grant never issues anything by itself. It says how much could be granted, and how; ``TokenExchange`` decides how much
/// it is, hands over the client's context with the narrowed rights in it, and answers.
protocol Grant: Sendable {
    /// Which one it is.
    var type: GrantType { get }
    /// Checks what can be checked before it is known how much is granted.
    func prove(_ request: OAuthRequest, by client: Client) async throws -> GrantProof
}

/// What a grant comes to.
struct GrantProof: Sendable {
    /// The most that can be granted.
    let scope: Scope
    /// Whom the tokens can be for; `nil` for the issuer's own audience.
    let audience: [String]?
    /// Issues tokens with the rights of the context.
    let issue: @Sendable (ClientContext) async throws -> GrantOutcome

    /// A proof that is worth as much as the client may have.
    init(of client: Client, issue: @escaping @Sendable (ClientContext) async throws -> GrantOutcome) {
        self.init(
            scope: client.scope,
            audience: client.audience.isEmpty ? nil : client.audience,
            issue: issue
        )
    }

    /// A proof that is worth this much.
    init(
        scope: Scope,
        audience: [String]?,
        issue: @escaping @Sendable (ClientContext) async throws -> GrantOutcome
    ) {
        self.scope = scope
        self.audience = audience
        self.issue = issue
    }
}

/// What was issued.
enum GrantOutcome: Sendable {
    /// Somebody is signed in.
    case signIn(SignIn)
    /// The client itself has a token.
    case token(IssuedToken)
}
