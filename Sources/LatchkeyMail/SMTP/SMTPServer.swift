/// The mail server that takes our mails: where it is, and how it is spoken to (RFC 5321, RFC 6409).
///
/// ```swift
/// var server = SMTPServer(host: "mail.example.org", port: 587)
/// server.credentials = SMTPCredentials(username: "latchkey", password: password)
/// let transport = try SMTPTransport(server: server)
/// ```
public struct SMTPServer: Sendable {
    /// When the connection is encrypted.
    public enum Security: String, Sendable, CaseIterable {
        /// From the first octet, as on port 465 (RFC 8314 §3.3).
        case implicit
        /// By STARTTLS (RFC 3207), and nothing is sent when the server does not offer it.
        case required
        /// By STARTTLS where the server offers it; in the clear otherwise, and to a server on this machine.
        case opportunistic
        /// Never.
        case none
    }

    /// The name or address of the server; its certificate must be for it.
    public var host: String
    /// The port: 587 or 25 with STARTTLS, 465 without.
    public var port: Int
    /// When the connection is encrypted.
    public var security: Security
    /// What to sign in with; `nil` for a server that takes mails from this address.
    public var credentials: SMTPCredentials?
    /// A PEM file of the authorities to trust; `nil` for those of the system.
    public var trustedCertificatesFile: String?
    /// What this server calls itself in EHLO; by default the domain of the mail's sender.
    public var helloName: String?
    /// Seconds to wait for a connection, and for each answer.
    public var answerTimeout: Double = 30
    /// Seconds that a whole delivery may take.
    public var deliveryTimeout: Double = 100

    /// Names a server.
    public init(
        host: String,
        port: Int,
        security: Security = .required,
        credentials: SMTPCredentials? = nil,
        trustedCertificatesFile: String? = nil
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.credentials = credentials
        self.trustedCertificatesFile = trustedCertificatesFile
    }
}

/// A user name and password for a mail server; prints without the password.
public struct SMTPCredentials: Sendable, CustomStringConvertible {
    let username: String
    let password: String

    /// Takes a user name and a password.
    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }

    /// The user name.
    public var description: String { "SMTPCredentials(\(username))" }
}
