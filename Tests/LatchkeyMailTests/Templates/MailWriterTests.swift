import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeyMail

@Suite("The words of mails")
struct MailWriterTests {
    private static let link = "https://auth.example.org/reset?token=lko_abc"
    private static let values: [OutgoingMail.Value: String] = [
        .link: link, .code: "012345", .name: "Ada", .subject: "ada-l", .device: "Firefox on Linux",
        .address: "192.0.2.1", .time: "21 November 2026, 10:30 UTC", .minutes: "15",
    ]

    private static var sent: [OutgoingMail.Kind] { OutgoingMail.Kind.allCases.filter { $0 != .none } }

    private func content(
        _ kind: OutgoingMail.Kind,
        _ language: MailLanguage,
        _ values: [OutgoingMail.Value: String] = values
    ) throws -> MailContent {
        let mail = OutgoingMail(kind, to: "ada@example.org", language: language, values: values)
        return try #require(MailWords.words(in: language).content(of: mail, product: "Notes"))
    }

    @Test("there is every mail in every language, as text and as HTML [D4]", arguments: MailLanguage.allCases)
    func complete(language: MailLanguage) throws {
        var subjects: Set<String> = []
        for kind in Self.sent {
            let content = try content(kind, language)
            subjects.insert(content.subject)
            #expect(content.text.contains("Notes") && content.html.contains("Notes"), "\(kind)")
            #expect(content.html.contains("<html lang=\"\(language.rawValue)\">"))
            let isChinese = content.text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
            #expect(isChinese == (language != .english), "\(kind)")
            #expect(!content.text.contains("{") && !content.html.contains("{"), "\(kind)")
        }
        #expect(subjects.count == Self.sent.count)
    }

    @Test("what a mail is for stands in both of its forms")
    func essentials() throws {
        for kind in [
            OutgoingMail.Kind.emailVerification, .emailChangeNew, .emailChangeOld, .passwordReset, .magicLink,
            .invitation, .unlock,
        ] {
            let content = try content(kind, .english)
            #expect(
                content.text.contains("\n\(Self.link)\n") && content.html.contains("href=\"\(Self.link)\"")
            )
        }
        let code = try content(.signInCode, .english)
        #expect(code.text.contains("012345") && code.html.contains("012345"))
        for language in MailLanguage.allCases {
            let asked = try self.content(.emailChangeNew, language)
            #expect(asked.text.contains("ada-l") && asked.html.contains("ada-l"), "\(language)")
        }
        for kind in [OutgoingMail.Kind.passwordChanged, .newDevice, .factorChanged, .emailChanged] {
            let content = try content(kind, .english)
            for value in [OutgoingMail.Value.time, .device, .address] {
                #expect(content.text.contains(Self.values[value] ?? "?"), "\(kind) \(value)")
            }
        }
    }

    @Test("what strangers wrote is escaped, and stays on its line")
    func escaped() throws {
        var values = Self.values
        values[.device] = "<img src=x>\"\u{301}'&\r\nBcc: eve@example.org"
        let content = try content(.newDevice, .english, values)
        #expect(content.html.contains("&lt;img src=x&gt;&quot;\u{301}&#39;&amp;"))
        #expect(!content.html.contains("<img"))
        #expect(!content.text.contains("\nBcc"))
    }

    @Test("a mail that is none is not written, and a recipient that is no address is given up")
    func refused() throws {
        let sender = try #require(MailAddress("no-reply@auth.example.org"))
        let writer = MailWriter(sender: sender, product: "Notes")
        let id = UUIDv7(at: testTime)
        let none = OutgoingMail(.none, to: "ada@example.org", language: .english)
        #expect(try writer.write(none, id: id, at: testTime) == nil)
        let broken = OutgoingMail(.magicLink, to: "a\r\nb@example.org", language: .english)
        #expect(throws: MailFailure.permanent("the recipient is no address")) {
            try writer.write(broken, id: id, at: testTime)
        }
    }
}
