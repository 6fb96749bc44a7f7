import HTTPTypes
import LatchkeyHummingbird
import LatchkeyJOSE

extension APIOperation {
    /// The operation as OpenAPI writes it.
    func json() throws -> JSONValue {
        var members: [(name: String, value: JSONValue)] = [
            ("operationId", .string(name)), ("tags", [.string(group)]), ("summary", .string(summary)),
        ]
        if let security { members.append(("security", security)) }
        if !parameters.isEmpty {
            members.append(("parameters", .array(try parameters.map { try $0.json() })))
        }
        if let body { members.append(("requestBody", try body.json())) }
        members.append(("responses", .object(try responses())))
        return .object(try JSONObject(members: members))
    }

    private var security: JSONValue? {
        switch caller {
        case .anyone: nil
        case .account, .accountHolder, .administrator: [["accessToken": []]]
        case .client: [["clientSecret": []], [:]]
        }
    }

    private func responses() throws -> JSONObject {
        let own = try answers.map { (name: "\($0.status)", value: try $0.json()) }
        let refused = Dictionary(grouping: allProblems, by: \.status.code).sorted { $0.key < $1.key }
        let rest = refused.filter { status, _ in !answers.contains { $0.status == status } }
        return try JSONObject(members: own + rest.map { (name: "\($0.key)", value: Self.problem($0.value)) })
    }

    private static func problem(_ codes: [ProblemCode]) -> JSONValue {
        [
            "description": .string(codes.map(\.rawValue).joined(separator: ", ")),
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
        ]
    }
}

extension APIOperation.Parameter {
    fileprivate func json() throws -> JSONValue {
        [
            "name": .string(name), "in": .string(place.rawValue), "required": .bool(place == .path),
            "description": .string(summary), "schema": try schema.json(),
        ]
    }
}

extension APIOperation.Body {
    fileprivate func json() throws -> JSONValue {
        // Where a field may be absent, `null` says the same.
        let schema = schema.takingNullForNothing
        let content = try types.map { (name: $0, value: ["schema": try schema.json()] as JSONValue) }
        return ["required": .bool(isRequired), "content": .object(try JSONObject(members: content))]
    }
}

extension APIOperation.Answer {
    fileprivate func json() throws -> JSONValue {
        guard let schema else { return ["description": .string(summary)] }
        let content = try JSONObject(members: [(name: type, value: ["schema": try schema.json()])])
        return ["description": .string(summary), "content": .object(content)]
    }
}

extension APISchema {
    fileprivate var takingNullForNothing: APISchema {
        guard case .object(let properties) = self else { return self }
        return .object(
            properties.map { $0.isRequired ? $0 : .maybe($0.name, .nullable($0.schema), $0.summary) }
        )
    }
}
