public import FoundationEssentials

// Rules that few verifiers have; each makes another verifier of this one.

extension JWTVerifier {
    /// A verifier like this one, with a leeway for each claim.
    public func allowing(_ leeway: ClaimLeeway) -> JWTVerifier {
        changed { $0.leeway = leeway.checked }
    }

    /// A verifier like this one, for the token that has this `jti`, or one of these.
    ///
    /// For tokens that answer a request, such as a logout token or a proof; to refuse tokens that have been seen before,
    /// write a ``ClaimCheck``.
    ///
    /// - Throws while verifying: ``JWTError/tokenIDMismatch(expected:found:)``, or ``JWTError/claimMissing(name:)``.
    public func expecting(tokenID: ClaimExpectation) -> JWTVerifier {
        changed { $0.further = $0.further.with(tokenID: tokenID) }
    }

    /// A verifier like this one, with one more rule, which runs after all others have passed.
    public func checking(_ check: some ClaimCheck) -> JWTVerifier {
        changed { $0.further = $0.further.with(check) }
    }

    /// A verifier like this one, with one more rule, which runs after all others have passed.
    ///
    /// ```swift
    /// let strict = verifier.checking { claims, _ throws(JWTError) in
    ///     guard try claims.strings("roles")?.contains("admin") == true else {
    ///         throw .claimRefused(code: "role_missing", reason: "it is no administrator's")
    ///     }
    /// }
    /// ```
    public func checking(
        _ body: @escaping @Sendable (_ claims: JSONObject, _ now: Date) throws(JWTError) -> Void
    ) -> JWTVerifier {
        checking(ClosureClaimCheck(body: body))
    }

    /// A verifier like this one, with one more rule, about claims read as a type.
    ///
    /// ```swift
    /// let north = verifier.checking(as: Cart.self) { cart, _ throws(JWTError) in
    ///     guard cart.tier == "gold" else { throw .claimRefused(code: "tier_too_low", reason: "it is for gold") }
    /// }
    /// ```
    ///
    /// The rule applies to every token, also to those that are then not read as this type.
    public func checking<Custom: Decodable & Sendable>(
        as type: Custom.Type,
        _ body: @escaping @Sendable (_ custom: Custom, _ now: Date) throws(JWTError) -> Void
    ) -> JWTVerifier {
        checking(TypedClaimCheck(body: body))
    }

    private func changed(_ change: (inout ClaimsValidator) -> Void) -> JWTVerifier {
        var verifier = self
        change(&verifier.validator)
        return verifier
    }
}
