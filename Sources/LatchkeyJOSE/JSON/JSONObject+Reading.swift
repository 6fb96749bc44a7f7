// Typed readers: `nil` where the member is absent, an error where it is there with another type. `null` is another type.

extension JSONObject {
    /// The string under this name; `nil` where there is no such member.
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where the value is no string.
    public func string(_ name: StaticString) throws(JWTError) -> String? {
        guard let member = member(name) else { return nil }
        guard member.isString else { throw invalid(name, "a string") }
        return string(member)
    }

    /// The whole number under this name; `nil` where there is no such member.
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where the value is no integer of 64 bits.
    public func integer(_ name: StaticString) throws(JWTError) -> Int64? {
        guard let member = member(name) else { return nil }
        guard let integer = integer(member) else { throw invalid(name, "a whole number") }
        return integer
    }

    /// The number under this name; `nil` where there is no such member.
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where the value is no number.
    public func number(_ name: StaticString) throws(JWTError) -> Double? {
        guard let member = member(name) else { return nil }
        guard let number = number(member) else { throw invalid(name, "a number") }
        return number
    }

    /// The boolean under this name; `nil` where there is no such member.
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where the value is neither `true` nor `false`.
    public func bool(_ name: StaticString) throws(JWTError) -> Bool? {
        guard let member = member(name) else { return nil }
        switch member.kind {
        case .true: return true
        case .false: return false
        default: throw invalid(name, "true or false")
        }
    }

    /// The array of strings under this name; `nil` where there is no such member.
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where the value is no array, or holds anything but strings.
    public func strings(_ name: StaticString) throws(JWTError) -> [String]? {
        guard let member = member(name) else { return nil }
        guard let strings = strings(member) else { throw invalid(name, "an array of strings") }
        return strings
    }

    /// The object under this name; `nil` where there is no such member.
    ///
    /// - Throws: ``JWTError/claimInvalid(name:expected:)`` where the value is no object.
    public func object(_ name: StaticString) throws(JWTError) -> JSONObject? {
        guard let member = member(name) else { return nil }
        guard member.kind == .object else { throw invalid(name, "an object") }
        return object(member)
    }

    /// Whether there is a member of this name, whatever its value.
    public func contains(_ name: StaticString) -> Bool {
        member(name) != nil
    }

    /// Checks the type of a member that is read later, if at all.
    ///
    /// - Throws: as ``string(_:)``.
    package func requireString(_ name: StaticString, orNone: Bool = true) throws(JWTError) {
        guard let member = member(name) else {
            guard orNone else { throw .claimMissing(name: name.description) }
            return
        }
        guard member.isString else { throw invalid(name, "a string") }
    }

    /// Checks the type of a member that is read later, if at all.
    ///
    /// - Throws: as ``strings(_:)``.
    package func requireStringsOrNone(_ name: StaticString) throws(JWTError) {
        guard let member = member(name) else { return }
        guard isArrayOfStrings(member) else { throw invalid(name, "an array of strings") }
    }

    private func invalid(_ name: StaticString, _ expected: String) -> JWTError {
        .claimInvalid(name: name.description, expected: expected)
    }
}

extension JSONMember {
    var isString: Bool { kind == .string || kind == .escapedString }
}

extension JSONObject {
    func integer(_ member: JSONMember) -> Int64? {
        member.kind == .integer ? JSONNumber.integer(octets.span.extracting(member.value)) : nil
    }

    func number(_ member: JSONMember) -> Double? {
        switch member.kind {
        case .integer: JSONNumber.integer(octets.span.extracting(member.value)).map(Double.init)
        case .number: JSONNumber.double(octets.span.extracting(member.value))
        default: nil
        }
    }

    func strings(_ member: JSONMember) -> [String]? {
        guard member.kind == .array else { return nil }
        var reader = JSONArrayReader(member.value)
        var strings: [String] = []
        while let element = reader.next(octets.span) {
            guard element.isString else { return nil }
            strings.append(string(element))
        }
        return strings
    }

    /// Whether a member is a string of exactly these octets, found out without making one unless there are escapes.
    func isString(_ member: JSONMember, equalTo other: [UInt8]) -> Bool {
        switch member.kind {
        case .string: octets.span.extracting(member.value).hasSameOctets(as: other.span)
        case .escapedString: string(member).utf8.elementsEqual(other)
        default: false
        }
    }
}
