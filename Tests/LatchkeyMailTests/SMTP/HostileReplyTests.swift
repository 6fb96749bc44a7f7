import FoundationEssentials
import LatchkeyTokens
import Testing

@testable import LatchkeyMail

@Suite("A server that misbehaves")
struct HostileReplyTests {
    private func deliver(
        to scripted: ScriptedServer,
        security: SMTPServer.Security = .none,
        _ change: (inout SMTPServer) -> Void = { _ in }
    ) async -> MailFailure? {
        var server = SMTPServer(host: "127.0.0.1", port: scripted.port, security: security)
        server.answerTimeout = 240
        server.deliveryTimeout = 240
        change(&server)
        do {
            _ = try await SMTPTransport(server: server).deliver(.test())
            return nil
        } catch {
            return error as? MailFailure
        }
    }

    @Test(
        "every answer is judged: 4xx waits, 5xx to the mail itself is final",
        arguments: [
            ("EHLO", "421 busy", MailFailure.temporary("EHLO was answered 421 busy")),
            ("MAIL", "451 later", .temporary("MAIL was answered 451 later")),
            ("MAIL", "550 no", .permanent("MAIL was answered 550 no")),
            ("RCPT", "450 greylisted", .temporary("RCPT was answered 450 greylisted")),
            ("RCPT", "550 5.1.1 nobody", .permanent("RCPT was answered 550 5.1.1 nobody")),
            ("RCPT", "354 what", .temporary("RCPT was answered 354 what")),
            ("DATA", "554 no", .permanent("DATA was answered 554 no")),
            ("DATA", "250 yes", .temporary("DATA was answered 250 yes")),
            (".", "452 full", .temporary("the mail was answered 452")),
            (".", "554 spam: https://x/reset?token=lko_1", .permanent("the mail was answered 554")),
        ]
    )
    func judged(command: String, reply: String, expected: MailFailure) async throws {
        let scripted = try await ScriptedServer.ordinary(unusual: {
            $0.hasPrefix(command) ? "\(reply)\r\n" : nil
        })
        #expect(await deliver(to: scripted) == expected)
    }

    @Test(
        "what is no answer ends the conversation, and the mail waits",
        arguments: [
            "hello\r\n", "25\r\n", "2500 x\r\n", "150 x\r\n", "950 x\r\n", "250-a\r\n251 b\r\n", "\r\n",
            "250 a\r\n250 b\r\n250 c\r\n", String(repeating: "x", count: 5000) + "\r\n",
            "250 " + String(repeating: "x", count: 5000) + "\r\n",
            String(repeating: "250-x\r\n", count: 200), "\u{0}\u{0}\u{0}\r\n",
        ]
    )
    func junk(reply: String) async throws {
        let scripted = try await ScriptedServer.ordinary(unusual: { $0.hasPrefix("MAIL") ? reply : nil })
        let failure = await deliver(to: scripted)
        #expect(failure?.isTemporary == true, "\(String(describing: failure))")
    }

    @Test("a server that says nothing, or hangs up, is left, and the mail waits")
    func silent() async throws {
        let mute = try await ScriptedServer.start(greeting: nil) { _ in nil }
        let late = await deliver(to: mute) { $0.answerTimeout = 0.3 }
        #expect(late == .temporary("the server did not answer in time"))
        let gone = try await ScriptedServer.ordinary(unusual: { $0.hasPrefix("RCPT") ? "" : nil })
        #expect(await deliver(to: gone) == .temporary("the server closed the connection"))
        let slow = try await ScriptedServer.ordinary(unusual: { $0 == "." ? "250-" : nil })
        #expect(await deliver(to: slow) { $0.deliveryTimeout = 2 }?.isTemporary == true)
    }

    @Test("without STARTTLS nothing is sent where encryption is required, least of all a password")
    func noStartTLS() async throws {
        let scripted = try await ScriptedServer.ordinary(
            offering: ["AUTH PLAIN LOGIN"],
            unusual: { _ in nil }
        )
        let failure = await deliver(to: scripted, security: .required) {
            $0.credentials = SMTPCredentials(username: "latchkey", password: "secret")
        }
        #expect(
            failure == .temporary("the server does not offer STARTTLS; nothing was sent in the clear")
        )
        #expect(scripted.lines == ["EHLO auth.example.org"])
    }

    @Test("text that comes in the clear behind the answer to STARTTLS is an attack")
    func injected() async throws {
        let scripted = try await ScriptedServer.ordinary(
            offering: ["STARTTLS"],
            unusual: { $0 == "STARTTLS" ? "220 go\r\n250 AUTH PLAIN\r\n" : nil }
        )
        let failure = await deliver(to: scripted, security: .required)
        #expect(failure == .temporary("text in the clear came behind STARTTLS"))
        #expect(!scripted.lines.contains { $0.hasPrefix("MAIL") })
    }

    @Test("a server that knows HELO only gets the mail all the same")
    func helo() async throws {
        let scripted = try await ScriptedServer.ordinary(unusual: {
            $0.hasPrefix("EHLO") ? "502 what\r\n" : nil
        })
        #expect(await deliver(to: scripted) == nil)
        #expect(scripted.lines[1] == "HELO auth.example.org")
    }

    @Test("an address outside ASCII goes to servers that offer SMTPUTF8 alone")
    func international() async throws {
        let message = try MailMessage.test(to: "爱达@example.org")
        for (offered, expected) in [
            (["8BITMIME", "SMTPUTF8"], nil),
            (["8BITMIME"], MailFailure.permanent("the server does not offer SMTPUTF8")),
            (["SMTPUTF8"], MailFailure.permanent("the server does not offer 8BITMIME")),
        ] {
            let scripted = try await ScriptedServer.ordinary(offering: offered, unusual: { _ in nil })
            let transport = try SMTPTransport(
                server: SMTPServer(host: "127.0.0.1", port: scripted.port, security: .none)
            )
            do {
                _ = try await transport.deliver(message)
                #expect(expected == nil)
                #expect(
                    scripted.lines.contains("MAIL FROM:<no-reply@auth.example.org> BODY=8BITMIME SMTPUTF8")
                )
            } catch {
                #expect(error == expected)
            }
        }
    }

    @Test("a mail that is larger than the server takes is given up")
    func tooLarge() async throws {
        let scripted = try await ScriptedServer.ordinary(offering: ["SIZE 100"], unusual: { _ in nil })
        #expect(await deliver(to: scripted) == .permanent("the mail is larger than the server takes"))
    }
}
