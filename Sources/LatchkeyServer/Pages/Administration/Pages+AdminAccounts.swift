import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyTokens

extension Pages {
    /// How many rows a page of a list has.
    static let listSize = 50

    /// Accounts, all or those with a piece of text in a name or address.
    @Sendable func showAccounts(_ admin: AdminVisit) async throws -> PageAnswer {
        let typed = (admin.visit.query["search"] ?? "").trimmedName
        let search = typed.utf8.count <= 254 ? typed : ""
        // One more than is shown tells whether there is a next page.
        let found = try await services.accounts.list(
            after: admin.cursor(),
            limit: Self.listSize + 1,
            matching: search.isEmpty ? nil : search
        )
        let page = found.prefix(Self.listSize)
        let next = found.count > page.count ? page.last?.id.description : nil
        let view = AccountsView(
            Array(page),
            search: search,
            pager: PagerView(
                links.adminAccounts,
                kept: search.isEmpty ? [] : [("search", search)],
                cursor: ("after", next),
                isFirst: admin.visit.query["after"] == nil
            ),
            top: top(.accounts, admin),
            links: links
        )
        return try answer(view, for: admin.visit)
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
            return .redirect(to: AdminOutcome.invited.appended(to: links.adminAccounts))
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

extension FormFields {
    /// What was typed, without white space around it.
    func text(_ name: String) -> String { (self[name] ?? "").trimmedName }

    /// Words between white space or commas.
    func list(_ name: String) -> [String] {
        (self[name] ?? "").utf8.split {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0)
        }
        .map { String(Substring($0)) }
    }
}
