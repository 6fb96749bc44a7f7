public import FoundationEssentials
import LatchkeyJOSE

/// Chooses the verifier by what the token says about whose it is: keys for each tenant, or for each account.
///
/// ```swift
/// let tenants = TokenResolver(by: [.issuer]) { clues in
///     guard let issuer = clues.issuer, let tenant = try await directory.tenant(issuer) else { return nil }
///     return tenant.verifier
/// }
/// router.add(middleware: TokenAuthenticator(tenants))
/// ```
///
/// The clues are unverified; the verifier that they lead to proves or refuses the token, so it has to be bound to the
/// tenant: its own keys and, for tenants of different issuers, its own `issuer`. The closure sees only the clues that are
/// named, and its answer is kept under exactly these, octet by octet: what was chosen for one tenant can never be used
/// for another.
public final class TokenResolver: TokenStrategy {
    /// Chooses a verifier; `nil` for an unknown tenant, whose token is refused as `token_invalid`.
    public typealias Choice = @Sendable (_ clues: TokenClues) async throws -> TokenVerifier?

    private let clues: [TokenClue]
    private let choose: Choice
    private let failed: @Sendable (any Error) -> Void
    private let cache: VerifierCache

    /// Makes the strategy.
    ///
    /// - Parameters:
    ///   - clues: what to look at; the closure gets nothing else.
    ///   - lifetime: seconds for which a choice is kept; 0 asks for every request.
    ///   - capacity: the most choices that are kept.
    ///   - failed: told why a choice failed, for the log.
    ///   - choose: the choice. When it throws, nobody is let through, and the answer is 503. It is asked again for every
    ///     token of an unknown tenant or with an unknown key, which anybody can send: it has to bear that.
    public init(
        by clues: Set<TokenClue>,
        keptFor lifetime: TimeInterval = 60,
        capacity: Int = 1000,
        failed: @escaping @Sendable (any Error) -> Void = { _ in },
        choose: @escaping Choice
    ) {
        self.clues = Array(clues)
        self.choose = choose
        self.failed = failed
        cache = VerifierCache(capacity: capacity, lifetime: lifetime)
    }

    /// How many choices are kept at the moment.
    public var count: Int { cache.count }

    /// Forgets choices, so that the next token is chosen for anew: a tenant left, an account's key was changed.
    public func forget(where isForgotten: (TokenClues) -> Bool = { _ in true }) {
        cache.removeAll(where: isForgotten)
    }

    /// Verifies with a verifier that was chosen before; `nil` when there is none, or it does not know the key.
    public func decide(_ text: String, at now: Date) throws(TokenError) -> AccessToken? {
        guard let verifier = cache.verifier(for: try read(text), at: now) else { return nil }
        return try verifier.decide(text, at: now)
    }

    /// Chooses a verifier and verifies.
    ///
    /// A choice that was kept and does not know the token's key is made anew: the tenant may have a new one.
    ///
    /// - Throws: ``TokenError``: `token_invalid` for an unknown tenant, `unavailable` when the choice fails.
    public func resolve(_ text: String, at now: Date) async throws(TokenError) -> AccessToken {
        let found = try read(text)
        if let kept = cache.verifier(for: found, at: now), let token = try kept.decide(text, at: now) {
            return token
        }
        let generation = cache.generation
        let chosen: TokenVerifier?
        do {
            chosen = try await choose(found)
        } catch {
            failed(error)
            throw TokenError(.unavailable)
        }
        guard let chosen else { throw TokenError(.invalid) }
        cache.insert(chosen, for: found, generation: generation, at: now)
        return try await chosen.resolve(text, at: now)
    }

    private func read(_ text: String) throws(TokenError) -> TokenClues {
        do {
            return try TokenClues(clues, in: text)
        } catch {
            throw TokenError(error)
        }
    }
}
