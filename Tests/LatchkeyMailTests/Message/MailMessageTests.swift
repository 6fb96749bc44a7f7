import FoundationEssentials
import LatchkeyTokens
import Testing

@testable import LatchkeyMail

@Suite("Mails as octets")
struct MailMessageTests {
    @Test("header fields stand as RFC 5322 has them")
    func headers() throws {
        let id = UUIDv7(at: testTime)
        let message = try MailMessage.test(id: id)
        #expect(message.header("Date") == "Sat, 21 Nov 2026 10:30:05 +0000")
        #expect(message.header("From") == "Latchkey <no-reply@auth.example.org>")
        #expect(message.header("To") == "ada@example.org")
        #expect(message.header("Message-ID") == "<\(id)@auth.example.org>")
        #expect(message.header("Subject") == "Hello")
        #expect(message.header("Auto-Submitted") == "auto-generated")
        #expect(message.string.hasSuffix("--=_\(id)--\r\n"))
    }

    @Test("a subject outside ASCII becomes encoded words, none longer than 75 characters, no character cut")
    func encodedWords() throws {
        let subject = String(repeating: "请勿告诉他人🔑", count: 20)
        let message = try MailMessage.test(subject: subject)
        let words = try #require(message.header("Subject")).split(separator: " ")
        let octets = try words.flatMap { word in
            #expect(word.utf8.count <= 75)
            let base64 = word.dropFirst("=?UTF-8?B?".count).dropLast(2)
            let octets = [UInt8](try #require(Data(base64Encoded: String(base64))))
            #expect(String(validating: octets, as: UTF8.self) != nil)
            return octets
        }
        #expect(String(decoding: octets, as: UTF8.self) == subject)
        #expect(message.octets.allSatisfy { $0 < 0x80 })
    }

    @Test(
        "a line break in a header field is refused, whatever makes one",
        arguments: ["a\r\nBcc: eve@example.org", "a\nb", "a\rb", "a\u{0}", "a\u{85}b", "a\u{1B}[0m"]
    )
    func injection(subject: String) {
        #expect(throws: UnsafeHeader(name: "Subject")) { try MailMessage.test(subject: subject) }
    }

    @Test(
        "what could end a command or a header field is no address",
        arguments: [
            "", "ada", "@example.org", "ada@", "a@b@c", "ada @example.org",
            "ada@example.org\r\nRCPT TO:<eve@x>",
            "ada@example.org> SIZE=1", "<ada@example.org", "a\u{0}@example.org", "ada@exa\nmple.org",
            "Ada\r\nBcc: eve@x <ada@example.org>", "ada@example.org\u{2028}", "a,b@example.org",
            String(repeating: "a", count: 250) + "@example.org",
        ]
    )
    func noAddress(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test(
        "a name stands beside the address as its characters ask for",
        arguments: [
            ("ada@example.org", "ada@example.org"), ("<ada@example.org>", "ada@example.org"),
            ("Ada L <ada@example.org>", "Ada L <ada@example.org>"),
            ("\"Ada L\" <ada@example.org>", "Ada L <ada@example.org>"),
            ("Ada, L. <ada@example.org>", "\"Ada, L.\" <ada@example.org>"),
            ("爱达 <ada@example.org>", "=?UTF-8?B?54ix6L6+?= <ada@example.org>"),
            ("=?x <ada@example.org>", "=?UTF-8?B?PT94?= <ada@example.org>"),
        ]
    )
    func names(text: String, expected: String) throws {
        #expect(try #require(MailAddress(text)).headerText == expected)
    }

    @Test("a body outside ASCII, or with long lines, goes in base64")
    func bodies() throws {
        let plain = try MailMessage.test()
        #expect(!plain.string.contains("base64"))
        for text in ["你好\n", String(repeating: "x", count: 2000)] {
            let message = try MailMessage.test(text: text)
            #expect(message.string.contains("Content-Transfer-Encoding: base64"))
            let lines = message.string.components(separatedBy: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 120 })
            #expect(SMTPData(message.octets) != nil)
        }
    }
}
