import HTTPTypes
import LatchkeyHummingbird

extension OpenAPIDocument {
    /// One's own account.
    static let accountOperations = [
        APIOperation(
            method: .get,
            path: "/api/me",
            name: "getAccount",
            group: "Own account",
            summary: "The account of whoever asks.",
            caller: .account,
            answers: [.init(200, "The account.", .named("Account"))]
        ),
        APIOperation(
            method: .patch,
            path: "/api/me",
            name: "changeAccount",
            group: "Own account",
            summary: "Change name or user name; `null` takes one away.",
            caller: .accountHolder,
            body: .fields([
                .maybe("name", .nullable(.text(atMost: 200))),
                .maybe("username", .nullable(.text(atMost: 64))),
            ]),
            answers: [.init(200, "The account as it is now.", .named("Account"))],
            problems: [.usernameTaken, .notFound]
        ),
        APIOperation(
            method: .delete,
            path: "/api/me",
            name: "deleteAccount",
            group: "Own account",
            summary: "Delete the account with everything that belongs to it; needs a fresh sign-in.",
            caller: .accountHolder,
            answers: [.init(204, "Done.")],
            problems: [.insufficientUserAuthentication, .notFound]
        ),
        APIOperation(
            method: .get,
            path: "/api/me/export",
            name: "exportAccount",
            group: "Own account",
            summary: "Everything that is kept about whoever asks.",
            caller: .accountHolder,
            answers: [.init(200, "Account, sessions, factors, devices and events.", .anyObject)],
            problems: [.notFound]
        ),
        APIOperation(
            method: .post,
            path: "/api/me/password",
            name: "changePassword",
            group: "Own account",
            summary: "Set a new password; every other session ends. Needs a fresh sign-in.",
            caller: .accountHolder,
            body: .fields([
                .maybe("current_password", .text(), "Where there is one."),
                .always("new_password", .text(), "At least 15 characters, or as configured."),
                transport,
            ]),
            answers: [.init(200, "New tokens of the same session.", .named("Tokens"))],
            problems: [
                .insufficientUserAuthentication, .invalidCredentials, .crossSiteRequest, .notFound,
                .tooManyAttempts, .busy,
            ]
        ),
        APIOperation(
            method: .post,
            path: "/api/me/reauthenticate",
            name: "reauthenticate",
            group: "Own account",
            summary: "Prove again who one is, so that the session is fresh.",
            caller: .account,
            body: .fields([
                .maybe("password", .text(), "Where there is one."),
                .maybe("code", .text(), "Where there is a second factor."),
            ]),
            answers: [
                .init(
                    200,
                    "A fresh access token of the same session.",
                    .object([
                        .always("access_token", .text()),
                        .always("token_type", .oneOf(["Bearer"])),
                        .always("expires_in", .integer(atLeast: 0)),
                    ])
                )
            ],
            problems: [.invalidCredentials, .notFound, .tooManyAttempts, .busy]
        ),
        APIOperation(
            method: .get,
            path: "/api/me/sessions",
            name: "listSessions",
            group: "Own account",
            summary: "The devices that are signed in.",
            caller: .accountHolder,
            parameters: APIOperation.Parameter.page,
            answers: [.init(200, "A page of sessions, youngest first.", .page(of: .named("Session")))]
        ),
        APIOperation(
            method: .delete,
            path: "/api/me/sessions/{id}",
            name: "endSession",
            group: "Own account",
            summary: "Sign one device out.",
            caller: .accountHolder,
            parameters: [.id(of: "session")],
            answers: [.init(204, "Done.")]
        ),
    ]
}
