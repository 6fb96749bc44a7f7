import HTTPTypes
import LatchkeyOAuth

extension OpenAPIDocument {
    /// The OAuth endpoints: tokens for registered clients.
    static let oauthOperations = [
        APIOperation(
            method: .post,
            path: "/oauth/token",
            name: "getToken",
            group: "OAuth",
            summary: "Exchange a grant for tokens (RFC 6749 §3.2).",
            caller: .client,
            body: .form(
                [
                    .always(
                        "grant_type",
                        .oneOf(GrantType.allCases.map(\.rawValue) + ["wxapp"]),
                        "`wxapp` is short for `wechat_mini_program`."
                    ),
                    .maybe("username", .text(), "For `password`."),
                    .maybe("password", .text(), "For `password`."),
                    .maybe("refresh_token", .text(), "For `refresh_token`."),
                    .maybe("code", .text(), "For `wechat_mini_program`: what `wx.login` gave."),
                    .maybe("scope", .text(), "All that can be granted, where it is absent."),
                    .maybe("resource", .text(), "For one audience only (RFC 8707)."),
                ] + authentication
            ),
            answers: [
                .init(
                    200,
                    "The tokens.",
                    .object([
                        .always("access_token", .text()),
                        .always("token_type", .oneOf(["Bearer"])),
                        .always("expires_in", .integer(atLeast: 0)),
                        .maybe("refresh_token", .text()),
                        .always("scope", .text()),
                        .maybe(
                            "account_id",
                            .identifier,
                            "Whose tokens they are; absent for the client's own."
                        ),
                    ])
                )
            ] + refusals
        ),
        APIOperation(
            method: .post,
            path: "/oauth/introspect",
            name: "introspectToken",
            group: "OAuth",
            summary: "What a token says, for the client that it concerns (RFC 7662).",
            caller: .client,
            body: .form([token] + authentication),
            answers: [
                .init(
                    200,
                    "What the token says, or that it is not active and nothing else.",
                    .object([
                        .always("active", .boolean),
                        .maybe("sub", .text()), .maybe("client_id", .text()), .maybe("scope", .text()),
                        .maybe("exp", .integer()), .maybe("iat", .integer()), .maybe("iss", .text()),
                    ])
                )
            ] + refusals
        ),
        APIOperation(
            method: .post,
            path: "/oauth/revoke",
            name: "revokeToken",
            group: "OAuth",
            summary: "Take a token of the client's own back (RFC 7009).",
            caller: .client,
            body: .form([token] + authentication),
            answers: [.init(200, "It is taken back, or never was one.")] + refusals
        ),
        APIOperation(
            method: .get,
            path: "/.well-known/oauth-authorization-server",
            name: "getMetadata",
            group: "OAuth",
            summary: "What a client has to know of this server (RFC 8414).",
            answers: [
                .init(
                    200,
                    "The metadata.",
                    .object([
                        .always("issuer", .text()), .always("token_endpoint", .text()),
                        .always("introspection_endpoint", .text()), .always("revocation_endpoint", .text()),
                        .always("jwks_uri", .text()), .maybe("grant_types_supported", .list(.text())),
                    ])
                ),
                .init(304, "It is what `If-None-Match` names."),
            ]
        ),
    ]

    private static let token = APIProperty.always("token", .text(atLeast: 1), "An access or a refresh token.")

    /// In place of the `Authorization` header.
    private static let authentication: [APIProperty] = [
        .maybe("client_id", .text()),
        .maybe("client_secret", .text()),
        .maybe("client_assertion_type", .text(), "`urn:ietf:params:oauth:client-assertion-type:jwt-bearer`"),
        .maybe("client_assertion", .text(), "A JWT that the client has signed (RFC 7523)."),
    ]

    private static let refusals: [APIOperation.Answer] = [
        .init(400, "The request, or what it presents, is wrong.", .named("OAuthError")),
        .init(401, "The client did not authenticate.", .named("OAuthError")),
        .init(413, "The body is too large.", .named("OAuthError")),
        .init(429, "Too many attempts.", .named("OAuthError")),
        .init(500, "The server is not set up rightly.", .named("OAuthError")),
        .init(503, "Try again later.", .named("OAuthError")),
    ]
}
