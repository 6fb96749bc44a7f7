public import FoundationEssentials

/// How the text that comes with a request becomes an ``AccessToken``.
///
/// A ``TokenVerifier`` reads stateless JWTs; other strategies look an opaque session up, or choose a verifier for each
/// tenant. Middleware takes any of them, so one argument decides between them.
///
/// ```swift
/// router.add(middleware: TokenAuthenticator(verifier))
/// ```
public protocol TokenStrategy: Sendable {
    /// Decides on the caller's own thread, without I/O.
    ///
    /// - Returns: the token; `nil` where only ``resolve(_:at:)`` can tell.
    /// - Throws: ``TokenError`` for a token that is refused.
    func decide(_ text: String, at now: Date) throws(TokenError) -> AccessToken?

    /// Decides with all that it takes, which may be I/O.
    ///
    /// - Throws: ``TokenError`` for a token that is refused, also when what is needed cannot be had.
    func resolve(_ text: String, at now: Date) async throws(TokenError) -> AccessToken
}
