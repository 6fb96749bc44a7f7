import HTTPTypes
import LatchkeyHummingbird

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
    ]
}
