// The tables of tokens, keys and clients, of what is worked off, and of what is recorded.

extension StoredTable {
    static let opaqueSession = StoredTable(
        "opaque_session",
        key: ["id"],
        .id("id"),
        .octets("digest"),
        .text("subject"),
        .text("claims"),
        .integer("created_at"),
        .integer("last_seen_at"),
        .integer("idle_expires_at"),
        .integer("expires_at")
    )

    static let oneTimeToken = StoredTable(
        "one_time_token",
        key: ["digest"],
        .octets("digest"),
        .text("purpose"),
        .text("subject"),
        .text("binding").optional,
        .text("claims"),
        .integer("created_at"),
        .integer("expires_at"),
        .integer("attempts_left").optional
    )

    static let revocation = StoredTable(
        "revocation",
        key: ["sequence"],
        .integer("sequence"),
        .integer("kind"),
        .id("target"),
        .integer("epoch_below").optional,
        .text("name").optional,
        .integer("expires_at")
    )

    static let ringKey = StoredTable(
        "ring_key",
        key: ["key_id"],
        .text("key_id"),
        .text("algorithm"),
        .octets("sealed"),
        .integer("created_at"),
        .integer("activates_at"),
        .integer("expires_at").optional
    )

    static let statusPlace = StoredTable(
        "status_place",
        key: ["place"],
        .integer("place"),
        .id("holder").optional,
        .integer("expires_at").optional
    )

    static let mail = StoredTable(
        "mail",
        // The order in which mails that are due at once are sent.
        key: ["position"],
        .integer("position"),
        .id("id"),
        .text("kind"),
        .octets("recipient_digest"),
        .octets("sealed").optional,
        .integer("created_at"),
        .integer("due_at").optional,
        .integer("leased_until").optional,
        .integer("attempts"),
        .integer("sent_at").optional,
        .text("last_failure").optional
    )

    static let client = StoredTable(
        "client",
        key: ["id"],
        .id("id"),
        .text("name"),
        .text("authentication"),
        .octets("secret_digest").optional,
        .octets("previous_secret_digest").optional,
        .integer("previous_secret_ends_at").optional,
        .text("keys").optional,
        .text("grants"),
        .text("scope"),
        .text("audience"),
        .integer("created_at"),
        .integer("last_used_at").optional
    )

    static let clientAssertion = StoredTable(
        "client_assertion",
        key: ["digest"],
        .octets("digest"),
        .integer("expires_at")
    )

    static let auditEvent = StoredTable(
        "audit_event",
        key: ["sequence"],
        .integer("sequence"),
        .integer("recorded_at"),
        .text("kind"),
        .id("account_id").optional,
        .id("session_id").optional,
        .octets("digest").optional,
        .text("reason").optional,
        .text("actor").optional,
        .id("node"),
        .integer("chain_index").optional,
        .octets("seal").optional,
        .octets("detail_seal").optional
    )

    static let auditDetail = StoredTable(
        "audit_detail",
        key: ["sequence"],
        .integer("sequence"),
        .id("account_id").optional,
        .text("detail"),
        .octets("salt").optional
    )

    static let auditChain = StoredTable(
        "audit_chain",
        key: ["node"],
        .id("node"),
        .integer("length"),
        .octets("seal"),
        .integer("sealed_at"),
        .octets("mac")
    )

    static let auditCursor = StoredTable(
        "audit_cursor",
        key: ["subscriber"],
        .text("subscriber"),
        .integer("sequence"),
        .integer("updated_at")
    )

    static let webhookDelivery = StoredTable(
        "webhook_delivery",
        key: ["id"],
        .id("id"),
        .text("endpoint"),
        .text("type"),
        .text("body"),
        .integer("attempts"),
        .integer("created_at"),
        .integer("due_at")
    )
}
