import FoundationEssentials
import LatchkeyJOSE
import LatchkeyTokens

/// Writes a delivery for every receiver that wants to know of an audit event.
///
/// The message names the account, the session and the variant, and nothing else: no address, no name, no secret.
public struct WebhookSubscriber: AuditSubscriber {
    /// Who wants to know of what.
    public struct Receiver: Sendable {
        let endpoint: String
        let types: Set<WebhookEventType>

        /// Names a receiver.
        ///
        /// - Parameters:
        ///   - endpoint: its URL.
        ///   - types: what it is told about.
        public init(endpoint: String, types: Set<WebhookEventType>) {
            (self.endpoint, self.types) = (endpoint, types)
        }
    }

    /// `webhooks`.
    public let name = "webhooks"
    private let receivers: [Receiver]

    /// Puts the subscriber together.
    public init(receivers: [Receiver]) { self.receivers = receivers }

    /// Writes the deliveries.
    public func handle(_ events: [RecordedAuditEvent], in tx: any AccountTransaction) throws {
        for recorded in events {
            // What happened while webhooks were switched off is no news any more.
            guard let type = WebhookEventType(recorded.event.kind),
                recorded.recordedAt > tx.now - WebhookSchedule.lifetime
            else { continue }
            for receiver in receivers where receiver.types.contains(type) {
                try tx.webhooks.insert(
                    WebhookDelivery(
                        id: UUIDv7(at: tx.now),
                        endpoint: receiver.endpoint,
                        type: type.rawValue,
                        body: try Self.body(type, recorded).json(),
                        createdAt: tx.now
                    )
                )
            }
        }
    }

    private static func body(_ type: WebhookEventType, _ recorded: RecordedAuditEvent) throws -> JSONObject {
        let event = recorded.event
        let data: [(name: String, value: JSONValue)] = [
            ("account_id", event.accountID.map { .string($0.description) } ?? .null),
            ("session_id", event.sessionID.map { .string($0.description) } ?? .null),
            ("reason", event.reason.map { .string($0) } ?? .null),
            ("actor", event.actor.map { .string($0.text) } ?? .null),
        ]
        let time = recorded.recordedAt.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        return try JSONObject(members: [
            ("type", .string(type.rawValue)),
            ("timestamp", .string(time)),
            ("data", .object(try JSONObject(members: data.filter { $0.value != .null }))),
        ])
    }
}
