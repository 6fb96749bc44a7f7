import LatchkeyJOSE

/// A JSON Schema (2020-12), as much of it as the API needs.
indirect enum APISchema: Sendable {
    /// A text; lengths in characters.
    case text(format: String? = nil, atLeast: Int? = nil, atMost: Int? = nil, pattern: String? = nil)
    case integer(atLeast: Int? = nil, atMost: Int? = nil)
    case boolean
    /// One of these texts and no other.
    case oneOf([String])
    case list(APISchema)
    case object([APIProperty])
    /// An object whose members are not known beforehand.
    case anyObject
    case nullable(APISchema)
    /// One of ``OpenAPIDocument``'s named schemas.
    case named(String)

    func json() throws -> JSONValue {
        switch self {
        case .text(let format, let atLeast, let atMost, let pattern):
            .object(
                try JSONObject(
                    members: [("type", .string("string"))] + Self.member("format", format)
                        + Self.member("minLength", atLeast) + Self.member("maxLength", atMost)
                        + Self.member("pattern", pattern)
                )
            )
        case .integer(let atLeast, let atMost):
            .object(
                try JSONObject(
                    members: [("type", .string("integer"))] + Self.member("minimum", atLeast)
                        + Self.member("maximum", atMost)
                )
            )
        case .boolean: ["type": "boolean"]
        case .oneOf(let values): ["type": "string", "enum": .array(values.map { .string($0) })]
        case .list(let element): ["type": "array", "items": try element.json()]
        case .object(let properties): try Self.object(properties)
        case .anyObject: ["type": "object"]
        case .nullable(let schema): ["anyOf": [try schema.json(), ["type": "null"]]]
        case .named(let name): ["$ref": .string("#/components/schemas/\(name)")]
        }
    }

    private static func object(_ properties: [APIProperty]) throws -> JSONValue {
        let members = try JSONObject(members: properties.map { (name: $0.name, value: try $0.json()) })
        let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
        guard !required.isEmpty else { return ["type": "object", "properties": .object(members)] }
        return ["type": "object", "properties": .object(members), "required": .array(required)]
    }

    private static func member(_ name: String, _ text: String?) -> [(name: String, value: JSONValue)] {
        text.map { [(name, .string($0))] } ?? []
    }

    private static func member(_ name: String, _ number: Int?) -> [(name: String, value: JSONValue)] {
        number.map { [(name, .integer(Int64($0)))] } ?? []
    }
}

/// A member of an object, and what it means.
struct APIProperty: Sendable {
    let name: String
    let schema: APISchema
    let summary: String?
    let isRequired: Bool

    /// A member that is always there.
    static func always(_ name: String, _ schema: APISchema, _ summary: String? = nil) -> APIProperty {
        APIProperty(name: name, schema: schema, summary: summary, isRequired: true)
    }

    /// A member that may be absent.
    static func maybe(_ name: String, _ schema: APISchema, _ summary: String? = nil) -> APIProperty {
        APIProperty(name: name, schema: schema, summary: summary, isRequired: false)
    }

    func json() throws -> JSONValue {
        guard let summary, case .object(let object) = try schema.json() else { return try schema.json() }
        return .object(try JSONObject(members: object.members + [("description", .string(summary))]))
    }
}
