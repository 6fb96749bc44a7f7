import LatchkeyMail
import LatchkeyServer
import Logging

/// Makes the service that sends mails, as configured.
enum MailDelivery {
    static func worker(_ services: AuthServices, logger: Logger) throws -> MailWorker {
        let configuration = services.configuration
        guard let sender = MailAddress(configuration.mailSender) else {
            throw CommandFailure.environment(
                "mail.from: “\(configuration.mailSender)” is no address. Write an address, or name <address>."
            )
        }
        var schedule = MailSchedule()
        // Longer than any delivery takes: after it the mail goes again.
        schedule.lease = configuration.mail.timeout * 1.25 + 2
        return MailWorker(
            storage: services.storage,
            queue: services.mail,
            writer: MailWriter(sender: sender, product: configuration.mail.product),
            transport: try transport(configuration),
            schedule: schedule,
            logger: logger
        )
    }

    private static func transport(_ configuration: ServerConfiguration) throws -> any MailTransport {
        let mail = configuration.mail
        guard let endpoint = mail.endpoint else { return Outbox(folder: "\(configuration.data)/outbox") }
        var server = SMTPServer(host: endpoint.host, port: endpoint.port)
        server.security = endpoint.isImplicitTLS ? .implicit : security(mail.encryption)
        server.credentials = mail.username.map {
            SMTPCredentials(username: $0, password: mail.password ?? "")
        }
        server.trustedCertificatesFile = mail.certificatesFile
        server.deliveryTimeout = mail.timeout
        server.answerTimeout = min(mail.timeout, 30)
        do {
            return try SMTPTransport(server: server)
        } catch {
            throw CommandFailure.environment(
                "mail.certificatesFile: \(mail.certificatesFile ?? "") cannot be read as certificates. Name a PEM file."
            )
        }
    }

    private static func security(_ encryption: MailConfiguration.Encryption) -> SMTPServer.Security {
        switch encryption {
        case .required: .required
        case .opportunistic: .opportunistic
        case .none: .none
        }
    }
}
