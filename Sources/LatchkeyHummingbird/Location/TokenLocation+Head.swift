import HTTPTypes
package import Hummingbird

extension TokenLocation {
    /// Whether the place is in the request's body.
    var isInBody: Bool {
        switch place {
        case .json, .form: true
        case .field, .cookie, .query: false
        }
    }

    /// Whether browsers send what stands in this place by themselves.
    var isCookie: Bool {
        if case .cookie = place { true } else { false }
    }

    /// The token that stands in this place of the request's head, still unverified; `nil` when there is none.
    package func token(in request: Request) throws(TokenFault) -> String? {
        switch place {
        case .field(let field): try Self.token(in: field, of: request)
        case .cookie(let name): try token(inCookies: request.headers.cookieValues(of: name.text))
        case .query(let name): try token(inQuery: request.uri.query, name)
        case .json, .form: nil
        }
    }

    private static func token(in field: TokenField, of request: Request) throws(TokenFault) -> String? {
        guard let found = try field.field(in: request) else { return nil }
        return try found.withUnsafeBytesOfValue { value throws(TokenFault) in
            try field.token(in: value.span).map { String(decoding: value[$0], as: UTF8.self) }
        }
    }

    private func token(inCookies values: [String]) throws(TokenFault) -> String? {
        guard let value = values.first else { return nil }
        guard values.count == 1 else { throw .repeated }
        return try Self.token(value, limit: Self.cookieSizeLimit)
    }

    private func token(inQuery query: String?, _ name: Name) throws(TokenFault) -> String? {
        guard let query else { return nil }
        return try Self.token(inFields: Array(query.utf8), name)
    }
}

extension TokenLocation {
    /// The token in the one field of this name.
    static func token(inFields octets: [UInt8], _ name: Name) throws(TokenFault) -> String? {
        let values = FormField.encodedValues(of: name.octets, in: octets)
        guard let value = values.first else { return nil }
        guard values.count == 1 else { throw .repeated }
        guard value.count <= sizeLimit * 3 else { throw .tooLarge(octets: value.count, limit: sizeLimit) }
        guard let text = FormField.decode(value) else { throw .unreadable }
        return try token(text, limit: sizeLimit)
    }

    /// Checks a text from outside the header fields: visible ASCII without what quotes and separates, which every kind
    /// of token keeps to.
    static func token(_ text: String, limit: Int) throws(TokenFault) -> String {
        let octets = text.utf8
        guard !octets.isEmpty else { throw .empty }
        guard octets.count <= limit else { throw .tooLarge(octets: octets.count, limit: limit) }
        guard CookieText.isValue(text) else { throw .unreadable }
        return text
    }
}

extension TokenLocation {
    /// Shared caches keep back what was asked for with `Authorization`, and know of no other place (RFC 9111 §3.5).
    ///
    /// An answer to a token elsewhere must not be handed to the next visitor (RFC 6750 §2.3).
    func keepingAnswerPrivate(_ response: Response) -> Response {
        guard isUnknownToCaches, response.headers[.cacheControl] == nil else { return response }
        var response = response
        response.headers[.cacheControl] = "private"
        return response
    }

    var isUnknownToCaches: Bool {
        switch place {
        case .field(let field): field.name != .authorization
        case .cookie, .query: true
        // Comes with methods whose answers nobody keeps.
        case .json, .form: false
        }
    }
}
