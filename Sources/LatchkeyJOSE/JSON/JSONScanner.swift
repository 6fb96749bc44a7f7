/// One pass over a text that checks all of it and notes where the members of the outermost object stand.
///
/// The text is RFC 8259 to the letter, with the rules of I-JSON (RFC 7493) that matter for security: UTF-8 only, no
/// byte order mark, no duplicate member in any object, no unpaired surrogate, no number outside of what a double holds.
/// Nothing is repaired. Every access is bounds-checked, recursion is bounded by ``JSONLimits/depth``.
struct JSONScanner {
    let limits: JSONLimits
    var position = 0
    /// Members of the objects that are open at the moment; those of the outermost one remain at the end.
    private(set) var members: [JSONMember] = []
    /// Names that were written with escapes, resolved; they stand, as it were, behind the text.
    private(set) var resolvedNames: [UInt8] = []
    private var depth = 0

    init(limits: JSONLimits) {
        self.limits = limits
    }

    /// Checks that the text is one object and nothing else.
    mutating func scanDocument(_ text: Span<UInt8>) throws(JSONError) {
        guard text.count <= limits.size, text.count < 1 << 31 else {
            throw JSONError(fault: .tooLarge, offset: 0)
        }
        members.reserveCapacity(16)
        skipWhitespace(text)
        let kind = try scanValue(text).kind
        skipWhitespace(text)
        guard position == text.count else { throw fault(.syntax) }
        guard kind == .object else { throw JSONError(fault: .notAnObject, offset: 0) }
    }

    func fault(_ fault: JSONError.Fault) -> JSONError {
        JSONError(fault: fault, offset: position)
    }

    @inline(__always)
    mutating func skipWhitespace(_ text: Span<UInt8>) {
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    /// The value that starts here: its kind, and the range it takes (for a string without quotation marks).
    mutating func scanValue(
        _ text: Span<UInt8>
    ) throws(JSONError) -> (kind: JSONMember.Kind, range: Range<Int>) {
        guard position < text.count else { throw fault(.syntax) }
        let start = position
        switch text[position] {
        case UInt8(ascii: "\""):
            let string = try scanString(text)
            return (string.isEscaped ? .escapedString : .string, string.range)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let kind = try scanNumber(text)
            return (kind, start..<position)
        case UInt8(ascii: "{"):
            try scanObject(text)
            return (.object, start..<position)
        case UInt8(ascii: "["):
            try scanArray(text)
            return (.array, start..<position)
        default:
            let kind = try scanLiteral(text)
            return (kind, start..<position)
        }
    }

    private mutating func scanLiteral(_ text: Span<UInt8>) throws(JSONError) -> JSONMember.Kind {
        switch text[position] {
        case UInt8(ascii: "t"): return try scan("true", text, as: .true)
        case UInt8(ascii: "f"): return try scan("false", text, as: .false)
        case UInt8(ascii: "n"): return try scan("null", text, as: .null)
        default: throw fault(.syntax)
        }
    }

    private mutating func scan(
        _ literal: StaticString,
        _ text: Span<UInt8>,
        as kind: JSONMember.Kind
    ) throws(JSONError) -> JSONMember.Kind {
        guard position + literal.utf8CodeUnitCount <= text.count else { throw fault(.syntax) }
        for index in 0..<literal.utf8CodeUnitCount where text[position + index] != literal.utf8Start[index] {
            throw fault(.syntax)
        }
        position += literal.utf8CodeUnitCount
        return kind
    }
}

// MARK: - Arrays and objects

extension JSONScanner {
    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= limits.depth else { throw fault(.tooDeep) }
        position += 1
    }

    private mutating func leave() {
        depth -= 1
        position += 1
    }

    private mutating func scanArray(_ text: Span<UInt8>) throws(JSONError) {
        try enter()
        skipWhitespace(text)
        if position < text.count, text[position] == UInt8(ascii: "]") { return leave() }
        while true {
            _ = try scanValue(text)
            guard try scanSeparator(text, closing: UInt8(ascii: "]")) else { return leave() }
        }
    }

    private mutating func scanObject(_ text: Span<UInt8>) throws(JSONError) {
        try enter()
        let outer = members.count
        skipWhitespace(text)
        if position < text.count, text[position] == UInt8(ascii: "}") { return leave() }
        while true {
            try scanMember(text)
            guard try scanSeparator(text, closing: UInt8(ascii: "}")) else { break }
        }
        try checkUniqueNames(from: outer, text)
        leave()
        if depth > 0 { members.removeLast(members.count - outer) }
    }

    private mutating func scanMember(_ text: Span<UInt8>) throws(JSONError) {
        guard position < text.count, text[position] == UInt8(ascii: "\"") else { throw fault(.syntax) }
        let written = try scanString(text)
        skipWhitespace(text)
        guard position < text.count, text[position] == UInt8(ascii: ":") else { throw fault(.syntax) }
        position += 1
        skipWhitespace(text)
        let name = written.isEscaped ? resolveName(written.range, text) : written.range
        let key = written.isEscaped ? key(name, text) : JSONMember.key(text.extracting(name))
        let (kind, value) = try scanValue(text)
        members.append(
            JSONMember(
                nameStart: UInt32(truncatingIfNeeded: name.lowerBound),
                nameLength: UInt32(truncatingIfNeeded: name.count),
                nameKey: key,
                valueStart: UInt32(truncatingIfNeeded: value.lowerBound),
                valueLength: UInt32(truncatingIfNeeded: value.count),
                kind: kind
            )
        )
    }

    /// Steps over a comma, after which another value must follow, or stops in front of `closing`.
    private mutating func scanSeparator(_ text: Span<UInt8>, closing: UInt8) throws(JSONError) -> Bool {
        skipWhitespace(text)
        guard position < text.count else { throw fault(.syntax) }
        if text[position] == closing { return false }
        guard text[position] == UInt8(ascii: ",") else { throw fault(.syntax) }
        position += 1
        skipWhitespace(text)
        return true
    }
}

// MARK: - Names

extension JSONScanner {
    private mutating func resolveName(_ range: Range<Int>, _ text: Span<UInt8>) -> Range<Int> {
        let start = text.count + resolvedNames.count
        JSONString.appendResolved(text.extracting(range), to: &resolvedNames)
        return start..<text.count + resolvedNames.count
    }

    private func key(_ name: Range<Int>, _ text: Span<UInt8>) -> UInt32 {
        JSONMember.key(
            resolvedNames.span.extracting(name.lowerBound - text.count..<name.upperBound - text.count)
        )
    }

    private func checkUniqueNames(from first: Int, _ text: Span<UInt8>) throws(JSONError) {
        // A handful of names is compared in pairs; many are sorted first, so that the cost cannot grow as the square.
        guard members.count - first <= 32 else { return try checkUniqueSortedNames(from: first, text) }
        let members = members.span
        for later in first..<members.count {
            for earlier in first..<later where members[later].nameKey == members[earlier].nameKey {
                guard !isSameName(members[earlier], members[later], text) else {
                    throw fault(.duplicateMember)
                }
            }
        }
    }

    private func checkUniqueSortedNames(from first: Int, _ text: Span<UInt8>) throws(JSONError) {
        let names = members[first...].map { octets($0, text) }.sorted { $0.lexicographicallyPrecedes($1) }
        for index in 1..<names.count where names[index - 1] == names[index] {
            throw fault(.duplicateMember)
        }
    }

    private func isSameName(_ one: JSONMember, _ other: JSONMember, _ text: Span<UInt8>) -> Bool {
        guard one.nameLength == other.nameLength else { return false }
        // Up to four octets the keys already say it all.
        return one.nameLength <= 4 || octets(one, text) == octets(other, text)
    }

    private func octets(_ member: JSONMember, _ text: Span<UInt8>) -> [UInt8] {
        member.name.map { $0 < text.count ? text[$0] : resolvedNames[$0 - text.count] }
    }
}
