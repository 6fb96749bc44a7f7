import HTTPTypes
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

extension PagesFixture {
    /// A browser in which somebody with the role is signed in just now.
    func administrator(_ name: String = "root") async throws -> Browser {
        var browser = browser()
        try await browser.signUp(name)
        try await grant(["admin"], to: name)
        return browser
    }

    func grant(_ roles: [String], to name: String) async throws {
        var change = AccountChange()
        change.roles = roles
        try await services.administration.change(id(of: name), change, by: nil)
    }

    func id(of name: String) async throws -> UUIDv7 { try await services.accounts.account(named: name).id }

    /// What was audited of a kind, youngest first.
    func audited(_ kind: AuditEvent.Kind) async throws -> [AuditEvent] {
        try await services.storage.read { tx in
            try tx.audit.events(matching: AuditFilter(kind: kind), before: nil, limit: 100).map(\.event)
        }
    }
}

/// Every page of administrators that needs no identifier, and every form.
enum AdministrationPaths {
    static let pages = [
        "/admin", "/admin/accounts", "/admin/accounts/new", "/admin/invitations", "/admin/invitations/new",
        "/admin/clients", "/admin/clients/new",
        "/admin/keys",
        "/admin/audit",
    ]
    static let id = "019aa000-0000-7000-8000-000000000000"
    static let freshPages = ["/admin/accounts/new", "/admin/invitations/new", "/admin/clients/new"]
    static let accountForms = [
        "profile", "roles", "lock", "unlock", "end-sessions", "sessions/\(id)/end", "reset", "export",
        "delete",
    ]
    static let forms =
        accountForms.map { "/admin/accounts/\(id)/\($0)" } + [
            "/admin/accounts/new", "/admin/invitations/new", "/admin/invitations/\(id)/withdraw",
            "/admin/clients/new", "/admin/clients/\(id)/edit", "/admin/clients/\(id)/rotate",
            "/admin/clients/\(id)/delete", "/admin/keys/rotate",
        ]
}
