import Testing

@testable import LatchkeyMail

@Suite("What follows DATA")
struct SMTPDataTests {
    @Test(
        "full stops at the beginning of lines are doubled, and no others",
        arguments: [
            ("a\r\n", "a\r\n.\r\n"), (".\r\n", "..\r\n.\r\n"), ("..a\r\n", "...a\r\n.\r\n"),
            ("a.\r\n.b.\r\n", "a.\r\n..b.\r\n.\r\n"), ("\r\n.\r\n\r\n", "\r\n..\r\n\r\n.\r\n"),
        ]
    )
    func stuffed(text: String, expected: String) {
        #expect(SMTPData(Array(text.utf8)).map { String(decoding: $0.octets, as: UTF8.self) } == expected)
    }

    @Test(
        "lines that servers read differently are refused",
        arguments: [
            "a\n.\nMAIL\r\n", "a\r.\rb\r\n", "a\r\r\n", "\n", "a", "a\r", "a\u{0}b\r\n", "a\n\r\n",
            String(repeating: "x", count: 999) + "\r\n",
        ]
    )
    func refused(text: String) {
        #expect(SMTPData(Array(text.utf8)) == nil)
    }

    @Test("a line of 998 octets is as long as a line may be")
    func longest() {
        #expect(SMTPData(Array((String(repeating: "x", count: 998) + "\r\n").utf8)) != nil)
    }
}

extension SMTPData: Equatable {
    static func == (one: SMTPData, other: SMTPData) -> Bool { one.octets == other.octets }
}
