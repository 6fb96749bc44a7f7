import FoundationEssentials

extension ConfigurationTable {
    /// TLS, ending, figures, spans and the form of the log.
    static let operation: [ConfigurationKey] = tls + shutdown + metrics + tracing + [logFormat]

    private static let tls: [ConfigurationKey] = [
        .file(
            "tls.certificate",
            \.operation.certificateFile,
            "Certificate and intermediates in PEM; with it the server speaks TLS. Read again when it changes, and on SIGHUP."
        ),
        .file("tls.key", \.operation.certificateKeyFile, "The certificate's private key in PEM."),
        .duration(
            "tls.hsts",
            \.operation.strictTransportSecurity,
            in: 0...63_072_000,
            "How long browsers come back by https only, where the issuer is https; 0s says nothing of it."
        ),
    ]

    private static let shutdown: [ConfigurationKey] = [
        .duration(
            "shutdown.delay",
            \.operation.shutdownDelay,
            in: 0...300,
            "How long requests are still taken after SIGTERM while /health/ready says 503."
        ),
        .duration(
            "shutdown.timeout",
            \.operation.shutdownTimeout,
            in: 1...3600,
            "How long requests in flight may take to end after that."
        ),
    ]

    private static let metrics: [ConfigurationKey] = [
        ConfigurationKey(
            name: "metrics.listen",
            type: "host:port, or none",
            summary: "A listener of its own for /metrics and /health, open to whoever reaches it.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.operation.metricsAddress = ListeningAddress(values[0])
                return values[0] == "none" || configuration.operation.metricsAddress != nil
            },
            show: { [$0.operation.metricsAddress?.description ?? "none"] }
        ),
        ConfigurationKey(
            name: "metrics.token",
            type: "text of 16 to 256 printable ASCII characters",
            summary: "Who presents it as a bearer token may read /metrics beside the API.",
            isSecret: true,
            isList: false,
            apply: { configuration, values in
                configuration.operation.metricsToken = values[0]
                return (16...256).contains(values[0].utf8.count)
                    && values[0].utf8.allSatisfy { (0x21...0x7E).contains($0) }
            },
            show: { _ in [ConfigurationKey.hidden] },
            // Never written down.
            isDerived: { _ in true }
        ),
    ]

    private static let tracing: [ConfigurationKey] = [
        ConfigurationKey(
            name: "tracing.endpoint",
            type: "URL, or none",
            summary: "Where spans are sent as OTLP over HTTP, such as http://127.0.0.1:4318/v1/traces.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.operation.tracingEndpoint = values[0] == "none" ? nil : values[0]
                guard values[0] != "none" else { return true }
                guard let url = URL(string: values[0]) else { return false }
                return ["http", "https"].contains(url.scheme) && url.host()?.isEmpty == false
            },
            show: { [$0.operation.tracingEndpoint ?? "none"] }
        ),
        .number(
            "tracing.percentage",
            \.operation.tracingPercentage,
            in: 0...100,
            "How many of a hundred requests are traced that do not say so themselves."
        ),
    ]

    private static let logFormat = ConfigurationKey(
        name: "log.format",
        type: OperationConfiguration.LogFormat.allCases.map(\.rawValue).joined(separator: " or "),
        summary: "The form of the log: lines for people, or an object a line.",
        isSecret: false,
        isList: false,
        apply: { configuration, values in
            guard let format = OperationConfiguration.LogFormat(rawValue: values[0]) else { return false }
            configuration.operation.logFormat = format
            return true
        },
        show: { [$0.operation.logFormat.rawValue] }
    )
}
