import HTTPTypes
import LatchkeyHummingbird

extension OpenAPIDocument {
    private static let ok = APIOperation.Answer(200, "It does.", .object([.always("status", .oneOf(["ok"]))]))

    /// What a supervisor asks, and this document.
    static let healthOperations = [
        APIOperation(
            method: .get,
            path: "/health/live",
            name: "isLive",
            group: "Operation",
            summary: "Whether the process answers.",
            answers: [ok]
        ),
        APIOperation(
            method: .get,
            path: "/health/ready",
            name: "isReady",
            group: "Operation",
            summary: "Whether the database answers, too.",
            answers: [ok],
            problems: [.unavailable]
        ),
        APIOperation(
            method: .get,
            path: "/openapi.json",
            name: "getOpenAPI",
            group: "Operation",
            summary: "This document.",
            answers: [.init(200, "The document.", .anyObject)]
        ),
    ]
}
