// The tables of people: accounts, what proves who they are, and their sessions.

extension StoredTable {
    static let account = StoredTable(
        "account",
        key: ["id"],
        .id("id"),
        .text("email").optional,
        .text("username").optional,
        .text("name").optional,
        .flag("email_verified"),
        .integer("epoch"),
        .integer("locked_at").optional,
        .integer("created_at")
    )

    static let credential = StoredTable(
        "credential",
        key: ["account_id", "kind"],
        .id("account_id"),
        .text("kind"),
        .text("secret"),
        .integer("updated_at")
    )

    static let externalIdentity = StoredTable(
        "external_identity",
        // By account first, for which there is an index whatever the collation.
        key: ["account_id", "provider", "subject"],
        .text("provider"),
        .text("subject"),
        .id("account_id"),
        .integer("created_at")
    )

    static let roleGrant = StoredTable(
        "role_grant",
        key: ["position"],
        .integer("position"),
        .id("account_id"),
        .text("role"),
        .id("organisation").optional,
        .integer("granted_at")
    )

    static let emailChange = StoredTable(
        "email_change",
        key: ["account_id"],
        .id("account_id"),
        .text("old_email").optional,
        .text("new_email"),
        .flag("approved"),
        .flag("confirmed"),
        .integer("expires_at")
    )

    static let accountImport = StoredTable(
        "account_import",
        key: ["key"],
        .octets("key"),
        .integer("rows"),
        .integer("imported"),
        .integer("refused"),
        .flag("finished"),
        .integer("updated_at")
    )

    static let importRefusal = StoredTable(
        "account_import_refusal",
        key: ["key", "line"],
        .octets("key"),
        .integer("line"),
        .text("field").optional,
        .text("reason")
    )

    static let factor = StoredTable(
        "factor",
        key: ["id"],
        .id("id"),
        .id("account_id"),
        .text("kind"),
        .text("name"),
        .octets("sealed"),
        .id("session_id"),
        .integer("created_at"),
        .integer("confirmed_at").optional,
        .integer("last_used_at").optional,
        .integer("last_step").optional
    )

    static let recoveryCode = StoredTable(
        "recovery_code",
        key: ["account_id", "digest"],
        .id("account_id"),
        .octets("digest")
    )

    static let knownDevice = StoredTable(
        "known_device",
        key: ["digest", "account_id"],
        .octets("digest"),
        .id("account_id"),
        .octets("fingerprint"),
        .text("device").optional,
        .integer("created_at"),
        .integer("last_seen_at"),
        .integer("expires_at")
    )

    static let session = StoredTable(
        "session",
        key: ["id"],
        .id("id"),
        .id("account_id"),
        .text("client_id"),
        .integer("account_epoch"),
        .integer("authenticated_at"),
        .text("authentication_methods"),
        .text("scope"),
        .text("audience").optional,
        .integer("created_at"),
        .integer("last_seen_at"),
        .integer("expires_at"),
        .integer("idle_expires_at"),
        .integer("access_expires_at"),
        .integer("ended_at").optional,
        .text("end_reason").optional,
        .integer("counter"),
        .octets("nonce_digest"),
        .octets("browser_digest").optional,
        .integer("rotated_at"),
        .octets("fingerprint"),
        .integer("replays"),
        .flag("replayed_elsewhere"),
        .integer("shared_generations"),
        .text("device").optional,
        .text("address").optional,
        .text("device_name").optional,
        .octets("device_digest").optional,
        .integer("status_index").optional
    )

    static let loginFailure = StoredTable(
        "login_failure",
        key: ["digest"],
        .octets("digest"),
        .id("account_id").optional,
        .integer("count"),
        .integer("blocked_until"),
        .integer("updated_at")
    )
}
