import HTTPTypes
import Hummingbird
import LatchkeyAccounts
import LatchkeyHummingbird
import LatchkeyJOSE
import NIOCore

/// The fields of a request's body: one JSON object, or a browser form.
///
/// Refuses other media types, more than 64 KiB, text that is not UTF-8, JSON that is not strictly valid (repeated
/// members, trailing text), and forms that name a field twice. Unknown fields are ignored.
struct RequestBody: Sendable {
    /// The most octets of a body.
    static let limit = 65_536

    private enum Fields: Sendable {
        case none
        case json(JSONObject)
        case form(FormFields)
    }

    private let fields: Fields

    /// Whether the body came as a form, as a browser posts it without a script.
    var isForm: Bool {
        if case .form = fields { return true }
        return false
    }

    /// Reads the body.
    ///
    /// - Parameters:
    ///   - request: whose body; it is consumed.
    ///   - allowsEmpty: takes an empty body of any type for one without fields.
    /// - Throws: a 400, 413 or 415 ``LatchkeyHummingbird/Problem``.
    init(_ request: Request, allowsEmpty: Bool = false) async throws {
        let bytes = try await Self.collect(request)
        if allowsEmpty, bytes.isEmpty {
            fields = .none
            return
        }
        switch request.headers[.contentType].map({ Self.mediaType($0) }) {
        case "application/json":
            do {
                fields = .json(try JSONObject(json: bytes))
            } catch {
                throw Problem(.invalidRequest, detail: "The body is not one valid JSON object in UTF-8.")
            }
        case "application/x-www-form-urlencoded":
            guard let form = FormFields(bytes) else {
                throw Problem(
                    .invalidRequest,
                    detail: "The body is not a valid form in UTF-8, each field once."
                )
            }
            fields = .form(form)
        default:
            throw Problem(.unsupportedMediaType, detail: "Send application/json, or a form.")
        }
    }

    /// The text of a field; `nil` when it is absent or JSON `null`.
    ///
    /// - Throws: a 400 problem naming the field when it is of another type.
    func text(_ name: String) throws -> String? {
        switch fields {
        case .none: return nil
        case .form(let form): return form[name]
        case .json(let object):
            switch object[name] {
            case nil, .null?: return nil
            case .string(let text)?: return text
            default: throw Self.wrongType(name)
            }
        }
    }

    /// What came under a name, JSON `null` included; `nil` when nothing did.
    func member(_ name: String) -> JSONValue? {
        switch fields {
        case .none: nil
        case .form(let form): form[name].map { .string($0) }
        case .json(let object): object[name]
        }
    }

    /// The JSON value of a field; `nil` when it is absent or `null`, a text for a field of a form.
    func value(_ name: String) -> JSONValue? {
        switch fields {
        case .none: nil
        case .form(let form): form[name].map { .string($0) }
        case .json(let object): object[name] == .null ? nil : object[name]
        }
    }

    private static func collect(_ request: Request) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem(.contentTooLarge, detail: "The body has more than 64 KiB.")
        }
        do {
            return Array(buffer: try await request.collectBody())
        } catch BodyFault.tooLarge {
            throw Problem(.contentTooLarge, detail: "The body has more than 64 KiB.")
        } catch {
            throw Problem(
                .invalidRequest,
                detail: "The body does not come as HTTP/1.1 asks.",
                headers: [.connection: "close"]
            )
        }
    }

    /// The media type without parameters, ASCII lower case (RFC 9110 §8.3.1).
    private static func mediaType(_ header: String) -> String {
        let type = header.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 && $0 != 0x09 }
        return String(decoding: type.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
