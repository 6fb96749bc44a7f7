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

    /// The form that makes an account.
    @Sendable func showNewAccount(_ admin: AdminVisit) async throws -> PageAnswer {
        let view = NewAccountView(minimumPasswordLength: minimumPasswordLength, top: top(.accounts, admin))
        return try answer(view, for: admin.visit)
    }

    /// Makes an account.
    @Sendable func submitNewAccount(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        func refused(
            _ faults: [FieldError],
            alert: Phrase? = nil,
            status: HTTPResponse.Status
        ) throws -> PageAnswer {
            let view = NewAccountView(
                form,
                faults: faults,
                minimumPasswordLength: minimumPasswordLength,
                top: top(.accounts, admin, alert: alert)
            )
            return try answer(view, status: status, for: admin.visit)
        }
        let (email, username, name) = (form.text("email"), form.text("username"), form.text("name"))
        let new = NewAccount(
            email: email.isEmpty ? nil : email,
            username: username.isEmpty ? nil : username,
            name: name.isEmpty ? nil : name,
            password: form["password"] ?? "",
            roles: form.list("roles")
        )
        do {
            let account = try await services.administration.create(new)
            return .redirect(to: AdminOutcome.accountMade.appended(to: links.adminAccount(account.id)))
        } catch AccountError.invalidFields(let faults) {
            return try refused(faults, status: .badRequest)
        } catch AccountError.emailTaken {
            return try refused([], alert: .emailTaken, status: .conflict)
        } catch AccountError.usernameTaken {
            return try refused([], alert: .usernameTaken, status: .conflict)
        } catch AccountError.busy(let seconds) {
            return try refused([], alert: .busy, status: .serviceUnavailable).retrying(after: seconds)
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
