import LatchkeyJOSE

/// JSON given to an option: the text itself, or `@` and the name of a file.
enum JSONArgument {
    /// - Throws: ``CommandFailure/refused(_:)`` where the text is no JSON object.
    static func object(_ argument: String, option: String) throws -> JSONObject {
        let octets =
            argument.utf8.first == UInt8(ascii: "@")
            ? try FileInput.read(String(argument.dropFirst())) : Array(argument.utf8)
        do {
            return try JSONObject(json: octets)
        } catch {
            throw CommandFailure.refused(
                "\(option) takes a JSON object such as '{\"sub\":\"42\"}': \(error)."
            )
        }
    }

    /// Header parameters, given as a JSON object.
    ///
    /// - Throws: ``CommandFailure/refused(_:)`` where the text is no JSON object, or names in it look the same.
    static func parameters(_ argument: String, option: String) throws -> [String: JSONValue] {
        let object = try object(argument, option: option)
        var parameters: [String: JSONValue] = [:]
        for (name, value) in object.members { parameters[name] = value }
        // A dictionary takes canonically equivalent names for one.
        guard parameters.count == object.count else {
            throw CommandFailure.refused("two header parameters have names that look the same.")
        }
        return parameters
    }
}
