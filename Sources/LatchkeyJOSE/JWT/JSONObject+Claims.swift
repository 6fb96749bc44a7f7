// Registered claims in their payload, by the places that ``RegisteredClaims`` has found.

extension JSONObject {
    func isArrayOfStrings(_ member: JSONMember) -> Bool {
        guard member.kind == .array else { return false }
        var reader = JSONArrayReader(member.value)
        while let element = reader.next(octets.span) {
            guard element.isString else { return false }
        }
        return true
    }

    /// The string at a place.
    func string(at place: RegisteredClaims.Place) -> String {
        string(index[Int(place)])
    }

    /// Whether the string at a place is one of these.
    func string(at place: RegisteredClaims.Place, isOneOf values: [[UInt8]]) -> Bool {
        isString(index[Int(place)], oneOf: values)
    }

    /// The values of the audience at a place, a string or an array of strings.
    func audience(at place: RegisteredClaims.Place) -> [String] {
        let member = index[Int(place)]
        return member.kind == .array ? strings(member) ?? [] : [string(member)]
    }

    /// Whether the audience at a place, a string or an array of strings, has one of these values.
    func audience(at place: RegisteredClaims.Place, hasOneOf values: [[UInt8]]) -> Bool {
        let member = index[Int(place)]
        guard member.kind == .array else { return isString(member, oneOf: values) }
        var reader = JSONArrayReader(member.value)
        while let element = reader.next(octets.span) {
            if isString(element, oneOf: values) { return true }
        }
        return false
    }

    private func isString(_ member: JSONMember, oneOf values: [[UInt8]]) -> Bool {
        for index in values.indices where isString(member, equalTo: values[index]) {
            return true
        }
        return false
    }
}
