public import LatchkeyJOSE
import LatchkeyTokens

/// Claims of one's own for every access token: a plan, a tenant, what a permission service says.
///
/// Asked at each sign-in and each refresh, after the session is written and outside its transaction, so it may wait for
/// a database or another service. Names that the token profile uses itself (`sub`, `roles`, `exp` …) are refused. When it
/// throws, or names one of those, no token is issued: the answer is 503 `unavailable`, or the `Problem` that was thrown;
/// a refresh can be repeated with the same refresh token for as long as its replay window lasts.
///
/// ```swift
/// let claims = TokenClaims { account, session in
///     let plan = try await billing.plan(of: account.id)
///     return ["plan": .string(plan.name)]
/// }
/// let services = try await AuthServices.open(
///     configuration: configuration, storage: storage, masterKey: masterKey, claims: claims)
/// ```
public struct TokenClaims: Sendable {
    /// Why there is no token.
    public struct Failure: Error, Sendable, CustomStringConvertible {
        /// What was thrown.
        public let cause: any Error

        /// One line for the log.
        public var description: String { "no access token without its own claims: \(cause)" }
    }

    private let make: @Sendable (Account, Session) async throws -> JSONObject

    /// Takes the closure that makes the claims.
    public init(_ make: @escaping @Sendable (Account, Session) async throws -> JSONObject) {
        self.make = make
    }

    /// The claims for one token.
    ///
    /// - Throws: ``Failure``.
    func callAsFunction(_ account: Account, _ session: Session) async throws -> JSONObject {
        do {
            let claims = try await make(account, session)
            if let name = claims.names.first(where: TokenGrant.isProfileName) {
                throw JWTError.claimInvalid(
                    name: name,
                    expected: "a name that the profile does not use itself"
                )
            }
            return claims
        } catch {
            throw Failure(cause: error)
        }
    }
}
