import HTTPTypes

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
            method: .get,
            path: "/api/me/sessions",
            name: "listSessions",
            group: "Own account",
            summary: "The devices that are signed in.",
            caller: .account,
            parameters: APIOperation.Parameter.page,
            answers: [.init(200, "A page of sessions, youngest first.", .page(of: .named("Session")))]
        ),
        APIOperation(
            method: .delete,
            path: "/api/me/sessions/{id}",
            name: "endSession",
            group: "Own account",
            summary: "Sign one device out.",
            caller: .account,
            parameters: [.id(of: "session")],
            answers: [.init(204, "Done.")]
        ),
    ]
}
