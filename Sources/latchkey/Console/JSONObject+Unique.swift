import LatchkeyJOSE

extension JSONObject {
    /// An object of members in their order, their names known to differ.
    static func unique(_ members: [(String, JSONValue)]) -> JSONObject {
        // Only a name that stands twice or a number that is not finite can make it fail.
        (try? JSONObject(members: members.map { (name: $0.0, value: $0.1) })) ?? .empty
    }
}
