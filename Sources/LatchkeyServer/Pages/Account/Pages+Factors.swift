import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

/// Second factors: what there is, another one with its QR code, and an end to one.
extension Pages {
    @Sendable func showFactors(_ visit: PageVisit) async throws -> PageAnswer {
        let (account, _) = try await signedIn(visit, at: links.factors)
        let (factors, left) = try await services.ownAccount.factors.list(of: account.id)
        let view = FactorsView(
            factors,
            recoveryCodesLeft: left,
            notice: Outcome(visit.query)?.text,
            now: now()
        )
        return try answer(view, for: visit)
    }

    /// Asks what to call it.
    @Sendable func showNewFactor(_ visit: PageVisit) async throws -> PageAnswer {
        _ = try await freshlySignedIn(visit, at: links.newFactor)
        return try answer(newFactorView(), for: visit)
    }

    /// Begins a factor, and leads to the page with its secret.
    @Sendable func submitNewFactor(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, session) = try await freshlySignedIn(visit, at: links.newFactor)
        let name = (form["name"] ?? "").trimmedName
        do {
            let begun = try await services.ownAccount.factors.begin(
                for: account.id,
                in: session.id,
                named: name.isEmpty ? nil : name
            )
            return .redirect(to: links.factor(begun.factor.id))
        } catch AccountError.invalidFields(let faults) {
            let view = newFactorView(typed: name, fault: faults.first)
            return try answer(view, status: .badRequest, for: visit)
        } catch AccountError.sessionNotFound {
            throw signInFirst(at: links.newFactor)
        }
    }

    /// The secret of a factor that has been begun here and is not confirmed yet.
    @Sendable func showFactor(_ visit: PageVisit) async throws -> PageAnswer {
        guard let id = factorID(visit) else { return factorIsGone }
        let (account, session) = try await freshlySignedIn(visit, at: links.factor(id))
        do {
            let begun = try await services.ownAccount.factors.enrolment(id, for: account.id, in: session.id)
            return try answer(FactorView(begun, links), for: visit)
        } catch let error as AccountError where error.isAboutFactor {
            return factorIsGone
        }
    }

    /// Confirms a factor by its first code; recovery codes are in this one answer and in no other.
    @Sendable func submitFactor(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        guard let id = factorID(visit) else { return factorIsGone }
        let (account, session) = try await signedIn(visit, at: links.factors)
        let factors = services.ownAccount.factors
        let code = form["code"] ?? ""
        do {
            let confirmed = try await factors.confirm(id, by: code, for: account.id, in: session.id)
            guard let codes = confirmed.recoveryCodes else {
                return .redirect(to: Outcome.factorAdded.appended(to: links.factors))
            }
            let view = RecoveryCodesView(codes, account, notice: Outcome.factorAdded.text, links)
            return try answer(view, for: visit)
        } catch AccountError.invalidFields {
            _ = try await freshlySignedIn(visit, at: links.factor(id))
            let begun = try await factors.enrolment(id, for: account.id, in: session.id)
            let view = FactorView(begun, links, codeIsMissing: code.allSatisfy(\.isWhitespace))
            return try answer(view, status: .badRequest, for: visit)
        } catch let error as AccountError where error.isAboutFactor {
            return factorIsGone
        }
    }

    /// Says what it means to go without the factor.
    @Sendable func showFactorRemoval(_ visit: PageVisit) async throws -> PageAnswer {
        guard let id = factorID(visit) else { return factorIsGone }
        let (account, _) = try await freshlySignedIn(visit, at: links.factorRemoval(id))
        let (factors, _) = try await services.ownAccount.factors.list(of: account.id)
        guard let factor = factors.first(where: { $0.id == id }) else { return factorIsGone }
        return try answer(factorRemovalView(factor, isLast: factors.count == 1), for: visit)
    }

    @Sendable func submitFactorRemoval(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        guard let id = factorID(visit) else { return factorIsGone }
        let (account, _) = try await freshlySignedIn(visit, at: links.factorRemoval(id))
        do {
            try await services.ownAccount.factors.remove(id, of: account.id)
            return .redirect(to: Outcome.factorRemoved.appended(to: links.factors))
        } catch AccountError.factorNotFound {
            return factorIsGone
        }
    }

    private func factorID(_ visit: PageVisit) -> UUIDv7? { visit.parameters.get("id").flatMap { UUIDv7($0) } }

    private var factorIsGone: PageAnswer { .redirect(to: Outcome.factorGone.appended(to: links.factors)) }
}

extension AccountError {
    /// Whether there is no such factor, or none in this session.
    fileprivate var isAboutFactor: Bool { self == .factorNotFound || self == .sessionNotFound }
}
