public import FoundationEssentials

/// Verifies tokens, and alone can make a ``VerifiedJWT``.
///
/// Algorithms, issuer and audience are not optional, each is waived by name. The algorithm comes from the key and from
/// this verifier's list; a token only ever says which of them it used. Keys are prepared once, here: keep the verifier.
///
/// ```swift
/// let verifier = JWTVerifier(keys: keys, algorithms: [.es256], issuer: "https://id.example", audience: "shop")
/// do {
///     let jwt = try verifier.verify(token, as: Cart.self, at: .now)
///     print(jwt.subject ?? "nobody", jwt.custom.tier)
/// } catch .tokenExpired(let date) {
///     …
/// }
/// ```
///
/// Refused whatever the settings: anything but three segments of canonical base64url, header or claims that are not
/// strict JSON, `none` and unknown algorithms, every `crit`, `b64: false`, keys that a token brings along, a key whose
/// `alg`, `use` or `key_ops` say otherwise, and registered claims of the wrong type.
public struct JWTVerifier: Sendable {
    let algorithms: Set<SignatureAlgorithm>
    let type: TypeExpectation
    var validator: ClaimsValidator
    let limits: TokenLimits
    let source: KeySource

    enum KeySource: Sendable {
        case prepared(PreparedKeys)
        case resolver(any KeyResolver)
    }

    /// A verifier for the keys of a set.
    ///
    /// A token that names a `kid` is checked with the keys of that name only; one that names none with every key that
    /// fits its algorithm, up to ``TokenLimits/candidateKeys``.
    ///
    /// - Parameters:
    ///   - keys: the keys.
    ///   - algorithms: the only algorithms accepted.
    ///   - issuer: what `iss` must be; `.unchecked` to waive it.
    ///   - audience: what `aud` must be or contain; `.unchecked` to waive it, `.absent` to refuse tokens meant for anybody.
    ///   - type: what the header's `typ` must be.
    ///   - subject: what `sub` must be.
    ///   - required: claims that must be there and not `null`.
    ///   - expiry: whether `exp` must be there.
    ///   - leeway: how many seconds the clocks may differ; negative or not finite counts as none. ``allowing(_:)`` sets it
    ///     for each claim.
    ///   - maximumAge: how many seconds after `iat` a token is refused, which makes `iat` required.
    ///   - limits: what is refused unread.
    public init(
        keys: JWKSet,
        algorithms: Set<SignatureAlgorithm>,
        issuer: ClaimExpectation,
        audience: ClaimExpectation,
        type: TypeExpectation = .unchecked,
        subject: ClaimExpectation = .unchecked,
        required: [String] = [],
        expiry: ExpiryRule = .required,
        leeway: TimeInterval = 0,
        maximumAge: TimeInterval? = nil,
        limits: TokenLimits = .default
    ) {
        self.init(
            source: .prepared(
                PreparedKeys(keys.keys, algorithms: algorithms, type: type, isSingleKey: false)
            ),
            algorithms: algorithms,
            issuer: issuer,
            audience: audience,
            type: type,
            subject: subject,
            required: required,
            expiry: expiry,
            leeway: leeway,
            maximumAge: maximumAge,
            limits: limits
        )
    }

    /// A verifier for one key, used whatever `kid` a token names.
    ///
    /// The parameters are those of ``init(keys:algorithms:issuer:audience:type:subject:required:expiry:leeway:maximumAge:limits:)``.
    public init(
        key: JWK,
        algorithms: Set<SignatureAlgorithm>,
        issuer: ClaimExpectation,
        audience: ClaimExpectation,
        type: TypeExpectation = .unchecked,
        subject: ClaimExpectation = .unchecked,
        required: [String] = [],
        expiry: ExpiryRule = .required,
        leeway: TimeInterval = 0,
        maximumAge: TimeInterval? = nil,
        limits: TokenLimits = .default
    ) {
        self.init(
            source: .prepared(PreparedKeys([key], algorithms: algorithms, type: type, isSingleKey: true)),
            algorithms: algorithms,
            issuer: issuer,
            audience: audience,
            type: type,
            subject: subject,
            required: required,
            expiry: expiry,
            leeway: leeway,
            maximumAge: maximumAge,
            limits: limits
        )
    }

    /// A verifier that asks for the keys of each token.
    ///
    /// The parameters are those of ``init(keys:algorithms:issuer:audience:type:subject:required:expiry:leeway:maximumAge:limits:)``.
    public init(
        resolver: some KeyResolver,
        algorithms: Set<SignatureAlgorithm>,
        issuer: ClaimExpectation,
        audience: ClaimExpectation,
        type: TypeExpectation = .unchecked,
        subject: ClaimExpectation = .unchecked,
        required: [String] = [],
        expiry: ExpiryRule = .required,
        leeway: TimeInterval = 0,
        maximumAge: TimeInterval? = nil,
        limits: TokenLimits = .default
    ) {
        self.init(
            source: .resolver(resolver),
            algorithms: algorithms,
            issuer: issuer,
            audience: audience,
            type: type,
            subject: subject,
            required: required,
            expiry: expiry,
            leeway: leeway,
            maximumAge: maximumAge,
            limits: limits
        )
    }

    /// What the other initializers come down to.
    init(
        source: KeySource,
        algorithms: Set<SignatureAlgorithm>,
        issuer: ClaimExpectation,
        audience: ClaimExpectation,
        type: TypeExpectation,
        subject: ClaimExpectation,
        required: [String],
        expiry: ExpiryRule,
        leeway: TimeInterval,
        maximumAge: TimeInterval?,
        limits: TokenLimits
    ) {
        self.source = source
        self.algorithms = algorithms
        self.type = type
        self.validator = ClaimsValidator(
            issuer: issuer,
            audience: audience,
            subject: subject,
            required: required,
            expiry: expiry,
            leeway: leeway,
            maximumAge: maximumAge
        )
        self.limits = limits
    }
}

// MARK: - Verifying

extension JWTVerifier {
    /// Verifies a token.
    ///
    /// - Parameters:
    ///   - token: the token in its compact form.
    ///   - now: the moment to check the times against.
    /// - Returns: the token, proven.
    /// - Throws: the first reason for refusing it.
    public func verify(_ token: String, at now: Date) throws(JWTError) -> VerifiedJWT<NoCustomClaims> {
        VerifiedJWT(try accept(token, at: now), custom: NoCustomClaims())
    }

    /// Verifies a token and reads the caller's own claims.
    ///
    /// - Parameters:
    ///   - token: the token in its compact form.
    ///   - type: the type of the caller's own claims.
    ///   - now: the moment to check the times against.
    /// - Returns: the token, proven.
    /// - Throws: the first reason for refusing it; ``JWTError/claimInvalid(name:expected:)`` or
    ///   ``JWTError/claimMissing(name:)`` where the caller's own claims cannot be read.
    public func verify<Custom>(
        _ token: String,
        as type: Custom.Type,
        at now: Date
    ) throws(JWTError) -> VerifiedJWT<Custom> {
        let accepted = try accept(token, at: now)
        return VerifiedJWT(accepted, custom: try ClaimsDecoder.decode(type, from: accepted.payload))
    }

    private func accept(_ token: String, at now: Date) throws(JWTError) -> AcceptedJWT {
        try token.withOctets { octets throws(JWTError) in try accept(octets: octets, at: now) }
    }

    /// Verifies a token that stands in somebody's buffer, as ``verify(_:at:)`` does, without a copy of it.
    package func accept(octets token: Span<UInt8>, at now: Date) throws(JWTError) -> AcceptedJWT {
        let jws = try verifySignature(of: token)
        let payload = try JSONObject(claims: jws.payload, limits: limits.json)
        let registered = try validator.validate(payload, at: now)
        return AcceptedJWT(header: jws.header, payload: payload, keyID: jws.keyID, registered: registered)
    }

    /// Verifies the signature and the rules about the header, and nothing about the payload.
    ///
    /// For tokens whose payload is no JWT claims set. Issuer, audience and times are **not** checked.
    ///
    /// - Throws: the first reason for refusing it.
    public func verifySignature(_ token: String) throws(JWTError) -> VerifiedJWS {
        try token.withOctets { octets throws(JWTError) in try verifySignature(of: octets) }
    }
}
