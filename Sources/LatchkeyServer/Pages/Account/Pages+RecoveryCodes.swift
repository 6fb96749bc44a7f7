import LatchkeyAccounts
import LatchkeyHummingbird

/// Codes for the day when the telephone is lost.
extension Pages {
    @Sendable func showRecoveryCodes(_ visit: PageVisit) async throws -> PageAnswer {
        let (account, _) = try await freshlySignedIn(visit, at: links.recoveryCodes)
        let (factors, left) = try await services.ownAccount.factors.list(of: account.id)
        guard !factors.isEmpty else { return .redirect(to: links.factors) }
        return try answer(recoveryCodesForm(left: left), for: visit)
    }

    /// Makes new ones; they are in this one answer and in no other.
    @Sendable func submitRecoveryCodes(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, _) = try await freshlySignedIn(visit, at: links.recoveryCodes)
        do {
            let codes = try await services.ownAccount.factors.replaceRecoveryCodes(of: account.id)
            return try answer(RecoveryCodesView(codes, account, links), for: visit)
        } catch AccountError.factorNotFound {
            return .redirect(to: links.factors)
        }
    }
}
