import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens

extension Account {
    /// The account for programs: what the HTTP API tells of it, and when it was locked.
    var json: JSONObject {
        .unique([
            ("id", .string(id.description)),
            ("email", email.map(JSONValue.string) ?? .null),
            ("username", username.map(JSONValue.string) ?? .null),
            ("name", name.map(JSONValue.string) ?? .null),
            ("email_verified", .bool(emailVerified)),
            ("roles", .array(roles.map(JSONValue.string))),
            ("created_at", .string(Timestamp.text(createdAt))),
            ("locked_at", lockedAt.map { .string(Timestamp.text($0)) } ?? .null),
        ])
    }

    /// `open`, or `locked`.
    var state: String { isLocked ? "locked" : "open" }
}
