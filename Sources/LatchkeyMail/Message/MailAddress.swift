/// A mailbox with an optional name, as in `Latchkey <no-reply@example.org>` (RFC 5322 §3.4).
///
/// Refuses everything that could end a header field or an SMTP command: control characters, spaces and angle brackets in
/// the address, line breaks in the name.
///
/// ```swift
/// MailAddress("Latchkey <no-reply@example.org>")
/// ```
public struct MailAddress: Sendable, Equatable {
    /// The name to show; `nil` for none.
    public let name: String?
    /// The address itself; outside ASCII only for servers that offer SMTPUTF8 (RFC 6531).
    public let address: String

    /// Reads `address`, `<address>` or `name <address>`; `nil` for anything else.
    public init?(_ text: String) {
        guard text.utf8.last == UInt8(ascii: ">"), let open = text.lastIndex(of: "<") else {
            self.init(name: nil, address: text)
            return
        }
        var name = String(text[..<open])
        while name.utf8.last == UInt8(ascii: " ") { name.removeLast() }
        if name.utf8.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") {
            name = String(name.dropFirst().dropLast())
        }
        let address = String(text[text.index(after: open)...].dropLast())
        self.init(name: name.isEmpty ? nil : name, address: address)
    }

    /// Puts a mailbox together; `nil` when one of the parts is not allowed.
    public init?(name: String?, address: String) {
        let parts = address.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, address.utf8.count <= 254,
            address.unicodeScalars.allSatisfy(Self.isAllowed),
            (name ?? "").unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.name = name
        self.address = address
    }

    /// The domain behind the `@`.
    var domain: String {
        address.lastIndex(of: "@").map { String(address[address.index(after: $0)...]) } ?? ""
    }

    /// As it stands in a header field.
    var headerText: String {
        guard let name else { return address }
        return EncodedWords.isPlain(name)
            ? "\(Self.quoted(name)) <\(address)>"
            : "\(EncodedWords.encode(name)) <\(address)>"
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else {
            return (0x21...0x7E).contains(scalar.value) && !#"<>()[],;:\""#.contains(Character(scalar))
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.isEmoji || scalar.properties.generalCategory == .nonspacingMark
    }

    /// A quoted string, unless the name is made of words that need none (RFC 5322 §3.2.4).
    private static func quoted(_ name: String) -> String {
        let isAtoms = name.utf8.allSatisfy { octet in
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
                || octet == 0x20 || octet == UInt8(ascii: "-")
        }
        guard !isAtoms else { return name }
        let escaped = name.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) }
        return "\"\(escaped.joined())\""
    }
}
