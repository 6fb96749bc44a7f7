public import CoreMetrics
public import FoundationEssentials
public import LatchkeyJOSE
import Synchronization

/// Turns the text of a JWT into an ``AccessToken``, or says why not (RFC 9068 §4).
///
/// Checks signature, kind (`typ`), issuer, audience, times and revocation. Synchronous, without I/O, and
/// without a lock held across verification; only ``verifyRefreshingKeys(_:at:)`` may suspend, after a token
/// named an unknown key.
///
/// ```swift
/// let verifier = TokenVerifier(keys: ring, issuer: "https://id.example", audience: "https://id.example")
/// let token = try verifier.verify(text, at: .now)
/// ```
public final class TokenVerifier: Sendable {
    /// The algorithms a verifier accepts when none are named: every asymmetric one that an access token may have.
    public static let defaultAlgorithms: Set<SignatureAlgorithm> = [.es256, .ed25519, .eddsa, .rs256]

    private let keys: any KeySource
    private let revocations: RevocationList?
    private let status: (any TokenStatusSource)?
    private let prepare: @Sendable (KeySnapshot) -> KindVerifiers
    private let prepared = Mutex<KindVerifiers?>(nil)
    private let cache: VerifiedTokenCache?
    private let leeway: TimeInterval

    /// Makes a verifier for the tokens of one issuer and one audience.
    ///
    /// - Parameters:
    ///   - keys: the issuer's keys.
    ///   - algorithms: the only ones accepted, whatever a token says.
    ///   - issuer: the exact `iss`.
    ///   - audience: the value that `aud` must hold.
    ///   - kinds: what the tokens may be for; access tokens only unless told otherwise.
    ///   - profile: what is asked of their shape.
    ///   - leeway: seconds of clock difference to forgive; `revocations` must remember at least as much.
    ///   - revocations: the list to ask after the signature; `nil` where none is at hand.
    ///   - status: knows what became of tokens that name a place in a status list; `nil` where none is at hand.
    ///   - cacheCapacity: how many accepted tokens to remember, so that their signatures are checked once; keys, expiry
    ///     and revocation are checked each time. 0 remembers none.
    ///   - metrics: where the cache's hits and misses are counted, as `latchkey.tokens.cache`.
    public convenience init(
        keys: any KeySource,
        algorithms: Set<SignatureAlgorithm> = TokenVerifier.defaultAlgorithms,
        issuer: String,
        audience: String,
        kinds: Set<TokenKind> = [.access],
        profile: TokenProfile = .rfc9068,
        leeway: TimeInterval = 0,
        revocations: RevocationList? = nil,
        status: (any TokenStatusSource)? = nil,
        cacheCapacity: Int = 10_000,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.init(
            keys: keys,
            algorithms: algorithms,
            issuer: issuer,
            expecting: .exactly(audience),
            kinds: kinds,
            profile: profile,
            leeway: leeway,
            revocations: revocations,
            status: status,
            cacheCapacity: cacheCapacity,
            metrics: metrics
        )
    }

    /// Makes a verifier for whatever audience is expected; the issuer itself looks at tokens that are for others.
    package init(
        keys: any KeySource,
        algorithms: Set<SignatureAlgorithm>,
        issuer: String,
        expecting audience: ClaimExpectation,
        kinds: Set<TokenKind> = [.access],
        profile: TokenProfile = .rfc9068,
        leeway: TimeInterval = 0,
        revocations: RevocationList? = nil,
        status: (any TokenStatusSource)? = nil,
        cacheCapacity: Int = 10_000,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.keys = keys
        self.revocations = revocations
        self.status = status
        self.leeway = leeway > 0 && leeway.isFinite ? leeway : 0
        cache = cacheCapacity > 0 ? VerifiedTokenCache(capacity: cacheCapacity, metrics: metrics) : nil
        prepare = { snapshot in
            KindVerifiers(snapshot, kinds: kinds, profile: profile) { type in
                JWTVerifier(
                    keys: snapshot.keys,
                    algorithms: algorithms,
                    issuer: .exactly(issuer),
                    audience: audience,
                    type: type,
                    required: profile.required,
                    leeway: leeway
                )
            }
        }
    }

    /// Makes a verifier with one fixed key, for the tokens of a ``TokenIssuer`` that signs with it.
    ///
    /// ```swift
    /// let verifier = TokenVerifier(key: key, issuer: "https://id.example", audience: "shop")
    /// ```
    ///
    /// - Parameters:
    ///   - key: the key, private or public, or the shared secret; accepted with its own algorithms only.
    ///   - issuer: the exact `iss`.
    ///   - audience: the value that `aud` must hold.
    ///   - kinds: what the tokens may be for; access tokens only unless told otherwise.
    ///   - leeway: seconds of clock difference to forgive; `revocations` must remember at least as much.
    ///   - revocations: the list to ask after the signature; `nil` where none is at hand.
    public convenience init(
        key: JWK,
        issuer: String,
        audience: String,
        kinds: Set<TokenKind> = [.access],
        leeway: TimeInterval = 0,
        revocations: RevocationList? = nil
    ) {
        self.init(
            keys: FixedKeys(JWKSet([key.publicKey ?? key])),
            algorithms: Set(key.algorithms),
            issuer: issuer,
            audience: audience,
            kinds: kinds,
            leeway: leeway,
            revocations: revocations
        )
    }

    /// Verifies a token on the caller's own thread.
    ///
    /// - Throws: ``TokenError``; its `cause` has the code `key_unknown` when a key source could be asked again. Its code is
    ///   ``TokenError/Code/unavailable`` when the token is good and nobody can say whether it was taken back.
    public func verify(_ token: String, at now: Date) throws(TokenError) -> AccessToken {
        try token.withOctets { octets throws(TokenError) in try verify(octets: octets, at: now) }
    }

    private func verify(octets token: Span<UInt8>, at now: Date) throws(TokenError) -> AccessToken {
        let accessToken = try verifyIgnoringRevocation(token, at: now)
        if let revocations {
            guard !revocations.contains(accessToken) else { throw TokenError(.revoked) }
            guard revocations.allowsJudgement else { throw TokenError(.unavailable) }
        }
        try status?.check(accessToken)
        return accessToken
    }

    /// Verifies a token, and asks the key source once when the token names an unknown key.
    ///
    /// - Throws: ``TokenError``.
    public func verifyRefreshingKeys(_ token: String, at now: Date) async throws(TokenError) -> AccessToken {
        do {
            return try verify(token, at: now)
        } catch {
            guard error.cause?.code == "key_unknown" else { throw error }
            await keys.refresh(for: try? UnverifiedJWT(token).header.keyID)
            return try verify(token, at: now)
        }
    }

    private func verifyIgnoringRevocation(
        _ token: Span<UInt8>,
        at now: Date
    ) throws(TokenError) -> AccessToken {
        let generation = keys.generation
        if let known = cache?.token(token, keys: generation, at: now, leeway: leeway) { return known }
        do {
            let verifiers = verifiers(generation)
            let accessToken = try verifiers.verify(octets: token, at: now)
            cache?.insert(accessToken, for: token, keys: verifiers.generation, at: now)
            return accessToken
        } catch {
            throw TokenError(error)
        }
    }

    private func verifiers(_ generation: UInt64) -> KindVerifiers {
        if let known = prepared.withLock({ $0 }), known.generation == generation { return known }
        let verifiers = prepare(keys.current)
        prepared.withLock { $0 = verifiers }
        return verifiers
    }
}

extension TokenVerifier: OctetStrategy {
    /// Verifies with the keys at hand; `nil` when the token names a key that nobody knows yet.
    public func decide(_ text: String, at now: Date) throws(TokenError) -> AccessToken? {
        try text.withOctets { octets throws(TokenError) in try decide(octets: octets, at: now) }
    }

    package func decide(octets: Span<UInt8>, at now: Date) throws(TokenError) -> AccessToken? {
        do throws(TokenError) {
            return try verify(octets: octets, at: now)
        } catch {
            guard error.cause?.code == "key_unknown" else { throw error }
            return nil
        }
    }

    /// Verifies, and asks the key source once when the token names an unknown key.
    public func resolve(_ text: String, at now: Date) async throws(TokenError) -> AccessToken {
        try await verifyRefreshingKeys(text, at: now)
    }
}

extension TokenVerifier {
    /// Verifies a token as of now, or, when its time is over, as of the last moment of its life.
    ///
    /// For logging out: whoever can show that a session was theirs may end it.
    ///
    /// - Returns: the token, and whether its time is over.
    public func verifyAllowingExpired(
        _ token: String,
        at now: Date
    ) throws(TokenError) -> (token: AccessToken, isExpired: Bool) {
        do {
            return (try verify(token, at: now), false)
        } catch {
            guard case .tokenExpired(at: let expiry)? = error.cause else { throw error }
            return (try verify(token, at: expiry - 1), true)
        }
    }
}
