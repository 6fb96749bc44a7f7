import Hummingbird

/// A token as it came, still unverified, and the place where it stood.
struct FoundToken: Sendable {
    let text: String
    let location: TokenLocation
    /// Whether nothing but a cookie brought it: the browser may have sent it by itself.
    ///
    /// Whoever could put the token elsewhere as well knows it, and needs no CSRF token besides.
    let isFromCookieOnly: Bool

    init(_ text: String, in location: TokenLocation, isFromCookieOnly: Bool? = nil) {
        (self.text, self.location) = (text, location)
        self.isFromCookieOnly = isFromCookieOnly ?? location.isCookie
    }
}

/// Looks at every place that an authenticator was given, so that no request can carry two different tokens.
///
/// Of several places with the same token the first in the order counts, those in the head before those in the body.
struct TokenSearch: Sendable {
    private let head: [TokenLocation]
    private let body: [TokenLocation]
    private let bodyLimit: Int

    init(_ locations: [TokenLocation], bodyLimit: Int) {
        head = locations.filter { !$0.isInBody }
        body = locations.filter(\.isInBody)
        self.bodyLimit = bodyLimit
    }

    /// The token in the head of a request.
    func token(in request: Request) throws(TokenFault) -> FoundToken? {
        var found: FoundToken?
        for location in head {
            guard let text = try location.token(in: request) else { continue }
            found = try Self.agree(found, FoundToken(text, in: location))
        }
        return found
    }

    /// Whether a place has to be looked at that is in the body of this request.
    ///
    /// Never with GET and HEAD, whose bodies mean nothing (RFC 6750 §2.2), nor in a browser's preflight.
    func readsBody(of request: Request) -> Bool {
        guard !body.isEmpty, ![.get, .head, .options].contains(request.method),
            let type = TokenBodyType(request)
        else { return false }
        return body.contains { $0.isIn(type) }
    }

    /// The token in head and body, after `found` in the head; the body stays readable.
    ///
    /// Throws ``TokenFault``, and a ``Problem`` for a body that is too large or breaks off.
    func token(inBodyOf request: inout Request, besides found: FoundToken?) async throws -> FoundToken? {
        guard let type = TokenBodyType(request) else { return found }
        let content = try TokenBody(try await request.wholeBody(upTo: bodyLimit), type)
        var found = found
        for location in body {
            guard let text = try location.token(in: content) else { continue }
            found = try Self.agree(found, FoundToken(text, in: location))
        }
        return found
    }

    private static func agree(_ one: FoundToken?, _ other: FoundToken) throws(TokenFault) -> FoundToken {
        guard let one else { return other }
        guard one.text.utf8.elementsEqual(other.text.utf8) else { throw .contradiction }
        return FoundToken(
            one.text,
            in: one.location,
            isFromCookieOnly: one.isFromCookieOnly && other.isFromCookieOnly
        )
    }
}
