import FoundationEssentials
public import LatchkeyJOSE
public import LatchkeyTokens

/// An issuer for tests: tokens of any shape, the verifier that takes them, and a clock.
///
/// ```swift
/// let issuer = try TestIssuer()
/// let router = buildRouter(issuer.verifier, now: issuer.clock.now)
/// try await Application(router: router).test(.router) { client in
///     let answer = try await client.execute(uri: "/notes", token: issuer.token(scope: "notes:read"))
///     #expect(answer.status == .ok)
/// }
/// ```
///
/// Its key is made anew with every issuer, so that a token of one test is refused in another. Nothing of it belongs into
/// a program that people use.
public struct TestIssuer: Sendable {
    /// The `iss` of its tokens.
    public let issuer: String
    /// The `aud` of its tokens.
    public let audience: String
    /// The time at which tokens are issued.
    public let clock: TestClock
    /// What its verifier takes for revoked.
    public let revocations: RevocationList

    private let key: JWK
    private let tokens: TokenIssuer

    /// Makes an issuer with a new key.
    ///
    /// - Parameters:
    ///   - issuer: the `iss` of its tokens.
    ///   - audience: the `aud` of its tokens.
    ///   - algorithm: what it signs with.
    ///   - clock: the time at which tokens are issued.
    /// - Throws: ``JWTError`` for an algorithm without keys of its own here.
    public init(
        issuer: String = "https://id.example",
        audience: String = "https://api.example",
        algorithm: SignatureAlgorithm = .es256,
        clock: TestClock = TestClock()
    ) throws {
        var key = try JWK.generate(algorithm)
        key.keyID = key.thumbprint()
        self.issuer = issuer
        self.audience = audience
        self.clock = clock
        self.key = key
        revocations = RevocationList()
        tokens = try TokenIssuer(key: key, issuer: issuer, audience: [audience])
    }

    /// The verifier of its access tokens, which asks ``revocations``.
    public var verifier: TokenVerifier { verifier([.access]) }

    /// The verifier of its tokens of these kinds, which asks ``revocations``.
    public func verifier(_ kinds: Set<TokenKind>) -> TokenVerifier {
        TokenVerifier(
            keys: FixedKeys(JWKSet([key.publicKey ?? key])),
            algorithms: Set(key.algorithms),
            issuer: issuer,
            audience: audience,
            kinds: kinds,
            revocations: revocations
        )
    }

    /// The key set that an issuer would publish: to serve at `/.well-known/jwks.json`.
    public var publishedKeys: JWKSet { JWKSet([key]).publicKeys }

    /// A token that is good for 15 minutes from now, of somebody who has signed in just now.
    ///
    /// - Throws: ``JWTError`` for a claim of one's own that has a name of the profile.
    public func token(
        subject: String = "ada",
        scope: Scope = Scope([]),
        roles: [String] = [],
        claims: JSONObject = [:]
    ) throws -> String {
        try issue(
            TokenGrant(
                subject: subject,
                authenticatedAt: clock.date,
                authenticationMethods: ["pwd"],
                scope: scope,
                roles: roles,
                claims: claims
            )
        )
    }

    /// A token of any shape.
    ///
    /// ```swift
    /// try issuer.issue(TokenGrant(kind: .refresh, subject: "ada", lifetime: 3600))
    /// ```
    ///
    /// - Throws: ``JWTError`` for a claim of one's own that has a name of the profile.
    public func issue(_ grant: TokenGrant) throws -> String {
        try tokens.issue(grant, at: clock.date).token
    }

    /// A token whose time was over a minute ago.
    public func expiredToken(subject: String = "ada") throws -> String {
        try tokens.issue(TokenGrant(subject: subject, lifetime: 60), at: clock.date - 120).token
    }

    /// A token that says the same as ``token(subject:scope:roles:claims:)``, signed by somebody else.
    public func forgedToken(subject: String = "ada") throws -> String {
        var key = try JWK.generate(key.algorithms.first ?? .es256)
        key.keyID = self.key.keyID
        return try TokenIssuer(key: key, issuer: issuer, audience: [audience])
            .issue(TokenGrant(subject: subject, authenticatedAt: clock.date), at: clock.date).token
    }
}
