import HTTPTypes

/// A place in a request where a token may stand.
///
/// ```swift
/// TokenAuthenticator(verifier)                                                  // Authorization: Bearer …
/// TokenAuthenticator(verifier, locations: [.bearer, .cookie("__Host-access")])
/// TokenAuthenticator(verifier, locations: [.header("x-access-token")])
/// TokenAuthenticator(verifier, locations: [.bearer, .header("Authorization", scheme: "JWT")])
/// ```
///
/// Every place that an authenticator is given is looked at, and no other. A place holds at most one token: a header
/// field, a cookie, a parameter or a member that comes twice is refused, and so is a name that stands there without a
/// token.
public struct TokenLocation: Sendable, Hashable {
    /// The longest token that is looked at, in octets (16 KiB); a longer one is refused unread.
    public static let sizeLimit = 16 * 1024
    /// The longest token that is looked at in a cookie, in octets (8 KiB; browsers keep 4 KiB).
    public static let cookieSizeLimit = 8 * 1024

    /// Behind one reference: a place is copied with every request.
    indirect enum Place: Hashable {
        case field(TokenField)
        case cookie(Name)
        case query(Name)
        case json(Name)
        case form(Name)
    }

    /// A name that is compared octet by octet, where `String` would merge canonically equivalent ones.
    struct Name: Hashable {
        let octets: [UInt8]

        init(_ text: String) { octets = Array(text.utf8) }

        var text: String { String(decoding: octets, as: UTF8.self) }
    }

    let place: Place

    /// `Authorization: Bearer …` (RFC 6750 §2.1), the scheme in any case (RFC 9110 §11.1).
    ///
    /// Another scheme counts as no token.
    public static let bearer = TokenLocation(
        place: .field(TokenField(name: .authorization, scheme: Array("bearer".utf8)))
    )

    /// A header field: the bare token, or the token behind a scheme.
    ///
    /// ```swift
    /// .header("x-access-token")                       // x-access-token: eyJ…
    /// .header("Authorization", scheme: "Token")       // Authorization: Token eyJ…
    /// ```
    ///
    /// Several schemes in one field are several locations; a field with none of them counts as no token.
    ///
    /// - Parameters:
    ///   - name: the field's name, in any case; a precondition of the program is that it can be one (RFC 9110 §5.1).
    ///   - scheme: what stands before the token, in any case; `nil` for the bare token.
    /// - Returns: the place.
    public static func header(_ name: String, scheme: String? = nil) -> TokenLocation {
        guard let name = HTTPField.Name(name) else {
            preconditionFailure("\"\(name)\" cannot be the name of a header field")
        }
        return TokenLocation(
            place: .field(TokenField(name: name, scheme: scheme.map { $0.utf8.map(\.asciiLowercased) }))
        )
    }

    /// A cookie (RFC 6265 §4.2), its name octet for octet.
    ///
    /// Browsers send cookies with requests that other sites cause: protect routes that change anything.
    public static func cookie(_ name: String) -> TokenLocation {
        TokenLocation(place: .cookie(Name(name)))
    }

    /// A parameter of the query, `?access_token=…` (RFC 6750 §2.3).
    ///
    /// For links that can carry nothing else, such as downloads: addresses end up in logs, histories and `Referer`. The
    /// answer gets `Cache-Control: private` unless it has a `Cache-Control` already.
    public static func query(_ name: String = "access_token") -> TokenLocation {
        TokenLocation(place: .query(Name(name)))
    }

    /// A string member of the JSON object that is the request's body; `null` counts as no token.
    ///
    /// The body of an `application/json` request is read, up to the authenticator's limit, and must be one valid JSON
    /// value without duplicate members; the handler can still read it.
    public static func json(_ name: String = "access_token") -> TokenLocation {
        TokenLocation(place: .json(Name(name)))
    }

    /// A field of the form that is the request's body (RFC 6750 §2.2).
    ///
    /// The body of an `application/x-www-form-urlencoded` request is read, up to the authenticator's limit; the handler
    /// can still read it.
    public static func form(_ name: String = "access_token") -> TokenLocation {
        TokenLocation(place: .form(Name(name)))
    }
}

extension TokenLocation: CustomStringConvertible {
    /// The place in words, for logs.
    public var description: String {
        switch place {
        case .field(let field):
            "header \(field.name.rawName)"
                + (field.scheme.map { ", scheme \(String(decoding: $0, as: UTF8.self))" } ?? "")
        case .cookie(let name): "cookie \(name.text)"
        case .query(let name): "query parameter \(name.text)"
        case .json(let name): "JSON member \(name.text)"
        case .form(let name): "form field \(name.text)"
        }
    }
}

extension UInt8 {
    var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
