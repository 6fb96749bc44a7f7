import FoundationEssentials
public import LatchkeyJOSE
import LatchkeyTokens

extension PersonalData {
    /// The data as one JSON object; times in RFC 3339.
    public func json() throws -> JSONObject {
        try JSONObject(members: [
            ("account", .object(try JSONObject(members: accountMembers))),
            ("sessions", .array(try sessions.map { .object(try Self.object($0)) })),
            ("factors", .array(try factors.map { .object(try Self.object($0)) })),
            ("recovery_codes_left", .integer(Int64(recoveryCodesLeft))),
            ("devices", .array(try devices.map { .object(try Self.object($0)) })),
            ("events", .array(try events.map { .object(try Self.object($0)) })),
        ])
    }

    private var accountMembers: [(name: String, value: JSONValue)] {
        [
            ("id", .string(account.id.description)),
            ("email", .orNull(account.email)),
            ("username", .orNull(account.username)),
            ("name", .orNull(account.name)),
            ("email_verified", .bool(account.emailVerified)),
            ("has_password", .bool(hasPassword)),
            ("roles", .array(account.roles.map { .string($0) })),
            ("created_at", .moment(account.createdAt)),
            ("locked_at", .orNull(account.lockedAt)),
        ]
    }

    private static func object(_ session: Session) throws -> JSONObject {
        try JSONObject(members: [
            ("id", .string(session.id.description)),
            ("client_id", .string(session.clientID)),
            ("scope", .string(session.scope.description)),
            ("device", .orNull(session.device)),
            ("name", .string(session.name)),
            ("address", .orNull(session.address)),
            ("authentication_methods", .array(session.authenticationMethods.map { .string($0) })),
            ("authenticated_at", .moment(session.authenticatedAt)),
            ("created_at", .moment(session.createdAt)),
            ("last_seen_at", .moment(session.lastSeenAt)),
            ("expires_at", .moment(min(session.expiresAt, session.idleExpiresAt))),
            ("ended_at", .orNull(session.endedAt)),
            ("end_reason", .orNull(session.end?.rawValue)),
        ])
    }

    private static func object(_ factor: Factor) throws -> JSONObject {
        try JSONObject(members: [
            ("id", .string(factor.id.description)),
            ("kind", .string(factor.kind.rawValue)),
            ("name", .string(factor.name)),
            ("created_at", .moment(factor.createdAt)),
            ("confirmed_at", .orNull(factor.confirmedAt)),
            ("last_used_at", .orNull(factor.lastUsedAt)),
        ])
    }

    private static func object(_ device: KnownDevice) throws -> JSONObject {
        try JSONObject(members: [
            ("device", .orNull(device.device)),
            ("created_at", .moment(device.createdAt)),
            ("last_seen_at", .moment(device.lastSeenAt)),
            ("expires_at", .moment(device.expiresAt)),
        ])
    }

    private static func object(_ recorded: RecordedAuditEvent) throws -> JSONObject {
        try JSONObject(members: [
            ("sequence", .integer(recorded.sequence)),
            ("recorded_at", .moment(recorded.recordedAt)),
            ("kind", .string(recorded.event.kind.rawValue)),
            ("session_id", .orNull(recorded.event.sessionID?.description)),
            ("reason", .orNull(recorded.event.reason)),
            ("detail", .orNull(recorded.event.detail)),
        ])
    }
}

extension JSONValue {
    fileprivate static func orNull(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    fileprivate static func orNull(_ date: Date?) -> JSONValue { date.map { .moment($0) } ?? .null }

    fileprivate static func moment(_ date: Date) -> JSONValue {
        .string(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
