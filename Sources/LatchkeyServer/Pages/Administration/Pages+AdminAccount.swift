import FoundationEssentials
import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// One account of somebody.
extension Pages {
    /// Everything about an account that an administrator sees or changes.
    @Sendable func showAccountOfOther(_ admin: AdminVisit) async throws -> PageAnswer {
        try await account(admin.id(), for: admin)
    }

    /// Changes names and address.
    @Sendable func changeProfile(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        var change = AccountChange()
        let (name, username, email) = (form.text("name"), form.text("username"), form.text("email"))
        change.name = .some(name.isEmpty ? nil : name)
        change.username = .some(username.isEmpty ? nil : username)
        change.email = .some(email.isEmpty ? nil : email)
        return try await apply(change, .saved, form, admin)
    }

    /// Sets the roles, exactly those that were typed.
    @Sendable func changeRoles(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        var change = AccountChange()
        change.roles = form.list("roles")
        return try await apply(change, .rolesSet, form, admin)
    }

    /// Locks the account: every session and token of it ends at once.
    @Sendable func lockAccount(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        var change = AccountChange()
        change.isLocked = true
        return try await apply(change, .locked, form, admin)
    }

    /// Opens the account again.
    @Sendable func unlockAccount(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        var change = AccountChange()
        change.isLocked = false
        return try await apply(change, .unlocked, form, admin)
    }

    /// Ends every session of the account.
    @Sendable func endSessionsOfOther(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        let id = try admin.id()
        try await services.ending.endAll(of: id, as: .revoked)
        return .redirect(to: AdminOutcome.sessionsEnded.appended(to: links.adminAccount(id)))
    }

    /// Ends one session of the account.
    @Sendable func endSessionOfOther(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        let (id, session) = (try admin.id(), try admin.id("session"))
        do {
            try await services.ending.end(session, of: id, as: .revoked)
            return .redirect(to: AdminOutcome.sessionEnded.appended(to: links.adminAccount(id)))
        } catch AccountError.sessionNotFound {
            return .redirect(to: AdminOutcome.alreadyEnded.appended(to: links.adminAccount(id)))
        }
    }

    /// Sends the link that sets a new password to the account's own address.
    @Sendable func sendReset(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        let id = try admin.id()
        guard let account = try await services.accounts.account(id), let email = account.email,
            !account.isLocked
        else { throw NothingHere() }
        do {
            try await services.oneTime.passwordReset.request(email, admin.visit.mailRequested)
            return .redirect(to: AdminOutcome.mailSent.appended(to: links.adminAccount(id)))
        } catch AccountError.tooManyAttempts(let seconds) {
            return try await self.account(id, alert: .tooManyMails, status: .tooManyRequests, for: admin)
                .retrying(after: seconds)
        }
    }

    /// Hands out what is kept about the person, as a file.
    @Sendable func exportAccount(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        let data = try await services.ownAccount.personalData.data(of: admin.id())
        let file = PageAnswer.File(
            name: "latchkey-account.json",
            type: "application/json",
            octets: Array(try data.json().json().utf8)
        )
        return PageAnswer(status: .ok, file: file)
    }

    /// Deletes the account, once its name was typed.
    @Sendable func deleteAccountOfOther(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        let id = try admin.id()
        guard let account = try await services.accounts.account(id) else { throw NothingHere() }
        guard form.text("confirmation").utf8.elementsEqual(account.login.utf8) else {
            let faults = [FieldError("confirmation", .incorrect)]
            return try await self.account(id, faults: faults, status: .badRequest, for: admin)
        }
        do {
            try await services.administration.delete(id, by: admin.account.id)
            return .redirect(to: AdminOutcome.accountDeleted.appended(to: links.adminAccounts))
        } catch let error as AccountError {
            return try await refused(error, id, form, admin)
        }
    }

    // MARK: Steps

    private func apply(
        _ change: AccountChange,
        _ outcome: AdminOutcome,
        _ form: FormFields,
        _ admin: AdminVisit
    ) async throws -> PageAnswer {
        let id = try admin.id()
        do {
            try await services.administration.change(id, change, by: admin.account.id)
            return .redirect(to: outcome.appended(to: links.adminAccount(id)))
        } catch let error as AccountError {
            return try await refused(error, id, form, admin)
        }
    }

    private func refused(
        _ error: AccountError,
        _ id: UUIDv7,
        _ form: FormFields,
        _ admin: AdminVisit
    ) async throws -> PageAnswer {
        let alert: Phrase
        switch error {
        case .invalidFields(let faults):
            return try await account(id, typed: form, faults: faults, status: .badRequest, for: admin)
        case .emailTaken: alert = .emailTaken
        case .usernameTaken: alert = .usernameTaken
        case .ownAccount: alert = .ownAccount
        case .lastAdministrator: alert = .lastAdministrator
        default: throw error
        }
        return try await account(id, typed: form, alert: alert, status: .conflict, for: admin)
    }

    private func account(
        _ id: UUIDv7,
        typed: FormFields? = nil,
        faults: [FieldError] = [],
        alert: Phrase? = nil,
        status: HTTPResponse.Status = .ok,
        for admin: AdminVisit
    ) async throws -> PageAnswer {
        guard let account = try await services.accounts.account(id) else { throw NothingHere() }
        let sessions = try await services.sessions.page(of: id, limit: DevicesView.sessionLimit)
        let view = AdminAccountView(
            account,
            sessions: sessions.sessions,
            hasMore: sessions.next != nil,
            typed: typed,
            faults: FieldFaults(faults),
            isOwn: account.id == admin.account.id,
            top: top(.accounts, admin, alert: alert),
            links: links
        )
        return try answer(view, status: status, for: admin.visit)
    }
}
