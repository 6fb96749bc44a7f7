import HTTPTypes
import Hummingbird
import LatchkeyJOSE

/// The types of body in which a token can stand.
enum TokenBodyType {
    case json, form

    /// The type of a request's body, as its header says; `nil` for every other.
    init?(_ request: Request) {
        guard let field = request.headers[.contentType] else { return nil }
        let type = field.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != 0x20 && $0 != 0x09 }
        switch String(decoding: type.map(\.asciiLowercased), as: UTF8.self) {
        case "application/json": self = .json
        case "application/x-www-form-urlencoded": self = .form
        default: return nil
        }
    }
}

extension TokenLocation {
    /// Whether the place is in a body of this type.
    func isIn(_ type: TokenBodyType) -> Bool {
        switch (place, type) {
        case (.json, .json), (.form, .form): true
        default: false
        }
    }

    /// The token that stands in this place of a body, still unverified; `nil` when there is none.
    func token(in body: TokenBody) throws(TokenFault) -> String? {
        switch (place, body) {
        case (.json(let name), .json(let object)): try Self.token(in: object, name)
        case (.form(let name), .form(let octets)): try Self.token(inFields: octets, name)
        default: nil
        }
    }

    private static func token(in object: JSONObject, _ name: Name) throws(TokenFault) -> String? {
        switch object[name.text] {
        case nil, .null?: return nil
        case .string(let text)?: return try token(text, limit: sizeLimit)
        default: throw .unreadable
        }
    }
}

/// A body in which a token may stand, read once for all places.
enum TokenBody {
    case json(JSONObject)
    case form([UInt8])
    /// A body without members: empty, or JSON that is no object.
    case none

    init(_ octets: [UInt8], _ type: TokenBodyType) throws(TokenFault) {
        guard !octets.isEmpty else {
            self = .none
            return
        }
        switch type {
        case .form: self = .form(octets)
        case .json:
            do {
                self = .json(try JSONObject(json: octets, limits: JSONLimits(size: octets.count)))
            } catch {
                guard error.fault == .notAnObject else { throw .unreadableBody }
                self = .none
            }
        }
    }
}
