import HTTPTypes
import LatchkeyHummingbird
import LatchkeyTokens

extension OpenAPIDocument {
    /// Judging tokens, here and elsewhere.
    static let tokenOperations = [
        APIOperation(
            method: .post,
            path: "/api/token/check",
            name: "checkToken",
            group: "Tokens",
            summary: "Whether an access token is good, and if not, why.",
            body: .fields([.maybe("token", .text())]),
            answers: [
                .init(
                    200,
                    "The verdict.",
                    .object([
                        .always("active", .boolean),
                        .maybe("claims", .anyObject, "Of a token that is good."),
                        .maybe(
                            "code",
                            .oneOf([
                                "token_missing", "token_expired", "token_malformed", "token_revoked",
                                "token_invalid",
                            ]),
                            "Why a token is not good."
                        ),
                    ])
                )
            ]
        ),
        APIOperation(
            method: .get,
            path: "/.well-known/jwks.json",
            name: "getKeys",
            group: "Tokens",
            summary: "The public keys that access tokens are verified with (RFC 7517).",
            answers: [
                .init(
                    200,
                    "The keys.",
                    .object([.always("keys", .list(.anyObject))]),
                    type: "application/jwk-set+json"
                ),
                .init(304, "They are what `If-None-Match` names."),
            ]
        ),
        APIOperation(
            method: .get,
            path: "/\(RevocationSnapshot.path)",
            name: "getRevocations",
            group: "Tokens",
            summary: "What was revoked, signed; `Prefer: wait=20` holds the answer until there is more.",
            caller: .client,
            parameters: [
                .init("after", in: .query, .integer(atLeast: 0), "The `seq` after which to begin.")
            ],
            answers: [
                .init(200, "The revocations.", .text(), type: "application/\(RevocationSnapshot.type)"),
                .init(304, "They are what `If-None-Match` names."),
                .init(401, "The client did not authenticate.", .named("OAuthError")),
            ],
            problems: [.notFound, .unavailable]
        ),
        APIOperation(
            method: .get,
            path: "/oauth/status-lists",
            name: "listStatusLists",
            group: "Tokens",
            summary: "The addresses of the status lists that tokens name (draft-ietf-oauth-status-list).",
            answers: [
                .init(200, "The addresses.", .object([.always("status_lists", .list(.text()))])),
                .init(304, "They are what `If-None-Match` names."),
            ],
            problems: [.notFound, .unavailable]
        ),
        APIOperation(
            method: .get,
            path: "/oauth/status-lists/{id}",
            name: "getStatusList",
            group: "Tokens",
            summary: "Which tokens of a status list were taken back, signed.",
            parameters: [.init("id", in: .path, .text(), "The number of the list.")],
            answers: [
                .init(200, "The list.", .text(), type: "application/\(StatusList.type)"),
                .init(304, "It is what `If-None-Match` names."),
            ],
            problems: [.unavailable]
        ),
    ]
}
