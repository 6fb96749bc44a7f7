public import LatchkeyAccounts

/// How mails are sent, and what stands in them; whoever runs the server makes a transport of it.
public struct MailConfiguration: Sendable {
    /// How the connection to the mail server is encrypted.
    public enum Encryption: String, Sendable, CaseIterable {
        /// By STARTTLS or from the start, or nothing is sent.
        case required
        /// By STARTTLS where the server offers it.
        case opportunistic
        /// Never.
        case none
    }

    /// The address of the mail server, `smtp://host:port` or `smtps://host:port`; `nil` to write mails to the outbox.
    public var smtp: String?
    /// How the connection is encrypted as configured; `nil` for `required` with a user name, `opportunistic` without.
    public var configuredEncryption: Encryption?
    /// The user name at the mail server; `nil` for none.
    public var username: String?
    /// The password at the mail server.
    public var password: String?
    /// A PEM file of the authorities that the mail server's certificate may come from; `nil` for those of the system.
    public var certificatesFile: String?
    /// Who mails are from as configured; `nil` for `no-reply` at the host of the issuer.
    public var configuredSender: String?
    /// What the product is called in mails.
    public var product = "Latchkey"
    /// The language of mails to people whose own is not known.
    public var language = MailLanguage.english
    /// The longest that one delivery may take, in seconds.
    public var timeout = 100.0

    /// The defaults; set what differs.
    public init() {}

    /// How the connection is encrypted.
    public var encryption: Encryption {
        configuredEncryption ?? (username == nil ? .opportunistic : .required)
    }

    /// Host, port, and whether the connection is encrypted from the start; `nil` for the outbox.
    public var endpoint: (host: String, port: Int, isImplicitTLS: Bool)? {
        smtp.flatMap(Self.endpoint)
    }

    /// Reads an address of a mail server; `nil` for anything else.
    static func endpoint(_ text: String) -> (host: String, port: Int, isImplicitTLS: Bool)? {
        let isImplicit = text.hasPrefix("smtps://")
        guard isImplicit || text.hasPrefix("smtp://") else { return nil }
        var rest = text.dropFirst(isImplicit ? 8 : 7)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        // User name and password have settings of their own, the password a secret one.
        guard !rest.isEmpty, !rest.contains("@"), !rest.contains("/") else { return nil }
        var port = isImplicit ? 465 : 587
        if let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") {
            guard let number = UInt16(rest[rest.index(after: colon)...]), number > 0 else { return nil }
            port = Int(number)
            rest = rest[..<colon]
        }
        if rest.hasPrefix("["), rest.hasSuffix("]") { rest = rest.dropFirst().dropLast() }
        return rest.isEmpty ? nil : (String(rest), port, isImplicit)
    }
}

extension MailConfiguration: CustomStringConvertible {
    /// The server without the password for it.
    public var description: String { "MailConfiguration(\(smtp ?? "outbox"))" }
}
