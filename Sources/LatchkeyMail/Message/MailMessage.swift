public import FoundationEssentials
public import LatchkeyTokens

/// A mail as it goes over the wire: its envelope, and its octets with CRLF at every line's end (RFC 5322).
///
/// Text and HTML stand side by side in `multipart/alternative`; both are 7-bit, so that every server takes them.
public struct MailMessage: Sendable {
    /// The mail's identifier, which names it in `Message-ID`.
    public let id: UUIDv7
    /// Who sends it; answers and bounces go there.
    public let sender: MailAddress
    /// Who gets it.
    public let recipient: MailAddress
    /// Header and body.
    public let octets: [UInt8]

    /// Writes a mail.
    ///
    /// - Parameters:
    ///   - id: the identifier; a mail that is sent again keeps it, so that its reader sees one.
    ///   - sender: who sends it.
    ///   - recipient: who gets it.
    ///   - content: what it says.
    ///   - language: the tag of its language (RFC 5646).
    ///   - date: when it is sent.
    /// - Throws: ``UnsafeHeader`` for a line break, or another control character, in a header field.
    public init(
        id: UUIDv7,
        from sender: MailAddress,
        to recipient: MailAddress,
        content: MailContent,
        language: String,
        date: Date
    ) throws(UnsafeHeader) {
        self.id = id
        self.sender = sender
        self.recipient = recipient
        let boundary = "=_\(id)"
        let headers = [
            try HeaderField("Date", MailDate.text(date)),
            try HeaderField("From", encoded: sender.headerText),
            try HeaderField("To", encoded: recipient.headerText),
            try HeaderField("Message-ID", "<\(id)@\(sender.domain)>"),
            try HeaderField("Subject", content.subject),
            try HeaderField("Content-Language", language),
            // So that no vacation notice answers (RFC 3834 §5).
            try HeaderField("Auto-Submitted", "auto-generated"),
            try HeaderField("MIME-Version", "1.0"),
            try HeaderField("Content-Type", "multipart/alternative; boundary=\"\(boundary)\""),
        ]
        let parts = [("text/plain", content.text), ("text/html", content.html)].map { type, text in
            "--\(boundary)\r\n" + BodyPart(type: type, text: text).text
        }
        let text = headers.map(\.text).joined() + "\r\n" + parts.joined() + "--\(boundary)--\r\n"
        octets = Array(text.utf8)
    }

    /// A mail that was written elsewhere, as it is.
    init(id: UUIDv7, from sender: MailAddress, to recipient: MailAddress, octets: [UInt8]) {
        self.id = id
        self.sender = sender
        self.recipient = recipient
        self.octets = octets
    }
}

/// A header field would hold a character that can begin another one.
public struct UnsafeHeader: Error, Sendable, Equatable {
    /// The name of the field.
    public let name: String
}

/// One header field with its end of line.
struct HeaderField {
    let text: String

    /// A field of unstructured text; what is not ASCII becomes encoded words.
    init(_ name: String, _ value: String) throws(UnsafeHeader) {
        guard value.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw UnsafeHeader(name: name)
        }
        try self.init(name, encoded: EncodedWords.isPlain(value) ? value : EncodedWords.encode(value))
    }

    /// A field that is written already: the only line breaks are those between encoded words.
    init(_ name: String, encoded value: String) throws(UnsafeHeader) {
        let lines = value.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let isFolded = lines.enumerated().allSatisfy { index, line in
            (index == 0 || line.first == UInt8(ascii: " "))
                && (index == lines.count - 1 || line.last == UInt8(ascii: "\r"))
                && line.dropLast(index == lines.count - 1 ? 0 : 1).allSatisfy { $0 >= 0x20 && $0 != 0x7F }
                && line.count <= 900
        }
        guard isFolded else { throw UnsafeHeader(name: name) }
        text = "\(name): \(value)\r\n"
    }
}

/// A part of a multipart body: as it is when it is plain ASCII in short lines, in base64 otherwise (RFC 2045).
struct BodyPart {
    let text: String

    init(type: String, text body: String) {
        let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
        let isPlain =
            body.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x0A }
            && lines.allSatisfy { $0.utf8.count <= 990 }
        let encoding = isPlain ? "7bit" : "base64"
        let content = isPlain ? lines.joined(separator: "\r\n") : Self.base64(body)
        text = """
            Content-Type: \(type); charset=utf-8\r
            Content-Transfer-Encoding: \(encoding)\r
            \r
            \(content)\r

            """
    }

    private static func base64(_ body: String) -> String {
        let digits = Array(Data(body.replacing("\n", with: "\r\n").utf8).base64EncodedString().utf8)
        return stride(from: 0, to: digits.count, by: 76).map { start in
            String(decoding: digits[start..<min(start + 76, digits.count)], as: UTF8.self)
        }.joined(separator: "\r\n")
    }
}

/// A date as RFC 5322 §3.3 writes it, in UTC.
enum MailDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents(
            [.weekday, .day, .month, .year, .hour, .minute, .second],
            from: date
        )
        let day = days[max(0, min(6, (parts.weekday ?? 1) - 1))]
        let month = months[max(0, min(11, (parts.month ?? 1) - 1))]
        let time = [parts.hour, parts.minute, parts.second].map { twoDigits($0 ?? 0) }.joined(separator: ":")
        return "\(day), \(twoDigits(parts.day ?? 1)) \(month) \(parts.year ?? 1970) \(time) +0000"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
