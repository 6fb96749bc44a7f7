import AsyncHTTPClient
import LatchkeyAccounts
import Logging
import ServiceLifecycle

/// The worker with a client of its own, until the service group shuts down.
struct WebhookService: Service {
    let storage: any AccountStorage
    let receivers: [WebhookWorker.Receiver]
    let logger: Logger

    func run() async throws {
        guard !receivers.isEmpty else { return }
        let client = HTTPClient(
            eventLoopGroupProvider: .singleton,
            configuration: HTTPWebhookTransport.configuration
        )
        let worker = WebhookWorker(
            storage: storage,
            receivers: receivers,
            transport: HTTPWebhookTransport(client: client),
            logger: logger
        )
        await cancelWhenGracefulShutdown { await worker.run() }
        try await client.shutdown()
    }
}

extension WebhookService: CustomStringConvertible {
    var description: String { "WebhookService" }
}
