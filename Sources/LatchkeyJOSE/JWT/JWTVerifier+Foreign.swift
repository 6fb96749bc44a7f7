public import FoundationEssentials

// Verifiers for keys that this library does not know.

extension JWTVerifier {
    /// A verifier for keys that this library does not know, beside those of a set if need be.
    ///
    /// ```swift
    /// let verifier = JWTVerifier(verifiers: [key], algorithms: [.es256k], issuer: "https://id.example", audience: "shop")
    /// ```
    ///
    /// A token that names a `kid` is checked with the keys of that name only, as with a set. The parameters are those of
    /// ``init(keys:algorithms:issuer:audience:type:subject:required:expiry:leeway:maximumAge:limits:)``.
    public init(
        verifiers: [any SignatureVerifier],
        keys: JWKSet = JWKSet(),
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
                PreparedKeys(
                    keys.keys,
                    verifiers: verifiers,
                    algorithms: algorithms,
                    type: type,
                    isSingleKey: false
                )
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

    /// A verifier for one key that this library does not know, used whatever `kid` a token names.
    ///
    /// The parameters are those of
    /// ``init(keys:algorithms:issuer:audience:type:subject:required:expiry:leeway:maximumAge:limits:)``.
    public init(
        verifier: some SignatureVerifier,
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
                PreparedKeys([], verifiers: [verifier], algorithms: algorithms, type: type, isSingleKey: true)
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
}
