import LatchkeyTokens
import Testing

@testable import LatchkeyMail

@Suite("A real SMTP server")
struct RealServerTests {
    private func server(_ port: Int, _ change: (inout SMTPServer) -> Void = { _ in }) -> SMTPServer {
        var server = SMTPServer(host: "127.0.0.1", port: port, security: .none)
        server.deliveryTimeout = 60
        change(&server)
        return server
    }

    @Test("takes a mail as it was written, full stops and Chinese included [D4]")
    func plain() async throws {
        let real = try await MailServer.start()
        let message = try MailMessage.test(
            from: "登录 <no-reply@auth.example.org>",
            subject: "登录验证码，请勿告诉任何人：这是一封很长的邮件标题，长到一行放不下",
            text: ".\n..\nHello\n.end\n",
            html: "<p>你好</p>\n"
        )
        _ = try await SMTPTransport(server: server(real.port)).deliver(message)
        let mail = try await real.mail()
        #expect(mail.from == "no-reply@auth.example.org")
        #expect(mail.to == ["ada@example.org"])
        #expect(!mail.tls)
        #expect(mail.data.replacing("\r\n", with: "\n") == message.string.replacing("\r\n", with: "\n"))
    }

    @Test("is turned to TLS before it is told the password", arguments: ["PLAIN", "LOGIN"])
    func startTLS(mechanism: String) async throws {
        let certificate = try await TestCertificate.make()
        let real = try await MailServer.start([
            "--tls", certificate.certificate, certificate.key, "--user", "latchkey", "pässword",
            "--mechanism", mechanism,
        ])
        let target = server(real.port) {
            $0.security = .required
            $0.credentials = SMTPCredentials(username: "latchkey", password: "pässword")
            $0.trustedCertificatesFile = certificate.certificate
        }
        _ = try await SMTPTransport(server: target).deliver(.test())
        let mail = try await real.mail()
        #expect(mail.tls)
        #expect(mail.user?.contains("latchkey") == true)
    }

    @Test("is spoken to in TLS from the first octet on the port for that")
    func implicitTLS() async throws {
        let certificate = try await TestCertificate.make()
        let real = try await MailServer.start([
            "--tls", certificate.certificate, certificate.key, "--implicit",
        ])
        let target = server(real.port) {
            $0.host = "localhost"
            $0.security = .implicit
            $0.trustedCertificatesFile = certificate.certificate
        }
        _ = try await SMTPTransport(server: target).deliver(.test())
        #expect(try await real.mail().tls)
    }

    @Test("gets nothing when its certificate is not trusted, and the mail waits")
    func untrusted() async throws {
        let certificate = try await TestCertificate.make()
        let real = try await MailServer.start(["--tls", certificate.certificate, certificate.key])
        let target = server(real.port) { $0.security = .required }
        let failure = await #expect(throws: MailFailure.self) {
            try await SMTPTransport(server: target).deliver(.test())
        }
        #expect(failure?.isTemporary == true)
    }

    @Test("refuses a wrong password, which the log does not see, and the mail waits")
    func wrongPassword() async throws {
        let real = try await MailServer.start(["--user", "latchkey", "right"])
        let target = server(real.port) {
            $0.credentials = SMTPCredentials(username: "latchkey", password: "wrong")
        }
        await #expect(throws: MailFailure.temporary("AUTH was answered 535")) {
            try await SMTPTransport(server: target).deliver(.test())
        }
    }
}
