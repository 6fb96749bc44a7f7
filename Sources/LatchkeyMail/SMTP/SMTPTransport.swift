public import NIOCore
public import NIOPosix
import NIOSSL

/// Sends mails through an SMTP server, each over a connection of its own.
///
/// ```swift
/// let transport = try SMTPTransport(server: SMTPServer(host: "mail.example.org", port: 587))
/// let worker = MailWorker(storage: storage, queue: queue, writer: writer, transport: transport, logger: logger)
/// ```
public struct SMTPTransport: MailTransport {
    private let server: SMTPServer
    private let tls: NIOSSLContext
    private let group: any EventLoopGroup

    /// Prepares to send; nothing is connected yet.
    ///
    /// - Parameters:
    ///   - server: the server.
    ///   - group: the threads to send on.
    /// - Throws: what the TLS library throws for a file of certificates that cannot be read.
    public init(
        server: SMTPServer,
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) throws {
        self.server = server
        self.group = group
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let file = server.trustedCertificatesFile { configuration.trustRoots = .file(file) }
        tls = try NIOSSLContext(configuration: configuration)
    }

    /// Delivers a mail; when this returns, the server is responsible for it.
    ///
    /// - Throws: a temporary ``MailFailure`` for 4xx answers, refused sessions and broken connections, a permanent one for
    ///   5xx answers to the mail itself.
    public func deliver(_ message: MailMessage) async throws(MailFailure) -> String? {
        let connection: SMTPConnection
        do {
            let implicit = server.security == .implicit ? tls : nil
            connection = try await SMTPConnection.open(server, tls: implicit, group: group)
        } catch {
            throw .temporary(error.reason)
        }
        let limit = connection.limit(to: server.deliveryTimeout)
        defer { limit.cancel() }
        do {
            try await SMTPConversation(connection: connection, server: server, tls: tls).deliver(message)
        } catch {
            connection.close(politely: false)
            throw error
        }
        connection.close(politely: true)
        return nil
    }
}
