/// What a server answered: a code of three digits and one or more lines (RFC 5321 §4.2).
struct SMTPReply: Sendable, Equatable {
    let code: Int
    let lines: [String]

    /// The code with the first line, for the log: what a terminal or a log would obey is taken out.
    var summary: String {
        let text = (lines.first ?? "").unicodeScalars.prefix(200)
            .map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        return text.isEmpty ? String(code) : "\(code) \(text)"
    }
}

/// Why a conversation with a server ended before it was over.
enum SMTPFault: Error, Equatable {
    /// The server closed the connection.
    case closed
    /// The server did not answer in time.
    case timedOut
    /// What came is no reply, too long, or one that nobody asked for.
    case malformed
    /// Something came in the clear behind the answer to STARTTLS, where only an attacker puts it.
    case injected
    /// The connection or its encryption failed.
    case broken(String)

    var reason: String {
        switch self {
        case .closed: "the server closed the connection"
        case .timedOut: "the server did not answer in time"
        case .malformed: "the server does not speak SMTP"
        case .injected: "text in the clear came behind STARTTLS"
        case .broken(let cause): cause
        }
    }
}

/// Puts replies together from the octets of a connection.
struct SMTPReplyParser {
    /// Octets of a line; RFC 5321 §4.5.3.1.5 asks for 512.
    private static let lineLimit = 2048
    /// Lines of a reply.
    private static let lineCountLimit = 100

    private var line: [UInt8] = []
    private var lines: [String] = []
    private var code: Int?

    /// Whether a reply has begun and not ended.
    var isPartial: Bool { !line.isEmpty || code != nil }

    /// Takes octets, and gives the replies that end in them.
    mutating func read(_ octets: some Sequence<UInt8>) throws(SMTPFault) -> [SMTPReply] {
        var replies: [SMTPReply] = []
        for octet in octets {
            guard octet == UInt8(ascii: "\n") else {
                line.append(octet)
                guard line.count <= Self.lineLimit else { throw .malformed }
                continue
            }
            if let reply = try endLine() { replies.append(reply) }
        }
        return replies
    }

    private mutating func endLine() throws(SMTPFault) -> SMTPReply? {
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        let (code, isLast) = try head()
        guard self.code == nil || self.code == code, lines.count < Self.lineCountLimit else {
            throw .malformed
        }
        self.code = code
        lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        line.removeAll(keepingCapacity: true)
        guard isLast else { return nil }
        defer {
            self.code = nil
            lines = []
        }
        return SMTPReply(code: code, lines: lines)
    }

    private func head() throws(SMTPFault) -> (code: Int, isLast: Bool) {
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            (0x32...0x35).contains(digits[0])
        else { throw .malformed }
        let code = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        switch line.dropFirst(3).first {
        case nil, UInt8(ascii: " "): return (code, true)
        case UInt8(ascii: "-"): return (code, false)
        default: throw .malformed
        }
    }
}
