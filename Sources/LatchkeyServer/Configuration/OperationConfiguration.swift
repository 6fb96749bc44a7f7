/// How the server is run: how it ends, what it tells, and how it is watched.
public struct OperationConfiguration: Sendable {
    /// How a line of the log looks.
    public enum LogFormat: String, Sendable, CaseIterable {
        /// For people: time, level, message, fields.
        case text
        /// For machines: one object a line.
        case json
    }

    /// The PEM file of the server's certificate and those between it and its root; `nil` to serve without TLS.
    public var certificateFile: String?
    /// The PEM file of the certificate's private key.
    public var certificateKeyFile: String?
    /// Seconds for which browsers come back by https only; 0 to say nothing of it.
    public var strictTransportSecurity = 31_536_000.0

    /// Seconds for which a server that was told to end still takes requests, so that balancers see that it is not ready.
    public var shutdownDelay = 0.0
    /// Seconds that requests in flight have to end in, after that.
    public var shutdownTimeout = 30.0

    /// How a line of the log looks.
    public var logFormat = LogFormat.text

    /// Where figures are served apart from the API, `host:port`; `nil` for nowhere.
    public var metricsAddress: ListeningAddress?
    /// What a reader of `/metrics` beside the API has to present; `nil` when nobody may there.
    public var metricsToken: String?

    /// Where spans are sent, a collector that takes OTLP over HTTP; `nil` for nowhere.
    public var tracingEndpoint: String?
    /// How many of a hundred requests are traced that do not say so themselves.
    public var tracingPercentage = 100

    /// The defaults; set what differs.
    public init() {}

    /// Whether the server speaks TLS itself.
    public var usesTLS: Bool { certificateFile != nil }
}

/// A host and a port to listen on.
public struct ListeningAddress: Sendable, Equatable, CustomStringConvertible {
    /// A name or an address, without brackets.
    public let host: String
    /// The port; 0 for a free one.
    public let port: Int

    /// Puts an address together.
    public init(host: String, port: Int) {
        (self.host, self.port) = (host, port)
    }

    /// Reads `host:port`, with the host in brackets when it has colons itself.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { return nil }
        self.init(host: host, port: Int(port))
    }

    /// As it appears in a URL.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
