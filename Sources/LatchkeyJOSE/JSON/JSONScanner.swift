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
        guard position < text.count, text[position] <= UInt8(ascii: " ") else { return }
        skipWhatMayBeWhitespace(text)
    }

    @inline(never)
    private mutating func skipWhatMayBeWhitespace(_ text: Span<UInt8>) {
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
            if !scanPlainMember(text) { try scanMember(text) }
            guard try scanSeparator(text, closing: UInt8(ascii: "}")) else { break }
        }
        try checkUniqueNames(from: outer, text)
        leave()
        if depth > 0 { members.removeLast(members.count - outer) }
    }

    /// Steps over a member of the shape that nearly all have: `"name":"text"` or `"name":123`, without white space, without
    /// escapes, all ASCII.
    ///
    /// Leaves every other, faulty ones included, where it stands: for `scanMember`.
    @inline(__always)
    private mutating func scanPlainMember(_ text: Span<UInt8>) -> Bool {
        let name = position + 1
        guard name <= text.count, text[position] == UInt8(ascii: "\"") else { return false }
        let nameEnd = Self.endOfPlainCharacters(text, from: name)
        guard nameEnd + 3 <= text.count, text[nameEnd] == UInt8(ascii: "\""),
            text[nameEnd + 1] == UInt8(ascii: ":")
        else { return false }
        let start: Int, end: Int, kind: JSONMember.Kind
        switch text[nameEnd + 2] {
        case UInt8(ascii: "\""):
            (kind, start) = (.string, nameEnd + 3)
            end = Self.endOfPlainCharacters(text, from: start)
            guard end < text.count, text[end] == UInt8(ascii: "\"") else { return false }
            position = end + 1
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            (kind, start) = (.integer, nameEnd + 2)
            end = Self.endOfDigits(text, from: start)
            guard end - start <= min(18, limits.numberLength), endsNumber(text, at: end) else { return false }
            position = end
        default: return false
        }
        append(name..<nameEnd, JSONMember.key(text, name..<nameEnd), kind, start..<end)
        return true
    }

    private mutating func scanMember(_ text: Span<UInt8>) throws(JSONError) {
        guard position < text.count, text[position] == UInt8(ascii: "\"") else { throw fault(.syntax) }
        let written = try scanString(text)
        skipWhitespace(text)
        guard position < text.count, text[position] == UInt8(ascii: ":") else { throw fault(.syntax) }
        position += 1
        skipWhitespace(text)
        let name = written.isEscaped ? resolveName(written.range, text) : written.range
        let key = written.isEscaped ? key(name, text) : JSONMember.key(text, name)
        let (kind, value) = try scanValue(text)
        append(name, key, kind, value)
    }

    @inline(__always)
    private mutating func append(
        _ name: Range<Int>,
        _ key: UInt32,
        _ kind: JSONMember.Kind,
        _ value: Range<Int>
    ) {
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
    @inline(__always)
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
        // Many names are sorted, so that the cost cannot grow as the square.
        guard members.count - first <= 32 else { return try checkUniqueSortedNames(from: first, text) }
        let members = members.span
        // One bit for each name seen: most names are found to be new without a look at the others.
        var seen: UInt64 = 0
        for later in first..<members.count {
            let bit: UInt64 = 1 << UInt64((members[later].nameKey &* 0x9e37_79b1) >> 26)
            if seen & bit != 0 {
                for earlier in first..<later where isSameName(members[earlier], members[later], text) {
                    throw fault(.duplicateMember)
                }
            }
            seen |= bit
        }
    }

    private func checkUniqueSortedNames(from first: Int, _ text: Span<UInt8>) throws(JSONError) {
        let sorted = members[first...].sorted { precedes($0, $1, text) }
        for index in 1..<sorted.count where isSameName(sorted[index - 1], sorted[index], text) {
            throw fault(.duplicateMember)
        }
    }

    /// An order in which equal names are neighbours: by key and length, which settle most, then by octets.
    private func precedes(_ one: JSONMember, _ other: JSONMember, _ text: Span<UInt8>) -> Bool {
        if one.nameKey != other.nameKey { return one.nameKey < other.nameKey }
        if one.nameLength != other.nameLength { return one.nameLength < other.nameLength }
        for offset in 4..<max(4, Int(one.nameLength)) {
            let (first, second) = (octet(offset, of: one, text), octet(offset, of: other, text))
            if first != second { return first < second }
        }
        return false
    }

    private func isSameName(_ one: JSONMember, _ other: JSONMember, _ text: Span<UInt8>) -> Bool {
        guard one.nameKey == other.nameKey, one.nameLength == other.nameLength else { return false }
        // The keys say it all of the first four octets.
        for offset in 4..<max(4, Int(one.nameLength))
        where octet(offset, of: one, text) != octet(offset, of: other, text) {
            return false
        }
        return true
    }

    private func octet(_ offset: Int, of member: JSONMember, _ text: Span<UInt8>) -> UInt8 {
        let position = Int(member.nameStart) + offset
        return position < text.count ? text[position] : resolvedNames[position - text.count]
    }
}
