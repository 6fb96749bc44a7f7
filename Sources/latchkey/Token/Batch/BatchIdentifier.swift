import LatchkeyJOSE

/// The identifier of a line, found even where the line is no strict JSON: a verdict without it could not be matched.
///
/// It is given back as it was written, so that no number is rounded on the way.
struct BatchIdentifier {
    /// The value as written; `null` where the line has none, or has several.
    let text: String

    static let absent = BatchIdentifier(text: "null")

    private init(text: String) {
        self.text = text
    }

    init(of line: [UInt8]) {
        var reader = RoughMemberReader(line)
        var values: [ArraySlice<UInt8>] = []
        while let (name, value) = reader.next() {
            if Self.isIdentifier(name) { values.append(value) }
        }
        guard values.count == 1, let text = Self.json(values[0]) else {
            self = .absent
            return
        }
        self.text = text
    }

    private static func isIdentifier(_ name: ArraySlice<UInt8>) -> Bool {
        // Escapes included, the two letters take fourteen characters at most.
        guard name.count <= 14 else { return false }
        let object = try? JSONObject(json: Array("{".utf8) + name + Array(":0}".utf8))
        return object?.names == ["id"]
    }

    private static func json(_ value: ArraySlice<UInt8>) -> String? {
        let text = Array(#"{"id":"#.utf8) + value + Array("}".utf8)
        guard let object = try? JSONObject(json: text), object.count == 1 else { return nil }
        return String(validating: value, as: UTF8.self)
    }
}

/// Walks over the members of an object by its brackets, quotation marks and commas, and checks nothing else.
private struct RoughMemberReader {
    private let text: [UInt8]
    private var position: Int

    init(_ text: [UInt8]) {
        self.text = text
        self.position = text.firstIndex(of: UInt8(ascii: "{")).map { $0 + 1 } ?? text.count
    }

    /// Name and value of the next member, both as written.
    mutating func next() -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
        let colon = end(of: position, at: UInt8(ascii: ":"))
        guard colon < text.count, text[colon] == UInt8(ascii: ":") else { return nil }
        let end = end(of: colon + 1, at: UInt8(ascii: ","))
        defer { position = min(end + 1, text.count) }
        return (trimmed(text[position..<colon]), trimmed(text[(colon + 1)..<end]))
    }

    /// The place of a separator outside strings and brackets, else of the bracket that closes the object, else the end.
    private func end(of start: Int, at separator: UInt8) -> Int {
        var depth = 0
        var isQuoted = false
        var index = start
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\\") where isQuoted: index += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case _ where isQuoted: break
            case separator where depth == 0: return index
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard depth > 0 else { return index }
                depth -= 1
            default: break
            }
            index += 1
        }
        return text.count
    }

    private func trimmed(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let rest = slice.drop { $0 <= 0x20 }
        return rest.dropLast(rest.reversed().prefix { $0 <= 0x20 }.count)
    }
}
