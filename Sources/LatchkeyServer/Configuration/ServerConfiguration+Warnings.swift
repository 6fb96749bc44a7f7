import Foundation

extension ServerConfiguration {
    /// What is allowed and yet hardly meant, one sentence each, beginning with the setting.
    public var warnings: [String] { [plainIssuer].compactMap(\.self) }

    /// A public issuer without TLS: what stands behind a proxy has the address that clients see, and that is https.
    private var plainIssuer: String? {
        guard let url = URLComponents(string: issuer), url.scheme?.lowercased() != "https",
            !(url.host.map(LoopbackHost.contains) ?? false)
        else { return nil }
        return
            "issuer: \(issuer) is not https, so browsers keep no cookie of it and links in mails lead where anybody can "
            + "listen; where a proxy speaks TLS, set issuer to the https address that it answers at"
    }
}
