import LatchkeyTokens

/// The paths of the pages of administrators.
extension PageLinks {
    var admin: String { base + "/admin" }
    var adminAccounts: String { base + "/admin/accounts" }
    var adminNewAccount: String { base + "/admin/accounts/new" }
    var adminInvitations: String { base + "/admin/invitations" }
    var adminNewInvitation: String { base + "/admin/invitations/new" }
    var adminClients: String { base + "/admin/clients" }
    var adminNewClient: String { base + "/admin/clients/new" }
    var adminKeys: String { base + "/admin/keys" }
    var adminAudit: String { base + "/admin/audit" }

    func adminAccount(_ id: UUIDv7) -> String { "\(adminAccounts)/\(id)" }
    func adminClient(_ id: UUIDv7) -> String { "\(adminClients)/\(id)" }
    func adminClientForm(_ id: UUIDv7) -> String { adminClient(id) + "/edit" }
}
