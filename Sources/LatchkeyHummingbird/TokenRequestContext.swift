public import Hummingbird
public import LatchkeyTokens

/// A request context that carries the caller's verified access token.
///
/// ``TokenAuthenticator`` fills ``token``; ``RequireToken`` and handlers read it. Add one line to a context of your
/// own, or use ``BasicTokenRequestContext``.
///
/// ```swift
/// struct AppContext: TokenRequestContext {
///     var coreContext: CoreRequestContextStorage
///     var token: AccessToken?
///
///     init(source: Source) { coreContext = .init(source: source) }
/// }
/// ```
public protocol TokenRequestContext: RequestContext {
    /// The verified token that came with the request; `nil` when none came.
    var token: AccessToken? { get set }

    /// Where in the request the token stood; `nil` when none came.
    ///
    /// A context that does not store it goes without.
    var tokenLocation: TokenLocation? { get set }

    /// Called when an authenticator has put a token into the context, in place of none or of another one.
    ///
    /// For whatever was derived from the token before; an ``AccountRequestContext`` forgets its account.
    mutating func tokenDidChange()
}

extension TokenRequestContext {
    /// Not stored.
    public var tokenLocation: TokenLocation? {
        get { nil }
        set {}
    }

    /// Nothing was derived from the token.
    public mutating func tokenDidChange() {}
}

/// The request context for applications that need nothing of their own in it.
///
/// ```swift
/// let router = Router(context: BasicTokenRequestContext.self)
/// ```
public struct BasicTokenRequestContext: TokenRequestContext {
    /// What Hummingbird itself keeps for a request.
    public var coreContext: CoreRequestContextStorage
    /// The verified token that came with the request; `nil` when none came.
    public var token: AccessToken?
    /// Where in the request the token stood; `nil` when none came.
    public var tokenLocation: TokenLocation?

    /// Makes the context of a new request, without a token.
    public init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
