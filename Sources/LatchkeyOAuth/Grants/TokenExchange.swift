import LatchkeyAccounts
import LatchkeyTokens

/// The token endpoint without its HTTP: one way through for every grant (RFC 6749 §3.2).
///
/// The client authenticates; the grant has to be enabled, and allowed to this client; it is proven; scope and audience are
/// narrowed; tokens are issued and the audit log says so. No grant can leave a step out, since none of them does it.
///
/// ```swift
/// let answer = try await exchange.exchange(request)      // throws OAuthError
/// ```
public struct TokenExchange: Sendable {
    private let authenticator: ClientAuthenticator
    private let grants: [GrantType: any Grant]
    private let issuerAudience: [String]

    init(authenticator: ClientAuthenticator, grants: [any Grant], issuerAudience: [String]) {
        self.authenticator = authenticator
        self.grants = Dictionary(grants.map { ($0.type, $0) }) { first, _ in first }
        self.issuerAudience = issuerAudience
    }

    /// The grants that are enabled, in the order of ``GrantType``.
    public var enabledGrants: [GrantType] { GrantType.allCases.filter { grants[$0] != nil } }

    /// Exchanges what a client presents for tokens.
    ///
    /// - Throws: ``OAuthError``, and the storage's errors.
    public func exchange(_ request: OAuthRequest) async throws -> TokenAnswer {
        let name = try request.required("grant_type")
        let client = try await authenticator.authenticate(request).client
        guard let type = GrantType(parameter: name), let grant = grants[type] else {
            throw OAuthError(.unsupportedGrantType, "This server does not offer the grant.")
        }
        guard client.grants.contains(type) else {
            throw OAuthError(.unauthorizedClient, "The client may not use the grant.")
        }
        let wanted = try RightsRequest(request)
        do {
            let proof = try await grant.prove(request, by: client)
            let rights = try wanted.narrowed(from: proof, issuerAudience: issuerAudience)
            let context = ClientContext(
                clientID: client.id.description,
                address: request.address,
                device: request.device,
                rights: rights
            )
            return answer(try await proof.issue(context), rights, to: client)
        } catch let error as AccountError {
            throw OAuthError(error)
        } catch let error as RefreshError {
            throw OAuthError(.invalidGrant, Self.refusal, cause: error.rawValue)
        }
    }

    /// Why a refresh failed is the client's business no more than that it has to sign in again.
    static let refusal = "The refresh token is not good, or not any more."

    private func answer(_ outcome: GrantOutcome, _ rights: ClientRights, to client: Client) -> TokenAnswer {
        switch outcome {
        case .token(let token):
            return TokenAnswer(accessToken: token, refreshToken: nil, scope: rights.scope, accountID: nil)
        case .signIn(let signIn):
            let refreshes = grants[.refreshToken] != nil && client.grants.contains(.refreshToken)
            return TokenAnswer(
                accessToken: signIn.accessToken,
                refreshToken: refreshes ? signIn.refreshToken : nil,
                scope: rights.scope,
                accountID: signIn.account.id
            )
        }
    }
}

extension OAuthError {
    /// What a refusal of the accounts is called here.
    init(_ error: AccountError) {
        switch error {
        case .tooManyAttempts(let seconds): self = .throttled(for: seconds)
        case .busy(let seconds):
            self.init(.temporarilyUnavailable, "The server is busy.", retryAfter: seconds)
        case .invalidCredentials, .invalidFields:
            self.init(.invalidGrant, "Name or password is wrong.")
        default:
            // A second factor, a locked account: nothing that this way of signing in can do anything about.
            self.init(.invalidGrant, "The account cannot sign in this way.", cause: Self.name(of: error))
        }
    }

    /// The name of the case alone: what goes with it may be a secret, as the token for a second factor is.
    private static func name(of error: AccountError) -> String {
        Mirror(reflecting: error).children.first.map { $0.label ?? "" } ?? "\(error)"
    }
}
