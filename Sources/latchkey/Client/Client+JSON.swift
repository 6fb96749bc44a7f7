import LatchkeyJOSE
import LatchkeyOAuth
import LatchkeyTokens

extension Client {
    /// The client for programs, as the HTTP API tells of it.
    var json: JSONObject { .unique(members) }

    fileprivate var members: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [
            ("id", .string(id.description)),
            ("name", .string(name)),
            ("authentication", .string(authentication.rawValue)),
            ("grant_types", .array(grantNames.map { .string($0) })),
            ("scope", .string(scope.description)),
            ("audience", .array(audience.map { .string($0) })),
            ("created_at", .string(Timestamp.text(createdAt))),
            ("last_used_at", lastUsedAt.map { .string(Timestamp.text($0)) } ?? .null),
        ]
        if let end = secrets?.previousEndsAt {
            members.append(("previous_secret_ends_at", .string(Timestamp.text(end))))
        }
        if let keys = keys.flatMap({ try? JSONObject(json: $0) }) { members.append(("jwks", .object(keys))) }
        return members
    }

    /// The grants in the order in which they are documented.
    var grantNames: [String] { GrantType.allCases.filter(grants.contains).map(\.rawValue) }
}

extension Clients.Issued {
    /// The client with its new secret.
    var json: JSONObject {
        .unique(client.members + (secret.map { [("client_secret", .string($0))] } ?? []))
    }
}
