import Foundation
import LatchkeyAccounts

extension ConfigurationTable {
    static let signUp: [ConfigurationKey] = [
        ConfigurationKey(
            name: "signup.verifyEmail",
            type: "true or false",
            summary: "Whether a sign-up waits until its e-mail address is verified.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.signUpVerifiesEmail = values[0] == "true"
                return ["true", "false"].contains(values[0])
            },
            show: { [$0.signUpVerifiesEmail ? "true" : "false"] }
        )
    ]

    static let mail: [ConfigurationKey] = [
        ConfigurationKey(
            name: "mail.smtp",
            type: "smtp://host:port or smtps://host:port",
            summary: "The mail server; without one mails are written to the outbox in the data folder.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.mail.smtp = values[0]
                return MailConfiguration.endpoint(values[0]) != nil
            },
            show: { [$0.mail.smtp ?? ""] },
            isDerived: { $0.mail.smtp == nil }
        ),
        ConfigurationKey(
            name: "mail.encryption",
            type: MailConfiguration.Encryption.allCases.map(\.rawValue).joined(separator: ", "),
            summary:
                "Whether mail goes without TLS; required by default with a user name, else opportunistic.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.mail.configuredEncryption = MailConfiguration.Encryption(rawValue: values[0])
                return configuration.mail.configuredEncryption != nil
            },
            show: { [$0.mail.encryption.rawValue] },
            isDerived: { $0.mail.configuredEncryption == nil }
        ),
        optional("mail.username", \.mail.username, "The user name at the mail server."),
        optional("mail.password", \.mail.password, isSecret: true, "The password at the mail server."),
        optional(
            "mail.certificatesFile",
            \.mail.certificatesFile,
            "A PEM file of the authorities that the mail server's certificate may come from."
        ),
        ConfigurationKey(
            name: "mail.from",
            type: "address, or name <address>",
            summary: "Who mails are from; no-reply at the host of the issuer by default.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                configuration.mail.configuredSender = values[0]
                return values[0].contains("@")
            },
            show: { [$0.mailSender] },
            isDerived: { $0.mail.configuredSender == nil }
        ),
        .text("mail.product", \.mail.product, "What the product is called in mails."),
        ConfigurationKey(
            name: "mail.language",
            type: MailLanguage.allCases.map(\.rawValue).joined(separator: ", "),
            summary: "The language of mails to people whose own is not known.",
            isSecret: false,
            isList: false,
            apply: { configuration, values in
                guard let language = MailLanguage(rawValue: values[0]) else { return false }
                configuration.mail.language = language
                return true
            },
            show: { [$0.mail.language.rawValue] }
        ),
        .duration(
            "mail.timeout",
            \.mail.timeout,
            in: 1...3600,
            "The longest that one delivery may take; after a crash a mail waits a little longer than that."
        ),
    ]

    private static func optional(
        _ name: String,
        _ path: any WritableKeyPath<ServerConfiguration, String?> & Sendable,
        isSecret: Bool = false,
        _ summary: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            name: name,
            type: "text",
            summary: summary,
            isSecret: isSecret,
            isList: false,
            apply: { configuration, values in
                configuration[keyPath: path] = values[0]
                return !values[0].isEmpty
            },
            show: { [isSecret ? "@" : $0[keyPath: path] ?? ""] },
            isDerived: { $0[keyPath: path] == nil }
        )
    }
}

extension ServerConfiguration {
    /// Who mails are from.
    public var mailSender: String {
        if let sender = mail.configuredSender { return sender }
        let host = URLComponents(string: issuer)?.host ?? "localhost"
        // A bare address needs brackets behind the @ (RFC 5321 §4.1.3), which few servers take.
        let isName = host.contains(".") && host.contains { $0.isLetter }
        return "\(mail.product) <no-reply@\(isName ? host : "localhost")>"
    }
}
