import Hummingbird
public import LatchkeyTokens
import Logging

/// A type of your own that says who calls, made from nothing but the token.
///
/// For services without a database: the claims were signed, so they need no look-up.
///
/// ```swift
/// struct Member: TokenIdentity {
///     let id: String
///     let isAdministrator: Bool
///
///     init(_ token: AccessToken) {
///         id = token.subject
///         isAdministrator = token.hasRole("admin")
///     }
/// }
///
/// router.get("me") { _, context in try context.identity(as: Member.self).id }
/// ```
///
/// A type that is `Decodable`, too, is read from the claims without an initialiser of its own.
public protocol TokenIdentity: Sendable {
    /// Reads the identity from a verified token.
    ///
    /// - Throws: when the token does not say what is needed; the answer is then 401 `token_invalid`, or the ``Problem``
    ///   that was thrown.
    init(_ token: AccessToken) throws
}

extension TokenIdentity where Self: Decodable {
    /// Reads the identity from the claims, by their names.
    ///
    /// - Throws: ``JWTError`` for a claim that is missing or of another type.
    public init(_ token: AccessToken) throws {
        self = try token.claims(as: Self.self)
    }
}

extension TokenIdentity {
    static func read(_ token: AccessToken, _ logger: Logger) throws(Problem) -> Self {
        do {
            return try Self(token)
        } catch let problem as Problem {
            throw problem
        } catch {
            logger.info(
                "access token refused",
                metadata: ["code": "token_invalid", "cause": "\(LogLine(error))"]
            )
            throw Problem(.tokenInvalid)
        }
    }
}

extension TokenRequestContext {
    /// Who calls, as a type of your own.
    ///
    /// ```swift
    /// let member = try context.identity(as: Member.self)
    /// ```
    ///
    /// - Parameter type: what to read.
    /// - Returns: the identity of an access token's holder.
    /// - Throws: a 401 ``Problem`` when no token came, or when it does not say what is needed.
    public func identity<Identity: TokenIdentity>(
        as type: Identity.Type = Identity.self
    ) throws(Problem) -> Identity {
        try Identity.read(requireToken(), logger)
    }
}
