import LatchkeyAccounts

extension ConfigurationTable {
    /// Receivers of webhooks, and their secrets in the same order.
    static let webhooks: [ConfigurationKey] = [
        ConfigurationKey(
            name: "webhooks.endpoints",
            type: "list of https URLs, each with the types of events behind it, or none",
            summary: "Who is told about accounts: a URL, and account.created, .signed_in, .locked, .deleted, "
                + ".password_changed behind it unless all are meant.",
            isSecret: false,
            isList: true,
            apply: { configuration, values in
                let texts = values.map(\.trimmedName)
                let endpoints = texts == ["none"] ? [] : texts.map(WebhookEndpoint.init)
                configuration.webhookEndpoints = endpoints.compactMap(\.self)
                let urls = configuration.webhookEndpoints.map(\.url)
                return !texts.isEmpty && !endpoints.contains(nil) && Set(urls).count == urls.count
            },
            show: { $0.webhookEndpoints.isEmpty ? ["none"] : $0.webhookEndpoints.map(\.text) }
        ),
        ConfigurationKey(
            name: "webhooks.secrets",
            type: "list of whsec_ and 24 to 64 octets in base64, one for each endpoint",
            summary: "What messages are signed with, in the order of the endpoints.",
            isSecret: true,
            isList: true,
            apply: { configuration, values in
                let texts = values.map(\.trimmedName)
                configuration.webhookSecrets = texts.compactMap(WebhookSecret.init)
                return configuration.webhookSecrets.count == texts.count
            },
            show: { _ in ["(secret)"] },
            // Never written down.
            isDerived: { _ in true }
        ),
    ]
}

extension ServerConfiguration {
    /// The receivers of webhooks with their secrets.
    var webhookReceivers: [WebhookWorker.Receiver] {
        zip(webhookEndpoints, webhookSecrets).map { WebhookWorker.Receiver(url: $0.url, secret: $1) }
    }
}
