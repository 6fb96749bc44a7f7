import HTTPTypes
import LatchkeyHummingbird

extension OpenAPIDocument {
    private static let ok = APIOperation.Answer(200, "It does.", .object([.always("status", .oneOf(["ok"]))]))

    private static let ready = APIOperation.Answer(
        200,
        "It should; `degraded` names what does not work and is not in the way.",
        .object([
            .always("status", .oneOf(["ok", "degraded"])), .maybe("degraded", .list(.oneOf(["redis"]))),
        ])
    )

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
            summary:
                "Whether it should be sent requests; if not, `failing` names server, database, keys or redis.",
            answers: [ready],
            problems: [.unavailable]
        ),
        APIOperation(
            method: .get,
            path: "/metrics",
            name: "getMetrics",
            group: "Operation",
            summary: "The figures for Prometheus, for the holder of `metrics.token` or on one's own machine.",
            answers: [.init(200, "The figures.", .text(), type: "text/plain")],
            problems: [.tokenMissing, .tokenInvalid, .notFound]
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
