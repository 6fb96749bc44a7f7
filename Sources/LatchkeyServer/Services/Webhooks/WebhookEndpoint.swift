import Foundation
public import LatchkeyAccounts

/// A receiver of webhooks as it is configured.
public struct WebhookEndpoint: Sendable, Equatable {
    /// Where messages are posted.
    public let url: String
    /// What the receiver is told about.
    public let types: Set<WebhookEventType>

    /// Reads a URL and the types behind it, with spaces between them; every type where none is named.
    ///
    /// Refuses what is not https (http on this machine excepted), carries a name and password, or has a fragment.
    public init?(_ text: String) {
        let words = text.split(separator: " ").map(String.init)
        guard let url = words.first, Self.isReceiver(url) else { return nil }
        let types = words.dropFirst().map(WebhookEventType.init(rawValue:))
        guard !types.contains(nil) else { return nil }
        self.url = url
        self.types = types.isEmpty ? Set(WebhookEventType.allCases) : Set(types.compactMap(\.self))
    }

    /// The text that makes it.
    var text: String {
        guard types.count < WebhookEventType.allCases.count else { return url }
        let words = WebhookEventType.allCases.filter(types.contains).map(\.rawValue)
        return ([url] + words).joined(separator: " ")
    }

    private static func isReceiver(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty else { return false }
        guard url.user == nil, url.password == nil, url.fragment == nil else { return false }
        return url.scheme == "https" || url.scheme == "http" && LoopbackHost.contains(host)
    }
}
