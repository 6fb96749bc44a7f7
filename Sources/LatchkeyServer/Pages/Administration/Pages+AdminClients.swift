import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyOAuth
import LatchkeyTokens

extension Pages {
    /// The clients in the order of their registration.
    @Sendable func showClients(_ admin: AdminVisit) async throws -> PageAnswer {
        let found = try await services.oauth.clients.list(after: admin.cursor(), limit: Self.listSize + 1)
        let page = found.prefix(Self.listSize)
        let next = found.count > page.count ? page.last?.id.description : nil
        let view = ClientsView(
            Array(page),
            pager: PagerView(
                links.adminClients,
                cursor: ("after", next),
                isFirst: admin.visit.query["after"] == nil
            ),
            top: top(.clients, admin),
            links: links
        )
        return try answer(view, for: admin.visit)
    }

    /// The form that registers a client.
    @Sendable func showNewClient(_ admin: AdminVisit) async throws -> PageAnswer {
        try answer(ClientFormView(top: top(.clients, admin), links: links), for: admin.visit)
    }

    /// Registers a client, and shows its secret this once.
    @Sendable func submitNewClient(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        let authentication = ClientAuthenticationMethod(rawValue: form.text("authentication")) ?? .secret
        do {
            let issued = try await services.oauth.clients.add(
                ClientSettings(form),
                authentication: authentication
            )
            return try show(issued, in: admin)
        } catch ClientError.invalidFields(let faults) {
            let top = top(.clients, admin)
            let view = ClientFormView(form, faults: FieldFaults(faults), top: top, links: links)
            return try answer(view, status: .badRequest, for: admin.visit)
        }
    }

    /// The form that changes a client.
    @Sendable func showClientForm(_ admin: AdminVisit) async throws -> PageAnswer {
        let client = try await services.oauth.clients.client(admin.id())
        return try answer(ClientFormView(client, top: top(.clients, admin), links: links), for: admin.visit)
    }

    /// Changes a client.
    @Sendable func submitClientForm(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        let id = try admin.id()
        do {
            _ = try await services.oauth.clients.change(id, to: ClientSettings(form))
            return .redirect(to: AdminOutcome.clientChanged.appended(to: links.adminClient(id)))
        } catch ClientError.invalidFields(let faults) {
            let client = try await services.oauth.clients.client(id)
            let top = top(.clients, admin)
            let view = ClientFormView(client, form, faults: FieldFaults(faults), top: top, links: links)
            return try answer(view, status: .badRequest, for: admin.visit)
        }
    }

    /// One client.
    @Sendable func showClient(_ admin: AdminVisit) async throws -> PageAnswer {
        let client = try await services.oauth.clients.client(admin.id())
        let view = ClientView(client, top: top(.clients, admin), links: links, now: admin.now)
        return try answer(view, for: admin.visit)
    }

    /// Gives a client a new secret, and shows it this once.
    @Sendable func rotateClient(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        let overlap = ClientView.overlaps.first { $0.value == form["overlap"] }?.seconds
        guard let overlap else { throw FormRefusal.unreadable }
        do {
            let issued = try await services.oauth.clients.rotateSecret(of: admin.id(), overlap: overlap)
            return try show(issued, in: admin)
        } catch ClientError.noSecret {
            throw NothingHere()
        }
    }

    /// Deletes a client: whatever it or somebody through it has is refused at once.
    @Sendable func deleteClient(_ admin: AdminVisit, _ form: FormFields) async throws -> PageAnswer {
        try await services.oauth.clients.delete(admin.id())
        return .redirect(to: AdminOutcome.clientDeleted.appended(to: links.adminClients))
    }

    /// A client without a secret has nothing that must be seen now.
    private func show(_ issued: Clients.Issued, in admin: AdminVisit) throws -> PageAnswer {
        guard let secret = issued.secret else {
            return .redirect(to: AdminOutcome.clientSaved.appended(to: links.adminClient(issued.client.id)))
        }
        let view = ClientSecretView(
            client: issued.client,
            secret: secret,
            top: top(.clients, admin),
            links: links
        )
        return try answer(view, for: admin.visit)
    }
}

extension ClientSettings {
    /// What was typed: everything that can be said, for an empty field says something, too.
    fileprivate init(_ form: FormFields) {
        let keys = form.text("jwks")
        self.init(
            name: form.text("name"),
            grants: Set(GrantType.allCases.filter(form.has)),
            scope: Scope(form.list("scope")),
            audience: form.list("audience"),
            keys: keys.isEmpty ? nil : keys
        )
    }
}
