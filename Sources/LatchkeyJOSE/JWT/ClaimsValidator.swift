import FoundationEssentials

/// The rules of RFC 7519 §4.1 for one payload and one moment: pure, without a clock of its own.
struct ClaimsValidator: Sendable {
    private let issuer: ClaimExpectation
    private let audience: ClaimExpectation
    private let subject: ClaimExpectation
    private let required: RequiredClaims
    private let expiry: ExpiryRule
    var leeway: ClaimLeeway
    private let maximumAge: TimeInterval?
    /// Rules beyond those above; `nil` for most verifiers.
    var further: FurtherClaimChecks?

    init(
        issuer: ClaimExpectation,
        audience: ClaimExpectation,
        subject: ClaimExpectation,
        required: [String],
        expiry: ExpiryRule,
        leeway: TimeInterval,
        maximumAge: TimeInterval?
    ) {
        self.issuer = issuer
        self.audience = audience
        self.subject = subject
        self.required = RequiredClaims(required)
        self.expiry = expiry
        self.leeway = ClaimLeeway(leeway).checked
        self.maximumAge = maximumAge
    }

    func validate(_ payload: JSONObject, at now: Date) throws(JWTError) -> RegisteredClaims {
        let claims = try RegisteredClaims(payload)
        try checkTimes(claims, now.timeIntervalSince1970)
        try checkIssuer(claims.issuer, payload)
        try checkAudience(claims.audience, payload)
        try checkSubject(claims.subject, payload)
        try required.check(claims, payload)
        if let further { try further.check(claims, payload, at: now) }
        return claims
    }
}

// MARK: - Times

extension ClaimsValidator {
    private func checkTimes(_ claims: RegisteredClaims, _ now: Double) throws(JWTError) {
        try checkExpiry(claims.expiresAt, now)
        // nbf == now is valid already, exp == now not any more (RFC 7519 §4.1.4, §4.1.5).
        if let notBefore = claims.notBefore, now < notBefore - leeway.notBefore {
            throw .tokenNotYetValid(until: Date(timeIntervalSince1970: notBefore))
        }
        if let issuedAt = claims.issuedAt, now < issuedAt - leeway.issuedAt {
            throw .issuedInFuture(at: Date(timeIntervalSince1970: issuedAt))
        }
        try checkAge(claims.issuedAt, now)
    }

    private func checkExpiry(_ expiresAt: Double?, _ now: Double) throws(JWTError) {
        switch (expiry, expiresAt) {
        case (.unchecked, _), (.ifPresent, nil): return
        case (.required, nil): throw .claimMissing(name: "exp")
        case (_, let expiresAt?):
            guard now < expiresAt + leeway.expiry else {
                throw .tokenExpired(at: Date(timeIntervalSince1970: expiresAt))
            }
        }
    }

    private func checkAge(_ issuedAt: Double?, _ now: Double) throws(JWTError) {
        guard let maximumAge else { return }
        guard let issuedAt else { throw .claimMissing(name: "iat") }
        guard now - issuedAt <= maximumAge + leeway.issuedAt else {
            throw .tokenTooOld(issuedAt: Date(timeIntervalSince1970: issuedAt))
        }
    }
}

// MARK: - Parties

extension ClaimsValidator {
    private typealias Place = RegisteredClaims.Place

    private func checkIssuer(_ place: Place?, _ payload: JSONObject) throws(JWTError) {
        guard !issuer.isSettled(place) else { return }
        guard let place else { throw .claimMissing(name: "iss") }
        guard payload.string(at: place, isOneOf: issuer.octets) else {
            throw .issuerMismatch(expected: issuer.values, found: payload.string(at: place))
        }
    }

    private func checkSubject(_ place: Place?, _ payload: JSONObject) throws(JWTError) {
        guard !subject.isSettled(place) else { return }
        guard let place else { throw .claimMissing(name: "sub") }
        guard payload.string(at: place, isOneOf: subject.octets) else {
            throw .subjectMismatch(expected: subject.values, found: payload.string(at: place))
        }
    }

    private func checkAudience(_ place: Place?, _ payload: JSONObject) throws(JWTError) {
        guard !audience.isSettled(place) else { return }
        guard let place else { throw .claimMissing(name: "aud") }
        guard payload.audience(at: place, hasOneOf: audience.octets),
            audience.rule != .only || payload.audience(at: place).count == 1
        else {
            throw .audienceMismatch(expected: audience.values, found: payload.audience(at: place))
        }
    }
}
