/// A request context that carries the caller's account beside the token.
///
/// ``AccountLoader`` fills ``account``; guards and handlers read it.
///
/// ```swift
/// struct AppContext: AccountRequestContext {
///     var coreContext: CoreRequestContextStorage
///     var token: AccessToken?
///     var account: User?
///
///     init(source: Source) { coreContext = .init(source: source) }
/// }
/// ```
public protocol AccountRequestContext: TokenRequestContext {
    /// What the application knows of whoever calls.
    associatedtype Account: Sendable

    /// The caller's account; `nil` when no token came or nobody loaded it.
    var account: Account? { get set }
}

extension AccountRequestContext {
    /// Forgets the account: it belongs to the token that was there before.
    public mutating func tokenDidChange() { account = nil }

    /// The caller's account, for handlers that cannot do without one.
    ///
    /// ```swift
    /// router.get("me") { _, context in try context.requireAccount().name }
    /// ```
    ///
    /// - Throws: a 401 ``Problem`` with the code `token_missing` when nobody is signed in.
    public func requireAccount() throws(Problem) -> Account {
        guard let account else { throw Problem(.tokenMissing) }
        return account
    }
}
