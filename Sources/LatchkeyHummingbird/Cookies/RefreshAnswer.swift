import FoundationEssentials
import HTTPTypes
import Hummingbird
import LatchkeyJOSE
import LatchkeyTokens

/// The answer to a refresh, in cookies for a request that brought its token in one, in JSON for every other.
struct RefreshAnswer {
    private let cookies: TokenCookies?

    /// - Parameters:
    ///   - cookies: the application's cookies, if it has any.
    ///   - location: where the token stood; `nil` when the context does not keep it, and the cookie's presence decides.
    ///   - request: the request.
    init(cookies: TokenCookies?, for location: TokenLocation?, in request: Request) {
        let isByCookie =
            location.map(\.isCookie)
            ?? cookies.map { !request.headers.cookieValues(of: $0.refreshName).isEmpty } ?? false
        self.cookies = isByCookie ? cookies : nil
    }

    func tokens(_ tokens: [IssuedToken], at now: Date) throws(TokenCookieError) -> Response {
        var response = Response(
            status: .ok,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json(tokens)))
        )
        try cookies?.set(tokens, on: &response, at: now)
        return response
    }

    func refusal(_ code: TokenError.Code) -> Problem {
        var response = Response(status: .unauthorized)
        cookies?.clear(on: &response)
        return Problem(code == .expired ? .refreshExpired : .refreshInvalid, headers: response.headers)
    }

    /// RFC 6749 §5.1; a browser with cookies gets no token that a script could read.
    private func json(_ tokens: [IssuedToken]) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for token in tokens where cookies == nil {
            writer.member(token.kind == .refresh ? "refresh_token" : "access_token", token.token)
        }
        writer.member("token_type", "Bearer")
        if let access = tokens.first(where: { $0.kind == .access }) {
            writer.member("expires_in", Int64(access.expiresIn))
        }
        writer.endObject()
        return writer.octets
    }
}
