import Foundation
import LatchkeyAccounts
import LatchkeyTokens
import Testing

@testable import LatchkeyMail

/// 21 November 2026, 10:30:05 UTC.
let testTime = Date(timeIntervalSince1970: 1_795_257_005)

extension MailMessage {
    /// A mail with the given words.
    static func test(
        id: UUIDv7 = UUIDv7(at: testTime),
        from sender: String = "Latchkey <no-reply@auth.example.org>",
        to recipient: String = "ada@example.org",
        subject: String = "Hello",
        text: String = "Hello, Ada.\n",
        html: String = "<p>Hello, Ada.</p>\n"
    ) throws -> MailMessage {
        try MailMessage(
            id: id,
            from: try #require(MailAddress(sender)),
            to: try #require(MailAddress(recipient)),
            content: MailContent(subject: subject, text: text, html: html),
            language: "en",
            date: testTime
        )
    }

    var string: String { String(decoding: octets, as: UTF8.self) }

    /// The header field with a name, unfolded.
    func header(_ name: String) -> String? {
        let head = string.replacing("\r\n ", with: " ").prefix { $0 != "\u{0}" }
        return head.components(separatedBy: "\r\n").first { $0.hasPrefix("\(name): ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }
}
