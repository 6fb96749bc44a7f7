import HTTPTypes
import LatchkeyOAuth

extension OpenAPIDocument {
    /// The registered OAuth clients, for administrators.
    static let clientOperations = [
        APIOperation(
            method: .get,
            path: "/api/clients",
            name: "listClients",
            group: "Clients",
            summary: "The registered clients, in the order of their registration.",
            caller: .administrator,
            parameters: APIOperation.Parameter.page,
            answers: [.init(200, "A page of clients.", .page(of: .named("Client")))]
        ),
        APIOperation(
            method: .post,
            path: "/api/clients",
            name: "addClient",
            group: "Clients",
            summary: "Register a client; its secret is in this answer and never again.",
            caller: .administrator,
            body: .json(
                [
                    .always("name", .text(atLeast: 1, atMost: 200)),
                    .maybe(
                        "authentication",
                        methods,
                        "How it authenticates; `client_secret` unless told otherwise."
                    ),
                ] + settings
            ),
            answers: [.init(201, "The client.", .named("Client"))]
        ),
        APIOperation(
            method: .get,
            path: "/api/clients/{id}",
            name: "getClient",
            group: "Clients",
            summary: "One client.",
            caller: .administrator,
            parameters: [.id(of: "client")],
            answers: [.init(200, "The client.", .named("Client"))]
        ),
        APIOperation(
            method: .patch,
            path: "/api/clients/{id}",
            name: "changeClient",
            group: "Clients",
            summary: "Change what the body names, and nothing else.",
            caller: .administrator,
            parameters: [.id(of: "client")],
            body: .json([.maybe("name", .text(atLeast: 1, atMost: 200))] + settings),
            answers: [.init(200, "The client.", .named("Client"))]
        ),
        APIOperation(
            method: .delete,
            path: "/api/clients/{id}",
            name: "deleteClient",
            group: "Clients",
            summary: "Delete a client, its tokens and the sessions that began through it.",
            caller: .administrator,
            parameters: [.id(of: "client")],
            answers: [.init(204, "Done.")]
        ),
        APIOperation(
            method: .post,
            path: "/api/clients/{id}/rotate-secret",
            name: "rotateClientSecret",
            group: "Clients",
            summary: "Give a client a new secret; it is in this answer and never again.",
            caller: .administrator,
            parameters: [.id(of: "client")],
            body: .json(
                [
                    .maybe(
                        "overlap",
                        .integer(atLeast: 0, atMost: 2_592_000),
                        "Seconds that the secret before is still accepted; a day unless told otherwise."
                    )
                ],
                optional: true
            ),
            answers: [.init(200, "The client.", .named("Client"))]
        ),
    ]

    private static let methods = APISchema.oneOf(ClientAuthenticationMethod.allCases.map(\.rawValue))

    private static let settings: [APIProperty] = [
        .maybe("grant_types", .list(.oneOf(GrantType.allCases.map(\.rawValue)))),
        .maybe("scope", .text(), "The most that it can be granted."),
        .maybe("audience", .list(.text()), "Whom its tokens can be for; the server's own where it is empty."),
        .maybe("jwks", .anyObject, "The public keys of a client that signs."),
    ]
}
