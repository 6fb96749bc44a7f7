import FoundationEssentials

/// The rules of RFC 7519 §4.1 for one payload and one moment: pure, without a clock of its own.
struct ClaimsValidator: Sendable {
    private let issuer: ClaimExpectation
    private let audience: ClaimExpectation
    private let subject: ClaimExpectation
    private let required: [String]
    private let expiry: ExpiryRule
    private let leeway: TimeInterval
    private let maximumAge: TimeInterval?

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
        self.required = required
        self.expiry = expiry
        // Every comparison with NaN is false: it would let expired tokens pass or refuse all others.
        self.leeway = leeway.isFinite ? max(0, leeway) : 0
        self.maximumAge = maximumAge
    }

    func validate(_ payload: JSONObject, at now: Date) throws(JWTError) -> RegisteredClaims {
        let claims = try RegisteredClaims(payload)
        try checkTimes(claims, now.timeIntervalSince1970)
        try checkIssuer(claims.issuer, payload)
        try checkAudience(claims.audience, payload)
        try checkSubject(claims.subject, payload)
        try checkRequired(payload)
        return claims
    }
}

// MARK: - Times

extension ClaimsValidator {
    private func checkTimes(_ claims: RegisteredClaims, _ now: Double) throws(JWTError) {
        try checkExpiry(claims.expiresAt, now)
        // nbf == now is valid already, exp == now not any more (RFC 7519 §4.1.4, §4.1.5).
        if let notBefore = claims.notBefore, now < notBefore - leeway {
            throw .tokenNotYetValid(until: Date(timeIntervalSince1970: notBefore))
        }
        if let issuedAt = claims.issuedAt, now < issuedAt - leeway {
            throw .issuedInFuture(at: Date(timeIntervalSince1970: issuedAt))
        }
        try checkAge(claims.issuedAt, now)
    }

    private func checkExpiry(_ expiresAt: Double?, _ now: Double) throws(JWTError) {
        switch (expiry, expiresAt) {
        case (.unchecked, _), (.ifPresent, nil): return
        case (.required, nil): throw .claimMissing(name: "exp")
        case (_, let expiresAt?):
            guard now < expiresAt + leeway else {
                throw .tokenExpired(at: Date(timeIntervalSince1970: expiresAt))
            }
        }
    }

    private func checkAge(_ issuedAt: Double?, _ now: Double) throws(JWTError) {
        guard let maximumAge else { return }
        guard let issuedAt else { throw .claimMissing(name: "iat") }
        guard now - issuedAt <= maximumAge + leeway else {
            throw .tokenTooOld(issuedAt: Date(timeIntervalSince1970: issuedAt))
        }
    }
}

// MARK: - Parties

extension ClaimsValidator {
    private typealias Place = RegisteredClaims.Place

    private func checkIssuer(_ place: Place?, _ payload: JSONObject) throws(JWTError) {
        guard !isSettled(issuer, place) else { return }
        guard let place else { throw .claimMissing(name: "iss") }
        guard payload.string(at: place, isOneOf: issuer.octets) else {
            throw .issuerMismatch(expected: issuer.values, found: payload.string(at: place))
        }
    }

    private func checkSubject(_ place: Place?, _ payload: JSONObject) throws(JWTError) {
        guard !isSettled(subject, place) else { return }
        guard let place else { throw .claimMissing(name: "sub") }
        guard payload.string(at: place, isOneOf: subject.octets) else {
            throw .subjectMismatch(expected: subject.values, found: payload.string(at: place))
        }
    }

    private func checkAudience(_ place: Place?, _ payload: JSONObject) throws(JWTError) {
        guard !isSettled(audience, place) else { return }
        guard let place else { throw .claimMissing(name: "aud") }
        guard payload.audience(at: place, hasOneOf: audience.octets) else {
            throw .audienceMismatch(expected: audience.values, found: payload.audience(at: place))
        }
    }

    /// Whether the value need not be looked at.
    ///
    /// One that should be absent and is there goes on, and matches none of no values.
    private func isSettled(_ expectation: ClaimExpectation, _ place: Place?) -> Bool {
        switch expectation.rule {
        case .unchecked: true
        case .absent: place == nil
        case .anyOf: false
        }
    }

    /// `null` says as little as no claim at all.
    private func checkRequired(_ payload: JSONObject) throws(JWTError) {
        for name in required {
            guard let member = payload.member(name), member.kind != .null else {
                throw .claimMissing(name: name)
            }
        }
    }
}
