public import HTTPTypes
public import Hummingbird
public import LatchkeyJOSE
import Logging

/// An error answer as `application/problem+json` (RFC 9457).
///
/// Throw it from a handler or middleware; Hummingbird turns it into the response. A 401 always carries a Bearer
/// challenge. Nothing in it may tell more than the client is meant to know.
///
/// ```swift
/// throw Problem(.notFound)
/// throw Problem(.invalidFields, errors: [.init(field: "email", code: "invalid_format")])
/// throw Problem(.busy, retryAfter: 1)
/// ```
///
/// ```json
/// {"type": "urn:latchkey:problem:token_expired", "title": "Token expired", "status": 401,
///  "detail": "The access token has expired.", "code": "token_expired", "request_id": "…"}
/// ```
public struct Problem: HTTPResponseError, Sendable, Equatable {
    /// A fault in one field of the request.
    public struct FieldFault: Sendable, Equatable {
        /// The name of the field in the request.
        public let field: String
        /// What is wrong with it.
        public let code: String

        /// Names a field and its fault.
        public init(field: String, code: String) {
            self.field = field
            self.code = code
        }
    }

    /// What went wrong, from the closed list.
    public let code: ProblemCode
    /// The status of the answer; the code's own unless an error of Hummingbird's brought another.
    public internal(set) var status: HTTPResponse.Status
    /// The code in words; in the reader's language when a ``MessageCatalogue`` is used.
    public internal(set) var title: String
    /// One sentence for a person; the code's own unless another was given.
    public internal(set) var detail: String
    /// The faulty fields; left out of the answer when there are none.
    public let errors: [FieldFault]
    /// The `WWW-Authenticate` challenge; the code's own unless another was given.
    public let challenge: BearerChallenge?
    /// Further header fields of the answer.
    public internal(set) var headers: HTTPFields
    /// Further members of the answer (RFC 9457 §3.2), written behind the others; never one of their names.
    public let extensions: JSONObject

    /// Makes a problem.
    ///
    /// - Parameters:
    ///   - code: what went wrong.
    ///   - detail: one sentence for a person, in place of the code's own.
    ///   - errors: the faulty fields.
    ///   - challenge: a challenge in place of the code's own.
    ///   - retryAfter: seconds after which to try again.
    ///   - headers: further header fields, for example `Allow` with a 405.
    ///   - extensions: further members, none with a name that a problem has already.
    public init(
        _ code: ProblemCode,
        detail: String? = nil,
        errors: [FieldFault] = [],
        challenge: BearerChallenge? = nil,
        retryAfter: Int? = nil,
        headers: HTTPFields = [:],
        extensions: JSONObject = .empty
    ) {
        self.code = code
        self.status = code.status
        self.title = code.title
        self.detail = detail ?? code.detail
        self.errors = errors
        self.extensions = extensions
        self.challenge = challenge ?? code.challenge
        var headers = headers
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        self.headers = headers
    }

    /// The header fields of the answer: the problem's own, its challenge, and that no cache may store it.
    ///
    /// For answers in a form of their own, which set another `Content-Type`.
    public var answerHeaders: HTTPFields {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        if let challenge, headers[.wwwAuthenticate] == nil {
            headers[.wwwAuthenticate] = challenge.description
        }
        return headers
    }

    /// Writes the answer; it must not be stored by caches.
    public func response(from request: Request, context: some RequestContext) -> Response {
        let body = json(requestID: context.logger[metadataKey: "hb.request.id"]?.description)
        return Response(
            status: status,
            headers: answerHeaders,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))
        )
    }

    private func json(requestID: String?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", "urn:latchkey:problem:\(code.rawValue)")
        writer.member("title", title)
        writer.member("status", Int64(status.code))
        writer.member("detail", detail)
        writer.member("code", code.rawValue)
        if !errors.isEmpty { writeErrors(to: &writer) }
        if let requestID { writer.member("request_id", requestID) }
        for member in extensions.members { writer.member(escaping: member.name, member.value) }
        writer.endObject()
        return writer.octets
    }

    private func writeErrors(to writer: inout JSONWriter) {
        writer.name("errors")
        writer.beginArray()
        for error in errors {
            writer.beginObject()
            writer.member("field", error.field)
            writer.member("code", error.code)
            writer.endObject()
        }
        writer.endArray()
    }
}

extension Problem: CustomStringConvertible {
    /// Status and code, for logs.
    public var description: String { "\(status.code) \(code.rawValue)" }
}
