import FoundationEssentials
import LatchkeyAccounts
import LatchkeyTokens
import Logging

/// Posts the messages that are due, each at least once, until its receiver answers 2xx or three days are over.
///
/// An attempt is counted, and the next one made due, before it begins: a server that is killed in the midst of one
/// tries again. Messages carry `webhook-id`, `webhook-timestamp` and `webhook-signature` (Standard Webhooks).
struct WebhookWorker: Sendable {
    /// A receiver and the secret it checks signatures with.
    struct Receiver: Sendable {
        let url: String
        let secret: WebhookSecret
    }

    /// How many messages go to one receiver at a time.
    private static let portion = 8

    let storage: any AccountStorage
    let receivers: [Receiver]
    let transport: any WebhookTransport
    let logger: Logger

    /// Works until the task is cancelled; a slow receiver delays nobody else.
    func run() async {
        await withDiscardingTaskGroup { group in
            for receiver in receivers {
                group.addTask { await serve(receiver) }
            }
        }
    }

    /// Makes an attempt for every message that is due, once.
    ///
    /// - Returns: how many were attempted.
    @discardableResult
    func deliver(to receiver: Receiver) async throws -> Int {
        // Looks without writing, because most looks find nothing.
        let isDue = try await storage.read { try !$0.webhooks.due(for: receiver.url, limit: 1).isEmpty }
        guard isDue else { return 0 }
        let begun = try await storage.transaction { tx in try Self.begin(receiver, in: tx) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for delivery in begun {
                group.addTask { try await attempt(delivery, receiver) }
            }
            try await group.waitForAll()
        }
        return begun.count
    }

    private func serve(_ receiver: Receiver) async {
        while !Task.isCancelled {
            do {
                guard try await deliver(to: receiver) == 0 else { continue }
            } catch is CancellationError {
                return
            } catch {
                logger.error("webhooks cannot be delivered", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private static func begin(
        _ receiver: Receiver,
        in tx: any AccountTransaction
    ) throws -> [WebhookDelivery] {
        var begun: [WebhookDelivery] = []
        for var delivery in try tx.webhooks.due(for: receiver.url, limit: portion) {
            guard delivery.attempts < WebhookSchedule.attempts else {
                // The last attempt began, and the process that made it ended.
                try abandon(delivery, in: tx)
                continue
            }
            let next = tx.now + WebhookSchedule.delay(after: delivery.attempts + 1)
            guard try tx.webhooks.begin(delivery, next: next) else { continue }
            delivery.attempts += 1
            begun.append(delivery)
        }
        return begun
    }

    private func attempt(_ delivery: WebhookDelivery, _ receiver: Receiver) async throws {
        let failure = await failure(of: delivery, receiver)
        let isLast = delivery.attempts >= WebhookSchedule.attempts
        if let failure {
            logger.log(
                level: isLast ? .error : .warning,
                "a webhook was not delivered\(isLast ? " and is given up" : "; it is tried again")",
                metadata: [
                    "webhook": "\(delivery.id)", "type": "\(delivery.type)", "failure": "\(failure)",
                    "attempt": "\(delivery.attempts)",
                ]
            )
            guard isLast else { return }
        }
        try await storage.transaction { tx in
            try failure == nil ? tx.webhooks.remove(delivery.id) : Self.abandon(delivery, in: tx)
        }
    }

    /// Posts a message; returns why it was not taken.
    private func failure(of delivery: WebhookDelivery, _ receiver: Receiver) async -> String? {
        let timestamp = Int64(Date().timeIntervalSince1970)
        let id = delivery.id.description
        let signature = receiver.secret.signature(id: id, timestamp: timestamp, body: delivery.body)
        do {
            let status = try await transport.post(
                delivery.body,
                to: receiver.url,
                headers: [
                    ("content-type", "application/json"), ("user-agent", "latchkey"),
                    ("webhook-id", id), ("webhook-timestamp", "\(timestamp)"),
                    ("webhook-signature", signature),
                ]
            )
            return (200..<300).contains(status) ? nil : "status \(status)"
        } catch {
            return "\(error)"
        }
    }

    private static func abandon(_ delivery: WebhookDelivery, in tx: any AccountTransaction) throws {
        try tx.webhooks.remove(delivery.id)
        try tx.audit.append(AuditEvent(.webhookAbandoned, reason: delivery.type, detail: delivery.endpoint))
    }
}
