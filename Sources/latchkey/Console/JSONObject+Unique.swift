import LatchkeyJOSE

extension JSONObject {
    /// An object of members in their order, their names known to differ.
    static func unique(_ members: [(String, JSONValue)]) -> JSONObject {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in members { writer.member(escaping: name, value) }
        writer.endObject()
        // What has been read within the limits may stand one level deeper here.
        let limits = JSONLimits(size: .max, depth: .max, numberLength: .max)
        return (try? JSONObject(json: writer.octets, limits: limits)) ?? .empty
    }

    /// The same without white space between its parts, so that foreign JSON within fits on one line.
    var compact: JSONObject {
        .unique(members.map { ($0.name, $0.value.compact) })
    }
}

extension JSONValue {
    /// The same without white space between its parts.
    var compact: JSONValue {
        switch self {
        case .object(let object): .object(object.compact)
        case .array(let elements): .array(elements.map(\.compact))
        default: self
        }
    }
}
