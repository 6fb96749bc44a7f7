import FoundationEssentials
import LatchkeyServer
import NIOCore
import NIOPosix

/// Whether mails can leave.
struct MailCheckup: Sendable {
    private static let patience = TimeAmount.seconds(5)

    let configuration: ServerConfiguration

    func findings() async -> [CheckupFinding] {
        guard let endpoint = configuration.mail.endpoint else {
            return [
                .warning(
                    "mail",
                    "Mails are written to \(configuration.data)/outbox and sent nowhere.",
                    change: "mail.smtp: smtp://HOST:587"
                )
            ]
        }
        let place = "\(endpoint.host):\(endpoint.port)"
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(Self.patience)
                .connect(host: endpoint.host, port: endpoint.port).get()
            try await channel.close()
            return [.good("mail", "The mail server \(place) takes connections.")] + encryption()
        } catch {
            return [
                .problem(
                    "mail",
                    "The mail server \(place) does not take connections.",
                    change: "mail.smtp: smtp://HOST:PORT of one that does"
                )
            ] + encryption()
        }
    }

    private func encryption() -> [CheckupFinding] {
        guard configuration.mail.endpoint?.isImplicitTLS == false, configuration.mail.encryption != .required
        else {
            return []
        }
        return [
            .warning(
                "mail",
                "Mails with sign-in links may go to the mail server in the clear.",
                change: "mail.encryption: required"
            )
        ]
    }
}
