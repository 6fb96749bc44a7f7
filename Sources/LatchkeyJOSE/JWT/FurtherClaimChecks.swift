import FoundationEssentials

/// The rules that few verifiers have, behind one reference: the others look at nothing but that it is not there.
final class FurtherClaimChecks: Sendable {
    fileprivate let tokenID: ClaimExpectation
    fileprivate let checks: [any ClaimCheck]

    init(tokenID: ClaimExpectation = .unchecked, checks: [any ClaimCheck] = []) {
        self.tokenID = tokenID
        self.checks = checks
    }

    func check(_ claims: RegisteredClaims, _ payload: JSONObject, at now: Date) throws(JWTError) {
        try checkTokenID(claims.tokenID, payload)
        for check in checks {
            try check.check(payload, at: now)
        }
    }

    private func checkTokenID(_ place: RegisteredClaims.Place?, _ payload: JSONObject) throws(JWTError) {
        guard !tokenID.isSettled(place) else { return }
        guard let place else { throw .claimMissing(name: "jti") }
        guard payload.string(at: place, isOneOf: tokenID.octets) else {
            throw .tokenIDMismatch(expected: tokenID.values, found: payload.string(at: place))
        }
    }
}

extension FurtherClaimChecks? {
    func with(tokenID: ClaimExpectation) -> FurtherClaimChecks {
        FurtherClaimChecks(tokenID: tokenID, checks: self?.checks ?? [])
    }

    func with(_ check: some ClaimCheck) -> FurtherClaimChecks {
        FurtherClaimChecks(tokenID: self?.tokenID ?? .unchecked, checks: (self?.checks ?? []) + [check])
    }
}
