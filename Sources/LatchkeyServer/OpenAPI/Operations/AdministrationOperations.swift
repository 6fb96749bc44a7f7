import HTTPTypes
import LatchkeyAccounts
import LatchkeyHummingbird

extension OpenAPIDocument {
    private static let accounts = "Administration: accounts"
    private static let account = APIOperation.Parameter.id(of: "account")
    private static let names: [APIProperty] = [
        .maybe("email", .nullable(.text(atMost: 254))),
        .maybe("username", .nullable(.text(atMost: 64))),
        .maybe("name", .nullable(.text(atMost: 200))),
        .maybe("roles", .nullable(.list(.text(atLeast: 1, atMost: 64)))),
    ]

    /// What administrators do; whatever changes something needs a sign-in of the last five minutes.
    static let administrationOperations = accountsOperations + keysOperations + [listAudit]

    private static let accountsOperations = [
        APIOperation(
            method: .get,
            path: "/api/accounts",
            name: "listAccounts",
            group: accounts,
            summary: "The accounts in the order of their making.",
            caller: .administrator,
            parameters: APIOperation.Parameter.page + [
                .init("search", in: .query, .text(atMost: 254), "A piece of an address or a name.")
            ],
            answers: [.init(200, "A page of accounts.", .page(of: .named("AdministeredAccount")))]
        ),
        APIOperation(
            method: .post,
            path: "/api/accounts",
            name: "createAccount",
            group: accounts,
            summary: "Make an account; without a password its owner sets one later.",
            caller: .administrator,
            body: .fields(
                names + [
                    .maybe("password", .nullable(.text(atMost: 1024))), .maybe("locked", .nullable(.boolean)),
                ]
            ),
            answers: [.init(201, "The account.", .named("AdministeredAccount"))],
            problems: [.emailTaken, .usernameTaken, .busy, .insufficientUserAuthentication]
        ),
        APIOperation(
            method: .get,
            path: "/api/accounts/{id}",
            name: "showAccount",
            group: accounts,
            summary: "One account.",
            caller: .administrator,
            parameters: [account],
            answers: [.init(200, "The account.", .named("AdministeredAccount"))]
        ),
        APIOperation(
            method: .patch,
            path: "/api/accounts/{id}",
            name: "updateAccount",
            group: accounts,
            summary: "Change names and roles, lock and open; all of it or nothing.",
            caller: .administrator,
            parameters: [account],
            body: .fields(names + [.maybe("locked", .nullable(.boolean))]),
            answers: [.init(200, "The account as it is now.", .named("AdministeredAccount"))],
            problems: [
                .emailTaken, .usernameTaken, .ownAccount, .lastAdministrator, .insufficientUserAuthentication,
            ]
        ),
        APIOperation(
            method: .delete,
            path: "/api/accounts/{id}",
            name: "deleteSomeAccount",
            group: accounts,
            summary: "Delete an account with everything that belongs to it.",
            caller: .administrator,
            parameters: [account],
            answers: [.init(204, "Done.")],
            problems: [.ownAccount, .lastAdministrator, .insufficientUserAuthentication]
        ),
        APIOperation(
            method: .post,
            path: "/api/accounts/{id}/revoke",
            name: "revokeAccount",
            group: accounts,
            summary: "Sign an account out everywhere.",
            caller: .administrator,
            parameters: [account],
            answers: [
                .init(
                    200,
                    "Done.",
                    .object([.always("revoked", .integer(atLeast: 0), "How many sessions ended.")])
                )
            ],
            problems: [.insufficientUserAuthentication]
        ),
        APIOperation(
            method: .get,
            path: "/api/accounts/{id}/export",
            name: "exportAccountData",
            group: accounts,
            summary: "Everything that is kept about a person; needs a recent sign-in as well.",
            caller: .administrator,
            parameters: [account],
            answers: [.init(200, "Account, sessions, factors, devices and events.", .anyObject)],
            problems: [.insufficientUserAuthentication]
        ),
        APIOperation(
            method: .get,
            path: "/api/accounts/{id}/sessions",
            name: "listAccountSessions",
            group: accounts,
            summary: "The devices an account is signed in on.",
            caller: .administrator,
            parameters: [account] + APIOperation.Parameter.page,
            answers: [.init(200, "A page of sessions, youngest first.", .page(of: .named("Session")))]
        ),
        APIOperation(
            method: .delete,
            path: "/api/accounts/{id}/sessions/{session}",
            name: "endAccountSession",
            group: accounts,
            summary: "Sign an account out on one device.",
            caller: .administrator,
            parameters: [account, .init("session", in: .path, APISchema.identifier, "Which session.")],
            answers: [.init(204, "Done.")],
            problems: [.insufficientUserAuthentication]
        ),
    ]

    private static let keysOperations = [
        APIOperation(
            method: .get,
            path: "/api/keys",
            name: "listKeys",
            group: "Administration: keys",
            summary: "The signing keys, youngest first.",
            caller: .administrator,
            answers: [
                .init(
                    200,
                    "All keys.",
                    .object([
                        .always("items", .list(.named("SigningKey"))),
                        .always("next_cursor", .nullable(.text())),
                        .always(
                            "next_rotation_at",
                            .nullable(APISchema.time),
                            "When the server replaces the active key."
                        ),
                    ])
                )
            ]
        ),
        APIOperation(
            method: .post,
            path: "/api/keys",
            name: "rotateKeys",
            group: "Administration: keys",
            summary: "Add a signing key, which takes over once every service has had the time to fetch it.",
            caller: .administrator,
            body: .fields([.maybe("algorithm", .nullable(.text()))], optional: true),
            answers: [.init(201, "The new key.", .named("SigningKey"))],
            problems: [.insufficientUserAuthentication]
        ),
        APIOperation(
            method: .post,
            path: "/api/keys/{kid}/revoke",
            name: "revokeKey",
            group: "Administration: keys",
            summary: "Distrust a signing key at once, with every token that it has signed.",
            caller: .administrator,
            parameters: [.init("kid", in: .path, .text(), "Which key.")],
            answers: [
                .init(
                    200,
                    "Done.",
                    .object([
                        .always("revoked", .text(), "The key that is trusted no more."),
                        .always(
                            "new",
                            .nullable(.named("SigningKey")),
                            "The key that signs in its place; null where it signed nothing any more."
                        ),
                    ])
                )
            ],
            problems: [.insufficientUserAuthentication]
        ),
    ]

    private static let listAudit = APIOperation(
        method: .get,
        path: "/api/audit",
        name: "listAuditEvents",
        group: "Administration: audit log",
        summary: "What happened, youngest first.",
        caller: .administrator,
        parameters: [
            .init("limit", in: .query, .integer(atLeast: 1, atMost: ListPage.largest), "How many, at most."),
            .init("cursor", in: .query, .text(pattern: "^[1-9][0-9]{0,17}$"), "Where the page before ended."),
            .init(
                "kind",
                in: .query,
                .oneOf(AuditEvent.Kind.allCases.map(\.rawValue)),
                "Only events of this kind."
            ),
            .init("account", in: .query, APISchema.identifier, "Only events of this account."),
        ],
        answers: [.init(200, "A page of events.", .page(of: .named("AuditEvent")))]
    )
}
