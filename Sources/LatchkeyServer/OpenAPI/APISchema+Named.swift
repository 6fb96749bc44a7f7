import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyOAuth

extension APISchema {
    /// The schemas that several operations share.
    static let named: [(name: String, schema: APISchema)] = [
        ("Account", account), ("Session", session), ("Factor", .object(factor)),
        ("RecoveryCodes", recoveryCodes), ("Tokens", tokens), ("Problem", problem), ("Client", client),
        ("OAuthError", oauthError),
        ("AdministeredAccount", administeredAccount), ("SigningKey", signingKey), ("Invitation", invitation),
        ("AuditEvent", auditEvent),
    ]

    static let identifier = APISchema.text(format: "uuid")
    static let time = APISchema.text(format: "date-time")

    private static let account = APISchema.object([
        .always("id", identifier),
        .always("email", .nullable(.text())),
        .always("username", .nullable(.text())),
        .always("name", .nullable(.text())),
        .always("email_verified", .boolean),
        .always("roles", .list(.text())),
        .always("created_at", time),
    ])

    private static let session = APISchema.object([
        .always("id", identifier),
        .always("current", .boolean, "Whether it is the session of the token that asks."),
        .always("device", .nullable(.text()), "The `User-Agent`."),
        .always("name", .text(), "What to call the device."),
        .always("address", .nullable(.text())),
        .always("created_at", time),
        .always("last_seen_at", time),
        .always("expires_at", time),
    ])

    /// A second factor without its secret.
    static let factor: [APIProperty] = [
        .always("id", identifier),
        .always("kind", .oneOf(FactorKind.allCases.map(\.rawValue))),
        .always("name", .text()),
        .always("created_at", time),
        .always("confirmed_at", .nullable(time)),
        .always("last_used_at", .nullable(time)),
    ]

    private static let recoveryCodes = APISchema.object([
        .always("recovery_codes", .list(.text()), "Good once each; they are never shown again.")
    ])

    private static let tokens = APISchema.object([
        .always("access_token", .text(), "A JWT, for `Authorization: Bearer`."),
        .always("token_type", .oneOf(["Bearer"])),
        .always("expires_in", .integer(atLeast: 0), "Seconds the access token lives."),
        .maybe("refresh_token", .text(), "Absent where it goes into a cookie."),
        .always("account", .named("Account")),
    ])

    private static let client = APISchema.object([
        .always("id", identifier, "The `client_id`."),
        .always("name", .text()),
        .always("authentication", .oneOf(ClientAuthenticationMethod.allCases.map(\.rawValue))),
        .always("grant_types", .list(.oneOf(GrantType.allCases.map(\.rawValue)))),
        .always("scope", .text(), "The most that it can be granted."),
        .always("audience", .list(.text())),
        .always("created_at", time),
        .always("last_used_at", .nullable(time)),
        .maybe(
            "previous_secret_ends_at",
            time,
            "Until when the secret before the last rotation is accepted."
        ),
        .maybe("jwks", .anyObject),
        .maybe("client_secret", .text(), "Only where it has just been made."),
    ])

    private static let oauthError = APISchema.object([
        .always("error", .oneOf(OAuthError.Code.allCases.map(\.rawValue))),
        .always("error_description", .text(), "One sentence for the person who writes the client."),
    ])

    private static let problem = APISchema.object([
        .always("type", .text()),
        .always("title", .text()),
        .always("status", .integer(atLeast: 400, atMost: 599)),
        .always("detail", .text(), "One sentence for a person."),
        .always("code", .oneOf(ProblemCode.allCases.map(\.rawValue)), "What went wrong, from a closed list."),
        .maybe(
            "errors",
            .list(.object([.always("field", .text()), .always("code", .text())])),
            "The faulty fields."
        ),
        .maybe("login_token", .text(), "Leads on to the second factor, with `second_factor_required`."),
        .maybe("request_id", .text(), "To be found again in the server's log."),
    ])

    /// One page of a list.
    static func page(of element: APISchema) -> APISchema {
        .object([
            .always("items", .list(element)),
            .always("next_cursor", .nullable(.text()), "For the next page; `null` on the last."),
        ])
    }
}

extension APIOperation.Parameter {
    /// `?limit=&cursor=`.
    static let page = [
        APIOperation.Parameter(
            "limit",
            in: .query,
            .integer(atLeast: 1, atMost: ListPage.largest),
            "How many, at most."
        ),
        APIOperation.Parameter("cursor", in: .query, .identifier, "Where the page before ended."),
    ]

    /// `{id}`.
    static func id(of thing: String) -> APIOperation.Parameter {
        APIOperation.Parameter("id", in: .path, .identifier, "Which \(thing).")
    }
}
