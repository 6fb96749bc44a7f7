import HTTPTypes
import HummingbirdTesting
import LatchkeyJOSE
import NIOCore
import Testing

/// Sends requests as an application does that uses the API.
struct APIClient: Sendable {
    let client: any TestClientProtocol

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        headers: HTTPFields = [:],
        body: [UInt8]? = nil
    ) async throws -> APIAnswer {
        try await client.execute(
            uri: path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(bytes: $0) }
        ) { APIAnswer(status: $0.status, headers: $0.headers, text: String(buffer: $0.body)) }
    }

    func get(_ path: String, bearer: String? = nil, headers: HTTPFields = [:]) async throws -> APIAnswer {
        try await send(.get, path, headers: headers.bearing(bearer))
    }

    func delete(_ path: String, bearer: String? = nil) async throws -> APIAnswer {
        try await send(.delete, path, headers: HTTPFields().bearing(bearer))
    }

    /// Posts a JSON object.
    func post(
        _ path: String,
        _ json: JSONObject,
        bearer: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> APIAnswer {
        try await post(path, text: json.json(), headers: headers.bearing(bearer))
    }

    /// Posts a body as it is, as JSON unless the headers say otherwise.
    func post(_ path: String, text: String, headers: HTTPFields = [:]) async throws -> APIAnswer {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await send(.post, path, headers: headers, body: Array(text.utf8))
    }

    /// Posts a form whose values need no escaping but `@` and spaces.
    func post(_ path: String, form: [(String, String)], headers: HTTPFields = [:]) async throws -> APIAnswer {
        let pairs = form.map { name, value in
            let value = value.map { $0 == " " ? "+" : $0 == "@" ? "%40" : String($0) }.joined()
            return "\(name)=\(value)"
        }
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await post(path, text: pairs.joined(separator: "&"), headers: headers)
    }

    /// Posts nothing at all.
    func post(_ path: String, bearer: String? = nil, headers: HTTPFields = [:]) async throws -> APIAnswer {
        try await send(.post, path, headers: headers.bearing(bearer))
    }
}

/// What the server answered.
struct APIAnswer: Sendable {
    let status: HTTPResponse.Status
    let headers: HTTPFields
    let text: String

    var json: JSONObject {
        get throws { try JSONObject(json: text) }
    }

    /// The `code` of a problem.
    var code: String? { try? json.string("code") }

    /// The faults of a problem as `field: code`.
    var faults: [String] {
        guard case .array(let errors)? = try? json["errors"] else { return [] }
        return errors.compactMap { error in
            guard case .object(let error) = error, let field = try? error.string("field"),
                let code = try? error.string("code")
            else { return nil }
            return "\(field): \(code)"
        }
    }

    /// The body with its `request_id` taken out, the only thing that tells two equal answers apart.
    var textWithoutRequestID: String {
        get throws {
            let members = try json.members.filter { $0.name != "request_id" }
            return try JSONObject(members: members).json()
        }
    }

    var challenge: String? { headers[.wwwAuthenticate] }
}

/// Checks that an answer is a problem as the contract describes it (RFC 9457).
func expectProblem(
    _ answer: APIAnswer,
    _ status: HTTPResponse.Status,
    _ code: String,
    challenge: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(answer.status == status, sourceLocation: sourceLocation)
    #expect(answer.headers[.contentType] == "application/problem+json", sourceLocation: sourceLocation)
    #expect(answer.headers[.cacheControl] == "no-store", sourceLocation: sourceLocation)
    #expect(answer.challenge == challenge, sourceLocation: sourceLocation)
    let json = try answer.json
    #expect(try json.string("code") == code, sourceLocation: sourceLocation)
    #expect(try json.string("type") == "urn:latchkey:problem:\(code)", sourceLocation: sourceLocation)
    #expect(try json.integer("status") == Int64(status.code), sourceLocation: sourceLocation)
    for name in ["title", "detail", "request_id"] {
        guard case .string(let text)? = json[name], !text.isEmpty else {
            Issue.record("no \(name)", sourceLocation: sourceLocation)
            continue
        }
    }
}

extension HTTPFields {
    func bearing(_ token: String?) -> HTTPFields {
        var fields = self
        if let token { fields[.authorization] = "Bearer \(token)" }
        return fields
    }
}
