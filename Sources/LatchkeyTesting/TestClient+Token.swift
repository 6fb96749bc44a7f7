public import HTTPTypes
public import HummingbirdTesting
public import NIOCore

/// Where a test puts the token of a request.
public enum TestTokenPlace: Sendable {
    /// `Authorization: Bearer …`.
    case bearer
    /// A header field of its own, such as `x-access-token`.
    case header(HTTPField.Name)
    /// A cookie.
    case cookie(String)
}

extension TestClientProtocol {
    /// Sends a request with a token, and hands the answer back.
    ///
    /// ```swift
    /// let answer = try await client.execute(uri: "/notes", token: issuer.token())
    /// #expect(answer.status == .ok)
    /// ```
    ///
    /// - Parameters:
    ///   - uri: path and query.
    ///   - method: GET unless told otherwise.
    ///   - token: the token; `nil` sends none.
    ///   - place: where it stands; the bearer header unless told otherwise.
    ///   - headers: further header fields.
    ///   - body: the body.
    /// - Returns: the answer.
    /// - Throws: what the application throws and no middleware turns into an answer.
    public func execute(
        uri: String,
        method: HTTPRequest.Method = .get,
        token: String?,
        in place: TestTokenPlace = .bearer,
        headers: HTTPFields = [:],
        body: ByteBuffer? = nil
    ) async throws -> TestResponse {
        var headers = headers
        if let token {
            switch place {
            case .bearer: headers[.authorization] = "Bearer \(token)"
            case .header(let name): headers[name] = token
            case .cookie(let name): headers.append(HTTPField(name: .cookie, value: "\(name)=\(token)"))
            }
        }
        return try await execute(uri: uri, method: method, headers: headers, body: body) { $0 }
    }
}
