import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

/// The names of an account, and the way to another e-mail address.
extension Pages {
    @Sendable func showProfile(_ visit: PageVisit) async throws -> PageAnswer {
        let (account, _) = try await signedIn(visit, at: links.profile)
        var view = ProfileView(account)
        view.notice = Outcome(visit.query)?.text
        return try answer(view, for: visit)
    }

    /// Saves name and user name, or says beside each what is wrong.
    @Sendable func submitProfile(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, _) = try await signedIn(visit, at: links.profile)
        let typed = ProfileForm(form)
        do {
            try await services.accounts.change(account.id, typed.changes)
            return .redirect(to: Outcome.profileSaved.appended(to: links.profile))
        } catch AccountError.invalidFields(let faults) {
            let view = ProfileView(account, typed, faults: ProfileFaults(faults))
            return try answer(view, status: .badRequest, for: visit)
        } catch AccountError.usernameTaken {
            let view = ProfileView(account, typed, faults: .usernameTaken)
            return try answer(view, status: .conflict, for: visit)
        }
    }

    /// Sends the mail that confirms the address once more.
    @Sendable func submitVerification(_ visit: PageVisit, _ form: FormFields) async throws -> PageAnswer {
        let (account, _) = try await signedIn(visit, at: links.profile)
        try await services.oneTime.emailVerification.request(account: account.id, visit.mailRequested)
        return .redirect(to: Outcome.verificationSent.appended(to: links.profile))
    }
}
