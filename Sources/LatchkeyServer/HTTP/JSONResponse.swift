import Foundation
import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyJOSE
import LatchkeyTokens
import NIOCore

extension Response {
    /// A JSON answer that nobody may keep, since it holds tokens or personal data.
    static func json(
        _ members: [(name: String, value: JSONValue)],
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: try JSONObject(members: members).json()))
        )
    }

    /// An answer without a body.
    static var noContent: Response { Response(status: .noContent, headers: [.cacheControl: "no-store"]) }
}

extension Account {
    /// The account as its owner sees it.
    var json: [(name: String, value: JSONValue)] {
        [
            ("id", .string(id.description)),
            ("email", .text(email)),
            ("username", .text(username)),
            ("name", .text(name)),
            ("email_verified", .bool(emailVerified)),
            ("roles", .array(roles.map { .string($0) })),
            ("created_at", .time(createdAt)),
        ]
    }
}

extension Session {
    /// The session as its owner sees it.
    func json(current: Bool) throws -> JSONValue {
        .object(
            try JSONObject(members: [
                ("id", .string(id.description)),
                ("current", .bool(current)),
                ("device", .text(device)),
                ("name", .string(name)),
                ("address", .text(address)),
                ("created_at", .time(createdAt)),
                ("last_seen_at", .time(lastSeenAt)),
                ("expires_at", .time(min(expiresAt, idleExpiresAt))),
            ])
        )
    }
}

extension JSONValue {
    /// A text, or `null`.
    static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// A time in RFC 3339, in UTC, to the millisecond.
    static func time(_ date: Date) -> JSONValue {
        .string(date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
    }
}
