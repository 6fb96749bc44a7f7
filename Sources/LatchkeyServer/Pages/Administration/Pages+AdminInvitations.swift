import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    /// The invitations that wait.
    @Sendable func showInvitations(_ admin: AdminVisit) async throws -> PageAnswer {
        let after = admin.visit.query["after"]
        let address = after.flatMap(Invitations.Page.address)
        guard after == nil || address != nil else { throw NothingHere() }
        let page = try await services.oneTime.invitations.list(after: address, limit: Self.listSize)
        let view = InvitationsView(
            page.invitations,
            inviters: try await names(of: page.invitations),
            pager: PagerView(
                links.adminInvitations,
                cursor: ("after", page.cursor),
                isFirst: after == nil
            ),
            top: top(.accounts, admin),
            links: links
        )
        return try answer(view, for: admin.visit)
    }

    /// Takes an invitation back.
    @Sendable func withdrawInvitation(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        do {
            try await services.oneTime.invitations.withdraw(admin.id())
            return .redirect(to: AdminOutcome.withdrawn.appended(to: links.adminInvitations))
        } catch AccountError.invitationNotFound {
            return .redirect(to: AdminOutcome.alreadyWithdrawn.appended(to: links.adminInvitations))
        }
    }

    /// What the accounts that invited are called.
    private func names(of invitations: [Invitation]) async throws -> [UUIDv7: String] {
        let ids = Set(invitations.compactMap(\.inviter))
        return try await services.storage.read { tx in
            try ids.reduce(into: [:]) { $0[$1] = try tx.accounts.account($1)?.login }
        }
    }

    /// The form that invites somebody.
    @Sendable func showInvitationForm(_ admin: AdminVisit) async throws -> PageAnswer {
        try answer(InvitationView(top: top(.accounts, admin)), for: admin.visit)
    }

    /// Sends an invitation.
    @Sendable func submitInvitationForm(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        let (email, name) = (form.text("email"), form.text("name"))
        func refused(
            _ faults: [FieldError],
            alert: Phrase? = nil,
            status: HTTPResponse.Status
        ) throws -> PageAnswer {
            let view = InvitationView(
                form,
                faults: FieldFaults(faults),
                top: top(.accounts, admin, alert: alert)
            )
            return try answer(view, status: status, for: admin.visit)
        }
        do {
            try await services.oneTime.invitations.invite(
                email,
                name: name.isEmpty ? nil : name,
                roles: form.list("roles"),
                by: admin.account.id,
                language: admin.visit.language
            )
            return .redirect(to: AdminOutcome.invited.appended(to: links.adminInvitations))
        } catch AccountError.invalidFields(let faults) {
            return try refused(faults, status: .badRequest)
        } catch AccountError.emailTaken {
            return try refused([], alert: .emailTaken, status: .conflict)
        } catch AccountError.tooManyAttempts(let seconds) {
            return try refused([], alert: .tooManyMails, status: .tooManyRequests)
                .retrying(after: seconds)
        }
    }
}
