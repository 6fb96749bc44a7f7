import LatchkeyAccounts

extension APISchema {
    /// An account as administrators see it.
    static let administeredAccount = APISchema.object([
        .always("id", identifier),
        .always("email", .nullable(.text())),
        .always("username", .nullable(.text())),
        .always("name", .nullable(.text())),
        .always("email_verified", .boolean),
        .always("roles", .list(.text())),
        .always("created_at", time),
        .always("locked", .boolean),
        .always("locked_at", .nullable(time)),
    ])

    /// An invitation that waits, without its token.
    static let invitation = APISchema.object([
        .always("id", identifier),
        .always("email", .text()),
        .always("name", .nullable(.text())),
        .always("roles", .list(.text())),
        .always("invited_by", .nullable(identifier), "An account; `null` for the command line."),
        .always("created_at", time),
        .always("expires_at", time),
    ])

    /// A signing key, without its private part.
    static let signingKey = APISchema.object([
        .always("kid", .text()),
        .always("alg", .text()),
        .always("state", .oneOf(["next", "active", "retired"])),
        .always("age", .integer(atLeast: 0), "Seconds since it was made."),
        .always("created_at", time),
        .always("activates_at", time),
        .always("expires_at", .nullable(time), "When the last token it signed has expired."),
        .always("jwk", .nullable(.anyObject), "The public key; `null` for a shared secret."),
    ])

    /// An event of the audit log.
    static let auditEvent = APISchema.object([
        .always("sequence", .integer(atLeast: 1)),
        .always("recorded_at", time),
        .always("kind", .oneOf(AuditEvent.Kind.allCases.map(\.rawValue))),
        .always("account_id", .nullable(identifier)),
        .always("session_id", .nullable(identifier)),
        .always("actor", .nullable(.text()), "Who did it, where it was not the account concerned."),
        .always("reason", .nullable(.text())),
        .always("detail", .nullable(.text()), "Personal detail; `null` once it is erased."),
    ])
}
