import FoundationEssentials
import LatchkeyServer

/// Issuer, listener, TLS, proxies, cookies and figures, and whether they go together.
struct ListenerCheckup: Sendable {
    let configuration: ServerConfiguration
    let now: Date

    private var isPublic: Bool { configuration.issuer.hasPrefix("https://") }

    func findings() -> [CheckupFinding] {
        [cookies(), certificate(), proxies(), strangersAsProxies(), metrics()].compactMap(\.self)
    }

    private func cookies() -> CheckupFinding {
        if configuration.allowsInsecureCookies {
            return .warning(
                "cookies",
                "Cookies go without Secure and without a name prefix, since the issuer is http on this machine. "
                    + "Nobody else can sign in here.",
                change: "issuer: https://YOUR-PUBLIC-NAME"
            )
        }
        guard isPublic else {
            return .problem(
                "cookies",
                "The issuer \(configuration.issuer) is http: browsers keep no cookie of it, and signing in on the pages "
                    + "fails.",
                change: "issuer: https://YOUR-PUBLIC-NAME"
            )
        }
        return .good("cookies", "Cookies are Secure, HttpOnly and bound to \(configuration.issuer).")
    }

    private func certificate() -> CheckupFinding? {
        let operation = configuration.operation
        guard let file = operation.certificateFile, let key = operation.certificateKeyFile else { return nil }
        do throws(ConfigurationError) {
            let end = try ServerCertificate(certificateFile: file, keyFile: key).expiresAt
            let days = Int((end.timeIntervalSince(now) / 86_400).rounded(.down))
            let sentence = "The certificate in \(file) ends \(Timestamp.text(end))."
            let change = "Renew it into \(file) and \(key); the server reads them by itself."
            if end <= now { return .problem("tls", sentence, change: change) }
            return days < 14 ? .warning("tls", sentence, change: change) : .good("tls", sentence)
        } catch {
            // Among the permissions it is said, too.
            guard !error.isOpenSecret else { return nil }
            return .problem(
                "tls",
                error.description.sentence,
                change: "tls.certificate: FILE, and tls.key: FILE"
            )
        }
    }

    /// A server without TLS of its own whose issuer is https stands behind a proxy.
    private func proxies() -> CheckupFinding? {
        guard isPublic, !configuration.operation.usesTLS else { return nil }
        guard configuration.trustedProxies.isEmpty else {
            let blocks = configuration.trustedProxies.map(\.description).joined(separator: ", ")
            return .good("proxies", "X-Forwarded-For is believed from \(blocks).")
        }
        return .warning(
            "proxies",
            "The server stands behind a proxy, and takes all clients for that one: the limits count them together.",
            change: "proxies.trusted: [127.0.0.1]"
        )
    }

    private func strangersAsProxies() -> CheckupFinding? {
        let strangers = ["192.0.2.1", "203.0.113.9", "2001:db8::1"]
        let blocks = configuration.trustedProxies.filter { block in strangers.contains(where: block.contains)
        }
        guard !blocks.isEmpty else { return nil }
        return .problem(
            "proxies",
            "\(blocks.map(\.description).joined(separator: ", ")) takes in strangers: whoever they are may invent the "
                + "address that the limits count.",
            change: "proxies.trusted: [ADDRESS-OF-YOUR-PROXY]"
        )
    }

    private func metrics() -> CheckupFinding? {
        guard let address = configuration.operation.metricsAddress else { return nil }
        let text = "Whoever reaches \(address) reads the figures."
        guard ["127.0.0.1", "::1", "localhost"].contains(address.host) else {
            return .warning("metrics", text, change: "metrics.listen: 127.0.0.1:\(address.port)")
        }
        return .good("metrics", text)
    }
}
