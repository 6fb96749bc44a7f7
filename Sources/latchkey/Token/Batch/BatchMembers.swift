import LatchkeyJOSE

/// The members of a batch's line, where `null` stands for an absent one.
struct BatchMembers {
    private let object: JSONObject

    init(_ object: JSONObject) {
        self.object = object
    }

    func value(_ name: String) -> JSONValue? {
        // A bare nil would be taken for the JSON value of that name.
        guard let value = object[name], value != .null else { return Optional.none }
        return value
    }

    func string(_ name: StaticString) throws(JWTError) -> String? {
        isAbsent(name) ? nil : try object.string(name)
    }

    func strings(_ name: StaticString) throws(JWTError) -> [String]? {
        isAbsent(name) ? nil : try object.strings(name)
    }

    func number(_ name: StaticString) throws(JWTError) -> Double? {
        isAbsent(name) ? nil : try object.number(name)
    }

    func object(_ name: StaticString) throws(JWTError) -> BatchMembers? {
        isAbsent(name) ? nil : try object.object(name).map { BatchMembers($0) }
    }

    func stringOrStrings(_ name: StaticString) throws(JWTError) -> [String]? {
        if case .string(let text) = object[name.description] { return [text] }
        return try strings(name)
    }

    private func isAbsent(_ name: StaticString) -> Bool {
        value(name.description) == nil
    }
}
