public import Hummingbird
public import LatchkeyTokens
import Logging

/// Middleware that loads the caller's account once per request and puts it into the context.
///
/// Put it behind ``TokenAuthenticator``. Without a token nothing is loaded and the request goes on, as it does for
/// `OPTIONS`; a token whose account is gone or closed is refused, also on routes that need none.
///
/// ```swift
/// router.add(middleware: TokenAuthenticator(verifier))
/// router.add(middleware: AccountLoader { token, _ in try await users.find(token.subject) })
/// router.get("me") { _, context in try context.requireAccount().name }
/// ```
///
/// Where several loaders stand in the way of a request, the first one loads; all of them check that the account is
/// active. Another token, from a second authenticator, is loaded anew.
public struct AccountLoader<Context: AccountRequestContext>: RouterMiddleware {
    private let failure: Problem
    private let isActive: @Sendable (Context.Account) -> Bool
    private let load: @Sendable (AccessToken, Context) async throws -> Context.Account?

    /// Makes the middleware.
    ///
    /// ```swift
    /// AccountLoader(isActive: { !$0.isSuspended }) { token, context in
    ///     try await users.find(token.subject, logger: context.logger)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - failure: the answer when there is no such account, or it is not active; 401 `token_invalid` unless told
    ///     otherwise.
    ///   - isActive: whether the account may still be used; every account unless told otherwise.
    ///   - load: finds the account that a token speaks for; `nil` when there is none. What it throws becomes the answer.
    public init(
        failure: Problem = Problem(.tokenInvalid),
        isActive: @escaping @Sendable (Context.Account) -> Bool = { _ in true },
        load: @escaping @Sendable (AccessToken, Context) async throws -> Context.Account?
    ) {
        self.failure = failure
        self.isActive = isActive
        self.load = load
    }

    /// Loads the account, unless it is there, and passes the request on.
    ///
    /// - Throws: the failure's ``Problem``, or what loading threw.
    public func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.method != .options, let token = context.token else {
            return try await next(request, context)
        }
        var context = context
        if context.account == nil { context.account = try await load(token, context) }
        guard let account = context.account, isActive(account) else {
            let cause = context.account == nil ? "no such account" : "the account is not active"
            context.logger.info("account refused", metadata: ["cause": "\(cause)"])
            throw failure
        }
        return try await next(request, context)
    }
}

extension AccountLoader where Context.Account: TokenIdentity {
    /// Makes a middleware that reads the account from the token's claims, for services without a database.
    ///
    /// ```swift
    /// router.add(middleware: AccountLoader())
    /// ```
    ///
    /// - Parameters:
    ///   - failure: the answer for an account that is not active.
    ///   - isActive: whether the account may be used; every account unless told otherwise.
    public init(
        failure: Problem = Problem(.tokenInvalid),
        isActive: @escaping @Sendable (Context.Account) -> Bool = { _ in true }
    ) {
        self.init(failure: failure, isActive: isActive) { token, context in
            try Context.Account.read(token, context.logger)
        }
    }
}
