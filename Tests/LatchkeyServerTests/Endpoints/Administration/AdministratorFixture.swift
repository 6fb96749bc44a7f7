import Foundation
import HTTPTypes
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import Testing

@testable import LatchkeyServer

extension APIFixture {
    /// Somebody with the role, signed in just now.
    func signedInAdministrator(_ name: String = "root") async throws -> APITokens {
        let tokens = try await signUp(name)
        var change = AccountChange()
        change.roles = ["admin"]
        let id = try #require(UUIDv7(tokens.account))
        try await services.administration.change(id, change, by: nil)
        return try await logIn(name)
    }

    /// A person whose sign-in is no longer fresh, though the token is good.
    func staleAdministrator() async throws -> APITokens {
        _ = try await signedInAdministrator("stale")
        clock.set(-600)
        defer { clock.set(0) }
        return try await logIn("stale")
    }

    /// What was audited of a kind, youngest first.
    func audited(_ kind: AuditEvent.Kind) async throws -> [AuditEvent] {
        try await services.storage.read { tx in
            try tx.audit.events(matching: AuditFilter(kind: kind), before: nil, limit: 100).map(\.event)
        }
    }
}

extension APIAnswer {
    /// The members of a list's items.
    func items(_ member: String) throws -> [JSONValue] {
        guard case .array(let items)? = try json["items"] else { return [] }
        return items.map { item in
            guard case .object(let object) = item, let value = object[member] else { return .null }
            return value
        }
    }
}
