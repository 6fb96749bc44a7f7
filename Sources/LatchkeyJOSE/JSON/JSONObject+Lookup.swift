extension JSONObject {
    func member(_ name: String) -> JSONMember? {
        var name = name
        return name.withUTF8 { member($0.span) }
    }

    /// The member with this name, which is known when compiling and needs no string.
    func member(_ name: StaticString) -> JSONMember? {
        name.withUTF8Buffer { member($0.span) }
    }

    /// The member with this name, given as octets.
    func member(octets name: [UInt8]) -> JSONMember? {
        member(name.span)
    }

    private func member(_ name: Span<UInt8>) -> JSONMember? {
        let key = JSONMember.key(name)
        let members = index.span
        for position in members.indices
        where members[position].nameKey == key && Int(members[position].nameLength) == name.count {
            if name.count <= 4 || octets.span.extracting(members[position].name).hasSameOctets(as: name) {
                return members[position]
            }
        }
        return nil
    }

    func name(_ member: JSONMember) -> String {
        String(decoding: octets[member.name], as: UTF8.self)
    }

    /// The string that a member holds; its kind must be a string.
    func string(_ member: JSONMember) -> String {
        guard member.kind == .escapedString else {
            return String(decoding: octets[member.value], as: UTF8.self)
        }
        var resolved: [UInt8] = []
        JSONString.appendResolved(octets.span.extracting(member.value), to: &resolved)
        return String(decoding: resolved, as: UTF8.self)
    }

    func value(_ member: JSONMember) -> JSONValue {
        let text = octets.span.extracting(member.value)
        switch member.kind {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .string, .escapedString: return .string(string(member))
        case .integer: return .integer(JSONNumber.integer(text) ?? 0)
        case .number: return .double(JSONNumber.double(text) ?? 0)
        case .array: return .array(elements(member))
        case .object: return .object(object(member))
        }
    }

    /// The object a member holds, checked as part of this one, so that reading it cannot fail.
    func object(_ member: JSONMember) -> JSONObject {
        (try? JSONObject(json: Array(octets[member.value]), limits: .unlimited)) ?? .empty
    }

    /// The elements of the array a member holds.
    func elements(_ member: JSONMember) -> [JSONValue] {
        var reader = JSONArrayReader(member.value)
        var elements: [JSONValue] = []
        while let element = reader.next(octets.span) {
            elements.append(value(element))
        }
        return elements
    }
}
