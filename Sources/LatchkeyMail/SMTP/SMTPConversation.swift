import FoundationEssentials
import NIOSSL

/// One delivery over one connection, step by step (RFC 5321 §3).
///
/// A 5xx answer to a step of the mail itself is final; to a step before it (greeting, EHLO, STARTTLS, AUTH) it means
/// that the server or our configuration is at fault, and the mail waits until somebody has repaired that.
struct SMTPConversation {
    let connection: SMTPConnection
    let server: SMTPServer
    let tls: NIOSSLContext

    /// Delivers a mail; the server is responsible for it when this returns.
    func deliver(_ message: MailMessage) async throws(MailFailure) {
        guard let data = SMTPData(message.octets) else {
            throw .permanent("the mail has lines that SMTP does not allow")
        }
        let name = server.helloName ?? message.sender.domain
        try expect(await answer(), [220], to: "the connection")
        var capabilities = try await hello(name)
        if try await encrypt(capabilities) { capabilities = try await hello(name) }
        try await authenticate(capabilities)
        try await send(message, data, capabilities)
    }

    private func hello(_ name: String) async throws(MailFailure) -> SMTPCapabilities {
        let reply = try await command("EHLO \(name)")
        if reply.code == 250 { return SMTPCapabilities(lines: reply.lines.dropFirst()) }
        guard reply.code >= 500 else { throw refusal(reply, of: "EHLO", isAboutMail: false) }
        try expect(await command("HELO \(name)"), [250], to: "HELO")
        return .none
    }

    /// Turns to TLS where that is asked for; whether it did.
    private func encrypt(_ capabilities: SMTPCapabilities) async throws(MailFailure) -> Bool {
        switch server.security {
        case .implicit, .none: return false
        case .opportunistic where !capabilities.offers("STARTTLS") || isOnThisMachine: return false
        case .required where !capabilities.offers("STARTTLS"):
            throw .temporary("the server does not offer STARTTLS; nothing was sent in the clear")
        case .required, .opportunistic: break
        }
        try expect(await command("STARTTLS"), [220], to: "STARTTLS")
        try await asking { () throws(SMTPFault) in try await connection.startTLS(tls, host: server.host) }
        return true
    }

    private var isOnThisMachine: Bool {
        server.host == "localhost" || server.host == "::1" || server.host.hasPrefix("127.")
    }

    private func authenticate(_ capabilities: SMTPCapabilities) async throws(MailFailure) {
        guard let credentials = server.credentials else { return }
        let (username, password) = (credentials.username, credentials.password)
        // Without the server's words, which may repeat what we sent.
        if capabilities.authentications.contains("PLAIN") {
            let reply = try await command("AUTH PLAIN \(Self.base64("\0\(username)\0\(password)"))")
            try expect(reply, [235], to: "AUTH", quoting: false)
        } else if capabilities.authentications.contains("LOGIN") {
            try expect(await command("AUTH LOGIN"), [334], to: "AUTH", quoting: false)
            try expect(await command(Self.base64(username)), [334], to: "AUTH", quoting: false)
            try expect(await command(Self.base64(password)), [235], to: "AUTH", quoting: false)
        } else {
            throw .temporary("the server offers neither AUTH PLAIN nor AUTH LOGIN")
        }
    }

    private func send(
        _ message: MailMessage,
        _ data: SMTPData,
        _ capabilities: SMTPCapabilities
    ) async throws(MailFailure) {
        let parameters = try parameters(message, data, capabilities)
        let sender = try await command("MAIL FROM:<\(message.sender.address)>\(parameters)")
        try expect(sender, [250], to: "MAIL", isAboutMail: true)
        let recipient = try await command("RCPT TO:<\(message.recipient.address)>")
        try expect(recipient, [250, 251, 252], to: "RCPT", isAboutMail: true)
        try expect(await command("DATA"), [354], to: "DATA", isAboutMail: true)
        try await asking { () throws(SMTPFault) in try await connection.send(data.octets) }
        // A filter may quote from the mail in its answer.
        try expect(await answer(), [250], to: "the mail", isAboutMail: true, quoting: false)
    }

    private func parameters(
        _ message: MailMessage,
        _ data: SMTPData,
        _ capabilities: SMTPCapabilities
    ) throws(MailFailure) -> String {
        var parameters = ""
        if let limit = capabilities.sizeLimit {
            guard message.octets.count <= limit else {
                throw .permanent("the mail is larger than the server takes")
            }
            parameters += " SIZE=\(message.octets.count)"
        }
        let isInternational = [message.sender, message.recipient].contains {
            !$0.address.utf8.allSatisfy { $0 < 0x80 }
        }
        if data.isEightBit || isInternational {
            guard capabilities.offers("8BITMIME") else {
                throw .permanent("the server does not offer 8BITMIME")
            }
            parameters += " BODY=8BITMIME"
        }
        if isInternational {
            guard capabilities.offers("SMTPUTF8") else {
                throw .permanent("the server does not offer SMTPUTF8")
            }
            parameters += " SMTPUTF8"
        }
        return parameters
    }

    /// Sends one line and waits for its reply.
    private func command(_ line: String) async throws(MailFailure) -> SMTPReply {
        // Every part of a line was checked before; an address or a name that brought a line break would be a command.
        guard line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .permanent("a command would hold a control character")
        }
        try await asking { () throws(SMTPFault) in try await connection.send(Array("\(line)\r\n".utf8)) }
        return try await answer()
    }

    private func answer() async throws(MailFailure) -> SMTPReply {
        try await asking { () throws(SMTPFault) in try await connection.reply() }
    }

    private func asking<Answer>(
        _ body: () async throws(SMTPFault) -> Answer
    ) async throws(MailFailure) -> Answer {
        do {
            return try await body()
        } catch {
            throw .temporary(error.reason)
        }
    }

    private func expect(
        _ reply: SMTPReply,
        _ codes: [Int],
        to step: String,
        isAboutMail: Bool = false,
        quoting: Bool = true
    ) throws(MailFailure) {
        guard codes.contains(reply.code) else {
            throw refusal(reply, of: step, isAboutMail: isAboutMail, quoting: quoting)
        }
    }

    private func refusal(
        _ reply: SMTPReply,
        of step: String,
        isAboutMail: Bool,
        quoting: Bool = true
    ) -> MailFailure {
        let reason = "\(step) was answered \(quoting ? reply.summary : String(reply.code))"
        return isAboutMail && reply.code >= 500 ? .permanent(reason) : .temporary(reason)
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
