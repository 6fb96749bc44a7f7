import LatchkeyJOSE

/// The JSON reader: what is accepted can be read to its last member, and is the same when it is written and read again.
enum JSONTarget {
    static func check(_ input: [UInt8]) throws(FuzzFinding) {
        guard let object = try? JSONObject(json: input) else { return }
        try FuzzFinding.expect(Array(object.json().utf8) == input, "the text changed")
        read(object)
        let members = object.members
        try FuzzFinding.expect(members.count == object.count, "members were lost")
        let again = try FuzzFinding.unfailing("written again it is refused") {
            try JSONObject(members: members)
        }
        try expectSame(object, again)
    }

    /// Every typed question, asked about names that the corpus has; the answers may be errors.
    private static func read(_ object: JSONObject) {
        for name in ["a", "aud", "b\u{e9}", "custom"] as [StaticString] {
            _ = try? object.string(name)
            _ = try? object.integer(name)
            _ = try? object.number(name)
            _ = try? object.bool(name)
            _ = try? object.strings(name)
            _ = try? object.object(name)
        }
    }

    private static func expectSame(_ one: JSONObject, _ other: JSONObject) throws(FuzzFinding) {
        try FuzzFinding.expect(
            one.names.map { Array($0.utf8) } == other.names.map { Array($0.utf8) },
            "names differ"
        )
        for (name, value) in one.members {
            guard let found = other[name] else {
                throw FuzzFinding(message: "a member cannot be found by its name")
            }
            try expectSame(value, found)
        }
    }

    private static func expectSame(_ one: JSONValue, _ other: JSONValue) throws(FuzzFinding) {
        switch (one, other) {
        case (.object(let one), .object(let other)): try expectSame(one, other)
        case (.array(let one), .array(let other)):
            try FuzzFinding.expect(one.count == other.count, "elements were lost")
            for (one, other) in zip(one, other) {
                try expectSame(one, other)
            }
        // Whole numbers are written without fraction and exponent, however they were read.
        case (.double(let one), .integer(let other)):
            try FuzzFinding.expect(one == Double(other), "a number changed")
        default: try FuzzFinding.expect(one == other, "a value changed")
        }
    }
}
